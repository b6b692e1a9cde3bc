import type { Selectable } from 'kysely';
import type { Database, Queryable } from '../../database/database.js';
import { deleteUpTo } from '../../database/delete-in-batches.js';
import { inChunks } from '../../database/batches.js';
import { CALL_OPERATIONS } from './operations.js';
import { APP_REQUEST_COLUMNS, type AppRequestsTable, type RequestLogSchema } from './tables.js';

export interface NewAppRequest {
  appId: number;
  requestId: string;
  operation: string;
  error: string | null;
  reason: string | null;
  /** Already JSON, so that a waiting line does not keep the whole request in memory. */
  parameters: string;
  warnings: readonly string[];
  /** When it was answered, in milliseconds since the epoch. */
  at: number;
}

export interface StoredAppRequest extends Omit<NewAppRequest, 'appId' | 'parameters'> {
  id: number;
  /** The values of parameters by name; null for those not shown. */
  parameters: Readonly<Record<string, string | null>>;
}

const toRequest = (row: Selectable<AppRequestsTable>): StoredAppRequest => ({
  id: row.id,
  requestId: row.request_id,
  operation: row.operation,
  error: row.error,
  reason: row.reason,
  parameters: JSON.parse(row.parameters) as StoredAppRequest['parameters'],
  warnings: row.warnings === '' ? [] : row.warnings.split(' '),
  at: row.created_at,
});

export interface NewRequestCount {
  appId: number;
  operation: string;
  hourAt: number;
  succeeded: number;
  failed: number;
}

/** The wanted lines of an app: those that match every condition that is not null. */
export interface WantedRequests {
  failed: boolean | null;
  operation: string | null;
  requestId: string | null;
  /** Only lines older than the one with this id. */
  before: number | null;
  limit: number;
}

/** Calls of ours to an app that failed alike. */
export interface FailedCalls {
  clientId: string;
  appName: string;
  operation: string;
  error: string;
  reason: string;
  count: number;
  lastAt: number;
}

/** The same order in all processes, so that two that update the same counts do not deadlock. */
const byRow = (a: NewRequestCount, b: NewRequestCount): number =>
  a.appId - b.appId || (a.operation < b.operation ? -1 : a.operation > b.operation ? 1 : a.hourAt - b.hourAt);

const insertLines = ({ query }: Queryable<RequestLogSchema>, lines: readonly NewAppRequest[]): Promise<unknown> =>
  query
    .insertInto('app_requests')
    .values(
      lines.map(({ appId, requestId, warnings, at, ...line }) => ({
        ...line,
        app_id: appId,
        request_id: requestId,
        warnings: warnings.join(' '),
        created_at: at,
      })),
    )
    .execute();

const addCounts = ({ query }: Queryable<RequestLogSchema>, counts: readonly NewRequestCount[]): Promise<unknown> =>
  query
    .insertInto('app_request_counts')
    .values(counts.map(({ appId, hourAt, ...count }) => ({ ...count, app_id: appId, hour_at: hourAt })))
    .onConflict((conflict) =>
      conflict.columns(['app_id', 'operation', 'hour_at']).doUpdateSet((row) => ({
        succeeded: row('app_request_counts.succeeded', '+', row.ref('excluded.succeeded')),
        failed: row('app_request_counts.failed', '+', row.ref('excluded.failed')),
      })),
    )
    .execute();

