import type { Selectable } from 'kysely';
import type { Database, Queryable } from '../../database/database.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';
import type { DeviceRequestsTable, DeviceSchema, DeviceTables } from './tables.js';
import { familyInsertion, recordConsent, useAuthorization, type Consent, type NewFamily } from '../tokens/index.js';

export type DeviceRequestRow = Selectable<DeviceRequestsTable>;

export interface NewDeviceRequest {
  deviceHash: string;
  userCodeHash: string;
  appId: number;
  /** JSON of domain/device/requests.ts. */
  parameters: string;
  interval: number;
  expiresAt: number;
  now: number;
}

/** What a device receives once its user has allowed it; stored as JSON in `grant`. */
export interface DeviceGrant {
  userId: string;
  scope: string;
  /** JSON of protocol/resource-grants.ts. */
  resources: string;
  /** Seconds since the epoch. */
  authTime: number;
  sid: string;
  /** How the user signed in (protocol/acr.ts). */
  amr: string;
}

export type DeviceRedemption = { outcome: 'redeemed'; familyId: number } | { outcome: 'unusable' };

/** Deletes what devices were allowed but have not fetched yet. */
export const forgetAllowedDevices = async (
  { query }: Queryable<DeviceTables>,
  authorizationIds: readonly number[],
): Promise<void> => {
  if (authorizationIds.length === 0) return;
  await query
    .deleteFrom('device_requests')
    .where('authorization_id', 'in', authorizationIds)
    .where('status', '=', 'allowed')
    .execute();
};

/** Device requests that wait for their user (RFC 8628). */
export const deviceRequestsStore = (database: Database<DeviceSchema>) => {
  const byDevice = database.prepare<{ deviceHash: string }, DeviceRequestRow>((query, p) =>
    query.selectFrom('device_requests').where('device_hash', '=', p('deviceHash')).selectAll(),
  );
  const insertFamily = familyInsertion(database);

  return {
    /** False if another request has the same user code; the caller then generates a new one. */
    insert: async (request: NewDeviceRequest): Promise<boolean> => {
      const inserted = await database.write((transaction) =>
        transaction.query
          .insertInto('device_requests')
          .values({
            device_hash: request.deviceHash,
            user_code_hash: request.userCodeHash,
            app_id: request.appId,
            parameters: request.parameters,
            status: 'pending',
            authorization_id: null,
            grant: null,
            interval_ms: request.interval,
            polled_at: null,
            created_at: request.now,
            expires_at: request.expiresAt,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst(),
      );
      return inserted !== undefined;
    },

    find: async (deviceHash: string): Promise<DeviceRequestRow | undefined> =>
      (await database.read.run(byDevice, { deviceHash }))[0],

    /** A request that still waits for its user. */
    findPending: (userCodeHash: string, now: number): Promise<DeviceRequestRow | undefined> =>
      database.read.query
        .selectFrom('device_requests')
        .where('user_code_hash', '=', userCodeHash)
        .where('status', '=', 'pending')
        .where('expires_at', '>', now)
        .selectAll()
        .executeTakeFirst(),

    /**
     * Counts a poll of a pending request. `too_soon` if the last one was less than the interval ago, which makes the
     * interval longer (RFC 8628 section 3.5).
     */
    poll: (id: number, longerBy: number, now: number): Promise<'in_time' | 'too_soon'> =>
      database.write(async (transaction) => {
        const inTime = await transaction.query
          .updateTable('device_requests')
          .set({ polled_at: now })
          .where('id', '=', id)
          .where((where) =>
            where.or([
              where('polled_at', 'is', null),
              where(where('polled_at', '+', where.ref('interval_ms')), '<=', now),
            ]),
          )
          .returning('id')
          .executeTakeFirst();
        if (inTime !== undefined) return 'in_time';
        await transaction.query
          .updateTable('device_requests')
          .set((set) => ({ polled_at: now, interval_ms: set('interval_ms', '+', longerBy) }))
          .where('id', '=', id)
          .execute();
        return 'too_soon';
      }),

    /** Records the user's consent and what the device gets, both or neither. False if it was answered before. */
    allow: (id: number, consent: Consent, grant: DeviceGrant, now: number): Promise<boolean> =>
      database.write(async (transaction) => {
        const answered = await transaction.query
          .updateTable('device_requests')
          .set({ status: 'allowed', grant: JSON.stringify(grant) })
          .where('id', '=', id)
          .where('status', '=', 'pending')
          .where('expires_at', '>', now)
          .returning('id')
          .executeTakeFirst();
        if (answered === undefined) return false;
        const authorization = await recordConsent(transaction, consent, now);
        await transaction.query
          .updateTable('device_requests')
          .set({ authorization_id: authorization.id })
          .where('id', '=', id)
          .execute();
        return true;
      }),

    /** False if it was answered before. */
    deny: async (id: number, now: number): Promise<boolean> => {
      const denied = await database.write((transaction) =>
        transaction.query
          .updateTable('device_requests')
          .set({ status: 'denied' })
          .where('id', '=', id)
          .where('status', '=', 'pending')
          .where('expires_at', '>', now)
          .returning('id')
          .executeTakeFirst(),
      );
      return denied !== undefined;
    },

    /** Redeems an allowed device code: consumes it and creates its token family. Of many concurrent callers one succeeds. */
    redeem: (deviceHash: string, family: NewFamily, now: number): Promise<DeviceRedemption> =>
      database.write(async (transaction): Promise<DeviceRedemption> => {
        const [request] = await transaction.run(byDevice, { deviceHash });
        const authorizationId = request?.authorization_id ?? null;
        // Locks the authorization first, in the same order as ending one does, to avoid deadlocks.
        if (authorizationId === null || !(await useAuthorization(transaction, authorizationId, now))) {
          return { outcome: 'unusable' };
        }
        const redeemed = await transaction.query
          .updateTable('device_requests')
          .set({ status: 'redeemed' })
          .where('device_hash', '=', deviceHash)
          .where('authorization_id', '=', authorizationId)
          .where('status', '=', 'allowed')
          .where('expires_at', '>', now)
          .returning(['app_id', 'grant'])
          .executeTakeFirst();
        if (!redeemed || redeemed.grant === null) return { outcome: 'unusable' };
        const grant = JSON.parse(redeemed.grant) as DeviceGrant;
        const [founded] = await transaction.run(insertFamily, {
          ...family,
          authorizationId,
          appId: redeemed.app_id,
          userId: grant.userId,
          scope: grant.scope,
          resources: grant.resources,
          authTime: grant.authTime,
          sid: grant.sid,
          amr: grant.amr,
          now,
        });
        return founded === undefined ? { outcome: 'unusable' } : { outcome: 'redeemed', familyId: founded.id };
      }),

    /** Expired ones stay for a while, so that a device that polls late learns that its code has expired. */
    deleteExpired: (before: number): Promise<void> =>
      deleteInBatches(database, (query, limit) =>
        query
          .deleteFrom('device_requests')
          .where('id', 'in', (ids) =>
            ids.selectFrom('device_requests').select('id').where('expires_at', '<=', before).limit(limit),
          ),
      ),
  };
};

export type DeviceRequestsStore = ReturnType<typeof deviceRequestsStore>;
