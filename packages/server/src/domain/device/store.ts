import type { Selectable } from 'kysely';
import { changes } from '../../database/changes.js';
import type { Database, Queryable } from '../../database/database.js';
import { deleteUpTo } from '../../database/delete-in-batches.js';
import { inChunks } from '../../database/batches.js';
import { DEVICE_REQUEST_COLUMNS, type DeviceRequestsTable, type DeviceSchema, type DeviceTables } from './tables.js';
import { holdIdentity } from '../apps/index.js';
import type { Access, AskedAccess } from '../../protocol/access.js';
import type { SignInFacts } from '../../protocol/sign-in-facts.js';
import { holdRegistrations } from '../resources/index.js';
import {
  endsOf,
  familyInsertion,
  holdAuthorizations,
  makeRoom,
  readAccess,
  recordConsent,
  surplusDeletion,
  useAuthorization,
  writeAccess,
  type Consent,
  type Consented,
  type NewFamily,
  type TokensTables,
} from '../tokens/index.js';

type DeviceRequestRow = Selectable<DeviceRequestsTable>;

/** What a device receives once its user has allowed it. */
export interface DeviceGrant {
  userId: string;
  access: Access;
  signIn: SignInFacts;
}

export interface StoredDeviceRequest {
  id: number;
  deviceHash: string;
  appId: number;
  asked: AskedAccess;
  status: DeviceRequestRow['status'];
  /** Null until the user has allowed it. */
  grant: DeviceGrant | null;
  expiresAt: number;
}

export interface NewDeviceRequest extends Pick<StoredDeviceRequest, 'deviceHash' | 'appId' | 'asked' | 'expiresAt'> {
  userCodeHash: string;
  interval: number;
  now: number;
}

/** The grant as stored JSON. */
interface KeptGrant extends SignInFacts {
  userId: string;
  scope: string;
  resources: string;
}

const writeGrant = ({ userId, access, signIn }: DeviceGrant): string =>
  JSON.stringify({ userId, ...writeAccess(access), ...signIn } satisfies KeptGrant);

const readKept = (text: string): KeptGrant => JSON.parse(text);

const readGrant = (text: string): DeviceGrant => {
  const { userId, authTime, sid, amr, ...access } = readKept(text);
  return { userId, access: readAccess(access), signIn: { authTime, sid, amr } };
};

const readAsked = (text: string): AskedAccess => JSON.parse(text);

const requestOf = (row: DeviceRequestRow): StoredDeviceRequest => ({
  id: row.id,
  deviceHash: row.device_hash,
  appId: row.app_id,
  asked: readAsked(row.parameters),
  status: row.status,
  grant: row.grant === null ? null : readGrant(row.grant),
  expiresAt: row.expires_at,
});

export type DeviceRedemption =
  { outcome: 'redeemed'; familyId: number; staysConnected: boolean } | { outcome: 'unusable' };

/** Ends what a user allowed devices in these sessions, unless it was redeemed, under at most a chunk of authorizations. */
export const forgetDevicesOfSessions = async (
  transaction: Queryable<DeviceTables & TokensTables>,
  chunk: readonly number[],
  sids: readonly string[],
): Promise<void> => {
  const { query } = transaction;
  const allowed = await query
    .selectFrom('device_requests')
    .where('authorization_id', 'in', chunk)
    .where('status', '=', 'allowed')
    .select(['id', 'grant', (column) => column.ref('authorization_id').$notNull().as('authorizationId')])
    .execute();
  const isOfSession = (grant: string | null): boolean => grant !== null && sids.includes(readKept(grant).sid ?? '');
  const theirs = allowed.filter(({ grant }) => isOfSession(grant));
  if (theirs.length === 0) return;
  await holdAuthorizations(
    transaction,
    theirs.map(({ authorizationId }) => authorizationId),
  );
  const ids = theirs.map(({ id }) => id);
  await inChunks(ids, (few) =>
    query.deleteFrom('device_requests').where('id', 'in', few).where('status', '=', 'allowed').execute(),
  );
};