/** The request log of each app: lines, and counts per hour. */
export const appRequestsStore = (database: Database<RequestLogSchema>) => ({
  /** The ids of the apps with these client_ids. */
  idsOf: async (clientIds: readonly string[]): Promise<Map<string, number>> => {
    const ids = new Map<string, number>();
    // PostgreSQL refuses NUL even in a search, and a client assertion's sub can contain it.
    const possible = clientIds.filter((clientId) => !clientId.includes('\0'));
    await inChunks(possible, async (chunk) => {
      const rows = await database.read.query
        .selectFrom('apps')
        .where('client_id', 'in', chunk)
        .select(['id', 'client_id'])
        .execute();
      for (const { id, client_id } of rows) ids.set(client_id, id);
    });
    return ids;
  },

  /** Adds lines and increments the counts of their hours. */
  add: async (lines: readonly NewAppRequest[], counts: readonly NewRequestCount[]): Promise<void> => {
    await database.write(async (transaction) => {
      await inChunks(lines, (chunk) => insertLines(transaction, chunk));
      await inChunks(counts.toSorted(byRow), (chunk) => addCounts(transaction, chunk));
    });
  },

  /** Deletes all but the newest lines of an app. */
  trim: async (appId: number, keep: number): Promise<void> => {
    await database.write(({ query }) =>
      query
        .deleteFrom('app_requests')
        .where('app_id', '=', appId)
        .where('id', '<=', (ids) =>
          ids
            .selectFrom('app_requests')
            .where('app_id', '=', appId)
            .orderBy('id', 'desc')
            .offset(keep)
            .limit(1)
            .select('id'),
        )
        .execute(),
    );
  },

  /** Newest first. */
  list: async (appId: number, wanted: WantedRequests): Promise<StoredAppRequest[]> => {
    const { failed, operation, requestId, before } = wanted;
    let query = database.read.query.selectFrom('app_requests').where('app_id', '=', appId);
    if (failed !== null) query = query.where('error', failed ? 'is not' : 'is', null);
    if (operation !== null) query = query.where('operation', '=', operation);
    if (requestId !== null) query = query.where('request_id', '=', requestId);
    if (before !== null) query = query.where('id', '<', before);
    return (await query.orderBy('id', 'desc').limit(wanted.limit).select(APP_REQUEST_COLUMNS).execute()).map(toRequest);
  },

  /** Failed calls of ours in the lines of all apps, grouped by app, kind and reason, those that failed last first. */
  failedCalls: async (limit: number): Promise<FailedCalls[]> => {
    const rows = await database.read.query
      .selectFrom('app_requests as line')
      .innerJoin('apps as app', 'app.id', 'line.app_id')
      .where('line.operation', 'in', CALL_OPERATIONS)
      .where('line.error', 'is not', null)
      .where('app.deleted_at', 'is', null)
      .groupBy(['app.client_id', 'app.name', 'line.operation', 'line.error', 'line.reason'])
      .select((row) => [
        'app.client_id as clientId',
        'app.name as appName',
        'line.operation',
        'line.error',
        'line.reason',
        row.fn.countAll().as('count'),
        row.fn.max('line.created_at').as('lastAt'),
      ])
      .orderBy((row) => row.fn.max('line.created_at'), 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...row, error: row.error ?? '', reason: row.reason ?? '', count: Number(row.count) }));
  },

  /** The warnings in an app's lines. */
  warnings: async (appId: number): Promise<ReadonlySet<string>> => {
    const rows = await database.read.query
      .selectFrom('app_requests')
      .where('app_id', '=', appId)
      .where('warnings', '<>', '')
      .distinct()
      .select('warnings')
      .execute();
    return new Set(rows.flatMap(({ warnings }) => warnings.split(' ')));
  },

  /** An app's successful and failed requests since the start of an hour. */
  totals: async (appId: number, since: number): Promise<{ succeeded: number; failed: number }> => {
    const totals = await database.read.query
      .selectFrom('app_request_counts')
      .where('app_id', '=', appId)
      .where('hour_at', '>=', since)
      .select((row) => [row.fn.sum('succeeded').as('succeeded'), row.fn.sum('failed').as('failed')])
      .executeTakeFirst();
    return { succeeded: Number(totals?.succeeded ?? 0), failed: Number(totals?.failed ?? 0) };
  },

  deleteOld: async (before: number): Promise<void> => {
    await deleteUpTo(database, 'app_requests', 'created_at', before);
    await deleteUpTo(database, 'app_request_counts', 'hour_at', before);
  },
});

export type AppRequestsStore = ReturnType<typeof appRequestsStore>;
