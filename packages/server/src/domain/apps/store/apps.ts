import { changesIn } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import type { SecretHash } from '../../../kernel/secret.js';
import { APP_COLUMNS, APP_SECRET_COLUMNS, type AppsTables } from '../tables.js';
import { settingColumns } from '../settings/columns.js';
import type { StoredValues } from '../settings/table.js';
import { deleteApps } from './deleted.js';
import { clientOf, ownerColumn, type App, type AppRow, type Client, type Remarks } from './app.js';
import { appListing } from './listing.js';
import { secretOf, type AppSecret, type AppSecretRow } from './secret.js';

export interface NewApp extends Partial<StoredValues> {
  clientId: string;
  owner: string | null;
  name: string;
  usesAssertions?: boolean;
  redirectUris: readonly string[];
  secret: { hash: string; hint: string } | null;
  registration?: AppRegistration & RegistrationToken;
  now: number;
}

/** Unchanged if omitted. An app that starts to use assertions loses its secrets. */
export interface AppChange extends Partial<StoredValues> {
  usesAssertions?: boolean;
  redirectUris?: readonly string[];
  registration?: AppRegistration;
  now: number;
}

/** Of an app that registered itself or is described by a document. */
export interface AppRegistration {
  registeredBy: 'registration' | 'metadata';
  clientUri: string | null;
  remarks: Remarks | null;
  freshUntil: number | null;
}

/** Set once: a change that wrote it would undo that it was revoked meanwhile. */
export interface RegistrationToken {
  /** Null if it has none. */
  tokenHash: string | null;
}

/** Two, so that a new secret can be rolled out while the old one still works. */
export const MAX_SECRETS = 2;

const columnsOf = ({ usesAssertions, registration, ...settings }: Omit<AppChange, 'redirectUris' | 'now'>) => ({
  ...settingColumns(settings),
  ...(usesAssertions === undefined ? {} : { uses_assertions: usesAssertions ? 1 : 0 }),
  ...registrationColumns(registration),
});

const registrationColumns = (registration: AppRegistration | undefined) =>
  registration === undefined
    ? {}
    : {
        registered_by: registration.registeredBy,
        client_uri: registration.clientUri,
        registration: registration.remarks && JSON.stringify(registration.remarks),
        metadata_fresh_until: registration.freshUntil,
      };

const insertUris = async (
  transaction: Queryable<AppsTables>,
  appId: number,
  uris: readonly string[],
  now: number,
): Promise<void> => {
  if (uris.length === 0) return;
  await transaction.query
    .insertInto('app_redirect_uris')
    .values(uris.map((uri) => ({ app_id: appId, uri, created_at: now })))
    .onConflict((conflict) => conflict.columns(['app_id', 'uri']).doNothing())
    .execute();
};

const insertSecret = (
  transaction: Queryable<AppsTables>,
  appId: number,
  secret: { hash: string; hint: string },
  now: number,
) =>
  transaction.query
    .insertInto('app_secrets')
    .values({ app_id: appId, hash: secret.hash, hint: secret.hint, created_at: now, last_used_at: null })
    .returning(APP_SECRET_COLUMNS)
    .executeTakeFirstOrThrow();

/** Locks the app's row, so that concurrent changes run one after the other, and reads it. */
const lock = (transaction: Queryable<AppsTables>, appId: number): Promise<AppRow | undefined> =>
  transaction.query
    .updateTable('apps')
    .set({ id: appId })
    .where('id', '=', appId)
    .where('deleted_at', 'is', null)
    .returning(APP_COLUMNS)
    .executeTakeFirst();

