import type { Selectable } from 'kysely';
import type { Database, Session } from './database.js';
import type { AppSecretsTable, AppsTable } from './schema.js';

export type AppRow = Selectable<AppsTable>;
export type AppSecretRow = Selectable<AppSecretsTable>;

export interface AppWithUris extends AppRow {
  redirectUris: { uri: string; createdAt: number }[];
}

export interface NewApp {
  clientId: string;
  ownerId: string;
  name: string;
  description: string;
  isPublic: boolean;
  isTrusted: boolean;
  requirePkce: boolean;
  allowBrowserSecret: boolean;
  idTokenAlg: string;
  redirectUris: readonly string[];
  secret: { hash: string; hint: string } | null;
  now: number;
}

export interface AppChange {
  name?: string;
  description?: string;
  requirePkce?: boolean;
  allowBrowserSecret?: boolean;
  redirectUris?: readonly string[];
  /** Only ever taken away by a developer's change. */
  isTrusted?: false;
  now: number;
}

/** Two, so that a new secret can be rolled out while the old one still works. */
export const MAX_SECRETS = 2;

const flag = (value: boolean): number => (value ? 1 : 0);

const insertUris = async (transaction: Session, appId: number, uris: readonly string[], now: number): Promise<void> => {
  if (uris.length === 0) return;
  await transaction.query
    .insertInto('app_redirect_uris')
    .values(uris.map((uri) => ({ app_id: appId, uri, created_at: now })))
    .onConflict((conflict) => conflict.columns(['app_id', 'uri']).doNothing())
    .execute();
};

const insertSecret = (transaction: Session, appId: number, secret: { hash: string; hint: string }, now: number) =>
  transaction.query
    .insertInto('app_secrets')
    .values({ app_id: appId, hash: secret.hash, hint: secret.hint, created_at: now, last_used_at: null })
    .returningAll()
    .executeTakeFirstOrThrow();

/** Holds the app's row to the end of the transaction, so that two changes at once come one after the other. */
const lock = async (transaction: Session, appId: number): Promise<void> => {
  await transaction.query.updateTable('apps').set({ id: appId }).where('id', '=', appId).execute();
};

/** Apps, their redirect URIs and the hashes of their secrets. */
export const appsStore = (database: Database) => {
  const byClientId = database.prepare<{ clientId: string }, AppRow>((query, p) =>
    query.selectFrom('apps').where('client_id', '=', p('clientId')).selectAll(),
  );
  const secretsOf = database.prepare<{ appId: number }, AppSecretRow>((query, p) =>
    query.selectFrom('app_secrets').where('app_id', '=', p('appId')).orderBy('id').selectAll(),
  );
  const urisOf = database.prepare<{ appId: number }, { uri: string; created_at: number }>((query, p) =>
    query.selectFrom('app_redirect_uris').where('app_id', '=', p('appId')).orderBy('id').select(['uri', 'created_at']),
  );

  const withUris = async (app: AppRow): Promise<AppWithUris> => ({
    ...app,
    redirectUris: (await database.read.run(urisOf, { appId: app.id })).map((row) => ({
      uri: row.uri,
      createdAt: row.created_at,
    })),
  });

  return {
    findByClientId: async (clientId: string): Promise<AppRow | undefined> =>
      (await database.read.run(byClientId, { clientId }))[0],

    find: async (id: number): Promise<AppWithUris | undefined> => {
      const app = await database.read.query.selectFrom('apps').where('id', '=', id).selectAll().executeTakeFirst();
      return app && withUris(app);
    },

    withUris,

    listByOwner: async (ownerId: string): Promise<AppWithUris[]> => {
      const apps = await database.read.query
        .selectFrom('apps')
        .where('owner_id', '=', ownerId)
        .orderBy('id')
        .selectAll()
        .execute();
      return Promise.all(apps.map(withUris));
    },

    insert: async (app: NewApp): Promise<AppWithUris> => {
      const row = await database.write(async (transaction) => {
        const inserted = await transaction.query
          .insertInto('apps')
          .values({
            client_id: app.clientId,
            owner_id: app.ownerId,
            name: app.name,
            description: app.description,
            is_public: flag(app.isPublic),
            is_trusted: flag(app.isTrusted),
            require_pkce: flag(app.requirePkce),
            allow_browser_secret: flag(app.allowBrowserSecret),
            id_token_alg: app.idTokenAlg,
            created_at: app.now,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        await insertUris(transaction, inserted.id, app.redirectUris, app.now);
        if (app.secret) await insertSecret(transaction, inserted.id, app.secret, app.now);
        return inserted;
      });
      return withUris(row);
    },

    /** Changes what is named. A redirect URI that stays keeps its date, and with it the authorizations that cover it. */
    update: async (id: number, change: AppChange): Promise<void> => {
      await database.write(async (transaction) => {
        const values = {
          ...(change.name === undefined ? {} : { name: change.name }),
          ...(change.description === undefined ? {} : { description: change.description }),
          ...(change.isTrusted === undefined ? {} : { is_trusted: 0 }),
          ...(change.requirePkce === undefined ? {} : { require_pkce: flag(change.requirePkce) }),
          ...(change.allowBrowserSecret === undefined ? {} : { allow_browser_secret: flag(change.allowBrowserSecret) }),
        };
        if (Object.keys(values).length > 0) {
          await transaction.query.updateTable('apps').set(values).where('id', '=', id).execute();
        }
        if (change.redirectUris !== undefined) {
          await lock(transaction, id);
          const all = transaction.query.deleteFrom('app_redirect_uris').where('app_id', '=', id);
          const [...kept] = change.redirectUris;
          // PostgreSQL has no empty list.
          await (kept.length === 0 ? all : all.where('uri', 'not in', kept)).execute();
          await insertUris(transaction, id, change.redirectUris, change.now);
        }
      });
    },

    /** Takes the app's authorizations, codes and tokens with it. */
    delete: async (id: number): Promise<void> => {
      await database.write((transaction) => transaction.query.deleteFrom('apps').where('id', '=', id).execute());
    },

    secrets: (appId: number): Promise<AppSecretRow[]> => database.read.run(secretsOf, { appId }),

    /** Null when the app has as many secrets as it may have. */
    addSecret: (appId: number, secret: { hash: string; hint: string }, now: number): Promise<AppSecretRow | null> =>
      database.write(async (transaction) => {
        await lock(transaction, appId);
        const existing = await transaction.run(secretsOf, { appId });
        return existing.length >= MAX_SECRETS ? null : insertSecret(transaction, appId, secret, now);
      }),

    /** The last secret stays: an app without one could not be used, and the way to that is to delete it. */
    removeSecret: (appId: number, secretId: number): Promise<'removed' | 'last' | 'unknown'> =>
      database.write(async (transaction) => {
        await lock(transaction, appId);
        const existing = await transaction.run(secretsOf, { appId });
        if (!existing.some((secret) => secret.id === secretId)) return 'unknown';
        if (existing.length === 1) return 'last';
        await transaction.query.deleteFrom('app_secrets').where('id', '=', secretId).execute();
        return 'removed';
      }),

    touchSecret: async (secretId: number, now: number): Promise<void> => {
      await database.write((transaction) =>
        transaction.query.updateTable('app_secrets').set({ last_used_at: now }).where('id', '=', secretId).execute(),
      );
    },
  };
};