/** Device requests that wait for their user (RFC 8628). */
export const deviceRequestsStore = (database: Database<DeviceSchema>) => {
  const byDevice = database.prepare<{ deviceHash: string }, DeviceRequestRow>((query, p) =>
    query.selectFrom('device_requests').where('device_hash', '=', p('deviceHash')).select(DEVICE_REQUEST_COLUMNS),
  );
  const insertFamily = familyInsertion(database);
  const surplus = surplusDeletion(database);

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
            parameters: JSON.stringify(request.asked),
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

    find: async (deviceHash: string): Promise<StoredDeviceRequest | null> => {
      const [row] = await database.read.run(byDevice, { deviceHash });
      return row === undefined ? null : requestOf(row);
    },

    /** A request that still waits for its user. */
    findPending: async (userCodeHash: string, now: number): Promise<StoredDeviceRequest | null> => {
      const row = await database.read.query
        .selectFrom('device_requests')
        .where('user_code_hash', '=', userCodeHash)
        .where('status', '=', 'pending')
        .where('expires_at', '>', now)
        .select(DEVICE_REQUEST_COLUMNS)
        .executeTakeFirst();
      return row === undefined ? null : requestOf(row);
    },

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

    /**
     * Records the user's consent and what the device gets, both or neither. Null if it was answered before, or the app or
     * a resource has just changed.
     */
    allow: async (
      transaction: Queryable<DeviceSchema>,
      { id, asked }: Pick<StoredDeviceRequest, 'id' | 'asked'>,
      consent: Consent,
      grant: DeviceGrant,
      now: number,
    ): Promise<Consented | null> => {
      if (!(await holdIdentity(transaction, consent.appId, consent.appIdentity))) return null;
      if (!(await holdRegistrations(transaction, asked.resources))) return null;
      const answered = await transaction.query
        .updateTable('device_requests')
        .set({ status: 'allowed', grant: writeGrant(grant) })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .where('expires_at', '>', now)
        .returning('id')
        .executeTakeFirst();
      if (answered === undefined) return null;
      const consented = await recordConsent(transaction, consent, now);
      await transaction.query
        .updateTable('device_requests')
        .set({ authorization_id: consented.authorization.id, epoch: consented.authorization.epoch })
        .where('id', '=', id)
        .execute();
      return consented;
    },

    /** False if it was answered before. */
    deny: (id: number, now: number) =>
      changes(database, (query) =>
        query
          .updateTable('device_requests')
          .set({ status: 'denied' })
          .where('id', '=', id)
          .where('status', '=', 'pending')
          .where('expires_at', '>', now),
      ),

    /** Redeems an allowed device code: consumes it and creates its token family. Of many concurrent callers one succeeds. */
    redeem: (deviceHash: string, family: NewFamily, now: number): Promise<DeviceRedemption> =>
      database.write(async (transaction): Promise<DeviceRedemption> => {
        const [request] = await transaction.run(byDevice, { deviceHash });
        const { authorization_id: authorizationId = null, epoch = 0 } = request ?? {};
        // Locks the authorization first, in the same order as ending one does, to avoid deadlocks.
        if (authorizationId === null) return { outcome: 'unusable' };
        const named = { id: authorizationId, epoch, resource: family.resource };
        const used = await useAuthorization(transaction, named, now);
        if (used === null) return { outcome: 'unusable' };
        await makeRoom(transaction, surplus, { id: authorizationId, founded: used.founded });
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
        const [founded] = await transaction.run(insertFamily, {
          ...family,
          ...endsOf(family, used),
          ...readKept(redeemed.grant),
          authorizationId,
          appId: redeemed.app_id,
          epoch: used.epoch,
          now,
        });
        if (founded === undefined) return { outcome: 'unusable' };
        return { outcome: 'redeemed', familyId: founded.id, staysConnected: used.staysConnected };
      }),

    /** Expired ones stay for a while, so that a device that polls late learns that its code has expired. */
    deleteExpired: (before: number) => deleteUpTo(database, 'device_requests', 'expires_at', before),
  };
};

export type DeviceRequestsStore = ReturnType<typeof deviceRequestsStore>;
