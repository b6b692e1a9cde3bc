import { randomUUID } from 'node:crypto';
import type { Database, Queryable } from '#server/database/database.js';
import { NO_SETTINGS } from '#server/domain/apps/settings/columns.js';
import { appsStore } from '#server/domain/apps/store/apps.js';
import { DAY } from '#server/kernel/clock.js';
import { formatResourceGrants } from '#server/protocol/resource-grants.js';
import type { Schema } from '#server/wiring/schema.js';

interface Filling {
  userId: string;
  /** How many of each thing. */
  count: number;
  now: number;
}

type Query = Queryable<Schema>['query'];

const times = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth));

const addUsers = async (query: Query, { count, now }: Filling): Promise<string[]> => {
  const users = times(count, () => {
    const name = `other-${randomUUID()}`;
    return {
      username: name,
      username_key: name,
      email: `${name}@example.com`,
      email_key: `${name}@example.com`,
      email_verified: 1,
      password_hash: '',
      status: 1,
      quota: 0,
      used_quota: 0,
      created_at: now,
      locale: null,
      deleted_at: null,
    };
  });
  const added = await query.insertInto('users').values(users).returning('id').execute();
  return added.map(({ id }) => String(id));
};

const addResources = async (query: Query, { userId, count, now }: Filling): Promise<string[]> => {
  const scopes = JSON.stringify(times(count, (nth) => ({ name: `scope${nth}`, description: `May ${nth}` })));
  const resources = times(count, () => ({
    identifier: `https://${randomUUID()}.example`,
    name: 'API',
    scopes,
    owner_id: userId,
    created_at: now,
    removed_at: null,
  }));
  await query.insertInto('resources').values(resources).execute();
  return resources.map(({ identifier }) => identifier);
};

/** An app of each owner, with as many redirect URIs. */
const addApps = async (
  database: Database<Schema>,
  transaction: Queryable<Schema>,
  owners: readonly string[],
  { count, now }: Filling,
): Promise<number[]> => {
  const { insert } = appsStore(database);
  const ids: number[] = [];
  for (const owner of owners) {
    const { id } = await insert(transaction, {
      ...NO_SETTINGS,
      clientId: `client_${randomUUID()}`,
      owner,
      name: 'Pen',
      redirectUris: times(count, (nth) => `https://app.example/${nth}`),
      secret: { hash: randomUUID(), hint: '' },
      now,
    });
    ids.push(id);
  }
  return ids;
};

const addRequests = async (query: Query, appId: number, { count, now }: Filling): Promise<void> => {
  const lines = times(count, (nth) => ({
    app_id: appId,
    request_id: randomUUID(),
    operation: 'token',
    error: nth % 2 === 0 ? null : 'invalid_grant',
    reason: null,
    parameters: '{}',
    warnings: '',
    created_at: now,
  }));
  await query.insertInto('app_requests').values(lines).execute();
};

/** What the user has allowed each app: access to each resource as well, and tokens. */
const addAuthorizations = async (
  query: Query,
  apps: readonly number[],
  resources: readonly string[],
  { userId, now }: Omit<Filling, 'count'>,
): Promise<void> => {
  const grants = formatResourceGrants(resources.map((resource) => ({ resource, scopes: ['scope0'] })));
  const given = apps.map((app) => ({
    user_id: userId,
    app_id: app,
    scope: 'profile balance',
    declined: '',
    resources: grants,
    app_name: 'Pencil',
    app_owner_id: '',
    granted_at: now,
    last_used_at: now,
    ended_at: null,
  }));
  const ids = await query.insertInto('authorizations').values(given).returning(['id', 'app_id']).execute();
  const families = ids.map(({ id, app_id }) => ({
    authorization_id: id,
    app_id,
    user_id: userId,
    scope: 'profile balance',
    resources: grants,
    auth_time: Math.floor(now / 1000),
    sid: null,
    amr: 'pwd',
    generation: 1,
    live_from_generation: 1,
    current_hash: randomUUID(),
    previous_hash: null,
    rotated_at: now,
    refresh_expires_at: now + DAY,
    expires_at: now + DAY,
    revoked_at: null,
    revoke_reason: null,
    created_at: now,
    dpop_jkt: null,
  }));
  await query.insertInto('token_families').values(families).execute();
};

const addCredentials = async (query: Query, { userId, count, now }: Filling): Promise<void> => {
  const each = <T>(make: () => T): T[] => times(count, make);
  const made = { user_id: userId, created_at: now };
  await query
    .insertInto('developer_tokens')
    .values(
      each(() => ({
        ...made,
        name: 'ci',
        hash: randomUUID(),
        hint: '',
        last_used_at: null,
        expires_at: null,
        revoked_at: null,
      })),
    )
    .execute();
  await query
    .insertInto('sessions')
    .values(
      each(() => ({
        ...made,
        hash: randomUUID(),
        browser_hash: randomUUID(),
        user_agent: '',
        last_seen_at: now,
        expires_at: now + DAY,
        sid: null,
        amr: 'pwd',
      })),
    )
    .execute();
  await query
    .insertInto('passkeys')
    .values(
      each(() => ({
        ...made,
        credential_id: randomUUID(),
        public_key: '',
        sign_count: 0,
        transports: '[]',
        is_backed_up: 0,
        name: 'key',
        last_used_at: null,
      })),
    )
    .execute();
  await query
    .insertInto('upstream_identities')
    .values(
      each(() => ({
        ...made,
        issuer: `https://${randomUUID()}.example`,
        subject: '1',
        label: 'x',
        last_used_at: null,
      })),
    )
    .execute();
};

const addHistory = async (query: Query, apps: readonly number[], { userId, count, now }: Filling): Promise<void> => {
  const made = { user_id: userId, created_at: now };
  await query
    .insertInto('audit_events')
    .values(apps.map((app) => ({ ...made, type: 'refresh_token_reused', app_id: app, detail: '{}' })))
    .execute();
  await query
    .insertInto('ledger_entries')
    .values(
      times(count, () => ({
        ...made,
        user_id: Number(userId),
        quota_delta: 0,
        used_delta: 0,
        memo: 'x',
        idempotency_key: null,
      })),
    )
    .execute();
  await query
    .insertInto('topup_orders')
    .values(
      times(count, (nth) => ({
        ...made,
        id: randomUUID(),
        app_id: apps[nth] ?? null,
        provider: 'test',
        units: 1,
        amount: 1,
        currency: 'USD',
        status: 'paid' as const,
        return_to: null,
        paid_at: now,
        credited_at: now,
      })),
    )
    .execute();
};

/** Adds so many of each thing that a user can have, own or have allowed, each of them with as many of its own. */
export const addOfEach = (database: Database<Schema>, filling: Filling): Promise<void> =>
  database.write(async (transaction) => {
    const { query } = transaction;
    const { userId, count } = filling;
    const owned = await query.selectFrom('apps').where('owner_id', '=', userId).select('id').execute();
    const added = await addApps(
      database,
      transaction,
      times(count, () => userId),
      filling,
    );
    const others = await addUsers(query, filling);
    const allowed = await addApps(database, transaction, others, filling);
    const resources = await addResources(query, filling);
    for (const { id } of owned) await addRequests(query, id, filling);
    await addAuthorizations(query, allowed, resources, filling);
    for (const other of others)
      await addAuthorizations(query, [...owned.map(({ id }) => id), ...added], [], { ...filling, userId: other });
    await addCredentials(query, filling);
    await addHistory(query, allowed, filling);
  });