/** Apps, their redirect URIs and the hashes of their secrets. */
export const appsStore = (database: Database<AppsTables>) => {
  const byClientId = database.prepare<{ clientId: string }, AppRow>((query, p) =>
    query.selectFrom('apps').where('client_id', '=', p('clientId')).where('deleted_at', 'is', null).select(APP_COLUMNS),
  );
  const secretsOf = database.prepare<{ appId: number }, AppSecretRow>((query, p) =>
    query.selectFrom('app_secrets').where('app_id', '=', p('appId')).orderBy('id').select(APP_SECRET_COLUMNS),
  );
  const urisOf = database.prepare<{ appId: number }, { uri: string; created_at: number }>((query, p) =>
    query.selectFrom('app_redirect_uris').where('app_id', '=', p('appId')).orderBy('id').select(['uri', 'created_at']),
  );

  const withUrisIn = async (queryable: Queryable<AppsTables>, app: Client): Promise<App> => ({
    ...app,
    redirectUris: (await queryable.run(urisOf, { appId: app.id })).map((row) => ({
      uri: row.uri,
      createdAt: row.created_at,
    })),
  });

  const withUris = (app: Client): Promise<App> => withUrisIn(database.read, app);

  return {
    findByClientId: async (clientId: string): Promise<Client | undefined> => {
      // PostgreSQL refuses this character even in a search.
      if (clientId.includes('\0')) return undefined;
      const [row] = await database.read.run(byClientId, { clientId });
      return row && clientOf(row);
    },

    find: async (id: number): Promise<App | undefined> => {
      const row = await database.read.query
        .selectFrom('apps')
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .select(APP_COLUMNS)
        .executeTakeFirst();
      return row && withUris(clientOf(row));
    },

    withUris,

    ...appListing(database),

    /** The app as it is; until the transaction ends, nobody else changes it. Undefined if it is gone. */
    hold: async (transaction: Queryable<AppsTables>, id: number): Promise<App | undefined> => {
      const row = await lock(transaction, id);
      return row && withUrisIn(transaction, clientOf(row));
    },

    /** Within a transaction: whether the registration access token may manage the app. Until it ends, nobody revokes it. */
    holdRegistration: (transaction: Queryable<AppsTables>, clientId: string, tokenHash: SecretHash): Promise<boolean> =>
      changesIn(transaction, (query) =>
        query
          .updateTable('apps')
          .set({ client_id: clientId })
          .where('client_id', '=', clientId)
          .where('registration_token_hash', '=', tokenHash)
          .where('suspended_at', 'is', null)
          .where('owner_disabled_at', 'is', null),
      ),

    countByOwner: async ({ query }: Queryable<AppsTables>, owner: string): Promise<number> => {
      const owned = query.selectFrom('apps').where('owner_id', '=', owner);
      return (await owned.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
    },

    insert: async (transaction: Queryable<AppsTables>, app: NewApp): Promise<App> => {
      const row = await transaction.query
        .insertInto('apps')
        .values({
          client_id: app.clientId,
          owner_id: ownerColumn(app.owner),
          ...columnsOf(app),
          registration_token_hash: app.registration?.tokenHash ?? null,
          created_at: app.now,
        })
        .returning(APP_COLUMNS)
        .executeTakeFirstOrThrow();
      const uris = [...new Set(app.redirectUris)];
      await insertUris(transaction, row.id, uris, app.now);
      if (app.secret) await insertSecret(transaction, row.id, app.secret, app.now);
      return { ...clientOf(row), redirectUris: uris.map((uri) => ({ uri, createdAt: app.now })) };
    },

    /** Changes the given settings. A redirect URI that stays keeps its date, and so the authorizations that cover it. */
    update: async (transaction: Queryable<AppsTables>, id: number, change: AppChange): Promise<void> => {
      const values = columnsOf(change);
      if (Object.keys(values).length > 0) {
        await transaction.query.updateTable('apps').set(values).where('id', '=', id).execute();
      }
      if (change.usesAssertions === true) {
        await transaction.query.deleteFrom('app_secrets').where('app_id', '=', id).execute();
      }
      if (change.redirectUris !== undefined) {
        await lock(transaction, id);
        const all = transaction.query.deleteFrom('app_redirect_uris').where('app_id', '=', id);
        const [...kept] = change.redirectUris;
        // PostgreSQL has no empty list.
        await (kept.length === 0 ? all : all.where('uri', 'not in', kept)).execute();
        await insertUris(transaction, id, change.redirectUris, change.now);
      }
    },

    /** Records that the app got a token. */
    touch: async (id: number, now: number): Promise<void> => {
      await database.write((transaction) =>
        transaction.query.updateTable('apps').set({ last_used_at: now }).where('id', '=', id).execute(),
      );
    },

    /** With all access that it gives (deleted.ts). False if it is gone. */
    delete: async (
      transaction: Queryable<AppsTables>,
      id: number,
      now: number,
      { unlessSuspended = false }: { unlessSuspended?: boolean } = {},
    ): Promise<boolean> => {
      const deleted = await deleteApps(
        transaction,
        (where) => where.and([where('id', '=', id), ...(unlessSuspended ? [where('suspended_at', 'is', null)] : [])]),
        now,
      );
      return deleted.length > 0;
    },

    secrets: async (appId: number): Promise<AppSecret[]> =>
      (await database.read.run(secretsOf, { appId })).map(secretOf),

    /** Null if the app already has the maximum number of secrets. */
    addSecret: async (
      transaction: Queryable<AppsTables>,
      appId: number,
      secret: { hash: string; hint: string },
      now: number,
    ): Promise<AppSecret | null> => {
      await lock(transaction, appId);
      const existing = await transaction.run(secretsOf, { appId });
      return existing.length >= MAX_SECRETS ? null : secretOf(await insertSecret(transaction, appId, secret, now));
    },

    /** The last secret stays, because an app without one is useless; delete the app instead. */
    removeSecret: async (
      transaction: Queryable<AppsTables>,
      appId: number,
      secretId: number,
    ): Promise<'removed' | 'last' | 'unknown'> => {
      await lock(transaction, appId);
      const existing = await transaction.run(secretsOf, { appId });
      if (!existing.some((secret) => secret.id === secretId)) return 'unknown';
      if (existing.length === 1) return 'last';
      await transaction.query.deleteFrom('app_secrets').where('id', '=', secretId).execute();
      return 'removed';
    },

    /** Ends the secrets, keys and registration access tokens of a developer's apps. Resolves to how many apps there are. */
    revokeCredentialsOf: async ({ query }: Queryable<AppsTables>, owner: string): Promise<number> => {
      const apps = await query
        .updateTable('apps')
        .set({ registration_token_hash: null, jwks: null, jwks_uri: null, uses_assertions: 0 })
        .where('owner_id', '=', owner)
        .returning('id')
        .execute();
      await query
        .deleteFrom('app_secrets')
        .where('app_id', 'in', (owned) => owned.selectFrom('apps').where('owner_id', '=', owner).select('id'))
        .execute();
      return apps.length;
    },

    touchSecret: async (secretId: number, now: number): Promise<void> => {
      await database.write((transaction) =>
        transaction.query.updateTable('app_secrets').set({ last_used_at: now }).where('id', '=', secretId).execute(),
      );
    },
  };
};

export type AppsStore = ReturnType<typeof appsStore>;
