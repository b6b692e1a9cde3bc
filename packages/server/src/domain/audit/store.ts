import type { Database, Queryable } from '../../database/database.js';
import type { AuditTables } from './tables.js';

export interface StoredAuditEvent {
  /** Grows with time. */
  id: number;
  type: string;
  userId: string | null;
  appId: number | null;
  detail: Readonly<Record<string, string | number>>;
  createdAt: number;
}

type Detail = StoredAuditEvent['detail'];

const COLUMNS = ['id', 'type', 'user_id as userId', 'app_id as appId', 'detail', 'created_at as createdAt'] as const;

const withDetail = <Row extends { detail: string }>(row: Row) => ({ ...row, detail: JSON.parse(row.detail) as Detail });

export interface NewAuditEvent extends Omit<StoredAuditEvent, 'id' | 'createdAt'> {
  now: number;
}

export const insertEvent = async ({ query }: Queryable<AuditTables>, event: NewAuditEvent): Promise<void> => {
  await query
    .insertInto('audit_events')
    .values({
      type: event.type,
      user_id: event.userId,
      app_id: event.appId,
      detail: JSON.stringify(event.detail),
      created_at: event.now,
    })
    .execute();
};

/** Events of accounts, apps and tokens. Append-only, except that details are erased with a deleted user. */
export const auditEventsStore = (database: Database<AuditTables>) => ({
  insert: (event: NewAuditEvent): Promise<void> => database.write((transaction) => insertEvent(transaction, event)),

  /** Which of these happened with which apps, each once, whatever else happened how often; the latest first. */
  latestByApp: async <Type extends string>(
    userId: string,
    types: readonly Type[],
    since: number,
    limit: number,
  ): Promise<{ type: Type; appId: number }[]> => {
    const rows = await database.read.query
      .selectFrom('audit_events')
      .where('user_id', '=', userId)
      .where('type', 'in', types)
      .where('app_id', 'is not', null)
      .where('created_at', '>=', since)
      .groupBy(['type', 'app_id'])
      .orderBy((of) => of.fn.max('id'), 'desc')
      .limit(limit)
      .select(['type', 'app_id as appId'])
      .execute();
    return rows.flatMap(({ type, appId }) => {
      const asked = types.find((each) => each === type);
      return asked === undefined || appId === null ? [] : [{ type: asked, appId }];
    });
  },

  /** Everything about a user, newest first; only events before the id `before`. */
  pageByUser: async (userId: string, limit: number, before: number | null): Promise<StoredAuditEvent[]> => {
    const all = database.read.query.selectFrom('audit_events').where('user_id', '=', userId);
    const rows = await (before === null ? all : all.where('id', '<', before))
      .orderBy('id', 'desc')
      .limit(limit)
      .select(COLUMNS)
      .execute();
    return rows.map(withDetail);
  },

  /** At most a batch. */
  eraseDetail: async (ids: readonly number[]): Promise<void> => {
    await database.write(({ query }) =>
      query.updateTable('audit_events').set({ detail: '{}' }).where('id', 'in', ids).execute(),
    );
  },

  /** Of these types, up to a moment. */
  oldestOf: async (types: readonly string[], until: number, limit: number): Promise<StoredAuditEvent[]> => {
    const rows = await database.read.query
      .selectFrom('audit_events')
      .where('type', 'in', types)
      .where('created_at', '<=', until)
      .limit(limit)
      .select(COLUMNS)
      .execute();
    return rows.map(withDetail);
  },

  /**
   * Of those with an id after `after`, up to a moment. Ids grow with time, so only as many are read, from the oldest on. One
   * that was written in the same moment as a later one may come with the next.
   */
  oldest: async (until: number, limit: number, after: number): Promise<StoredAuditEvent[]> => {
    const rows = await database.read.query
      .selectFrom('audit_events')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .select(COLUMNS)
      .execute();
    return rows.filter(({ createdAt }) => createdAt <= until).map(withDetail);
  },

  /** At most a batch. */
  delete: async (ids: readonly number[]): Promise<void> => {
    await database.write(({ query }) => query.deleteFrom('audit_events').where('id', 'in', ids).execute());
  },
});

export type AuditEventsStore = ReturnType<typeof auditEventsStore>;
