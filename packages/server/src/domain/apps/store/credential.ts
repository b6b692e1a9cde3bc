import { sql } from 'kysely';
import type { Database, ParameterOf, Queryable } from '../../../database/database.js';
import { hashSecret } from '../../../kernel/secret.js';
import { APP_COLUMNS, type AppsTables } from '../tables.js';
import { clientOf, type AppRow, type Client } from './app.js';

/** What an app proved itself with in a request, as far as it can be taken away. */
export interface AppCredential {
  appId: number;
  /** Null for an app without a secret. */
  secretId: number | null;
  /** Tells the keys it is registered with from others; null unless it signed the request. */
  keys: string | null;
}

/** What the keys of a signed request are bound to. */
export const keysOf = ({ usesAssertions, jwks, jwksUri }: Client): string | null =>
  usesAssertions ? hashSecret(JSON.stringify([jwks, jwksUri])) : null;

/** For statements on `token_families`: the app is not suspended and still has this secret; 0 for an app without one. */
export const stillProves = (p: ParameterOf<{ secretId: number }>) => sql<boolean>`exists (
  select 1 from apps as app
  where app.id = token_families.app_id and app.suspended_at is null and app.owner_disabled_at is null and (
    ${p('secretId')} = 0
    or exists (select 1 from app_secrets as secret where secret.id = ${p('secretId')} and secret.app_id = app.id)
  )
)`;

export const appCredentialsStore = (database: Database<AppsTables>) => {
  // Shared, so that the requests of a busy app do not wait for each other. SQLite has one writer anyway.
  const isShared = database.dialect === 'postgres';
  const byApp = database.prepare<{ appId: number }, AppRow>((query, p) =>
    query
      .selectFrom('apps')
      .where('id', '=', p('appId'))
      .where('deleted_at', 'is', null)
      .select(APP_COLUMNS)
      .$if(isShared, (app) => app.forShare()),
  );
  const bySecret = database.prepare<{ appId: number; secretId: number }, AppRow>((query, p) =>
    query
      .selectFrom('apps')
      .innerJoin('app_secrets as secret', 'secret.app_id', 'apps.id')
      .where('apps.id', '=', p('appId'))
      .where('apps.deleted_at', 'is', null)
      .where('secret.id', '=', p('secretId'))
      .select(APP_COLUMNS.map((column) => `apps.${column}` as const))
      .$if(isShared, (app) => app.forShare()),
  );

  return {
    /**
     * Within a transaction: the app, if this still proves it, and until the transaction ends nobody takes it away or
     * suspends the app. Undefined otherwise.
     */
    hold: async (transaction: Queryable<AppsTables>, credential: AppCredential): Promise<Client | undefined> => {
      const { appId, secretId, keys } = credential;
      const [row] =
        secretId === null
          ? await transaction.run(byApp, { appId })
          : await transaction.run(bySecret, { appId, secretId });
      const app = row && clientOf(row);
      return app !== undefined && keysOf(app) === keys ? app : undefined;
    },
  };
};

export type AppCredentialsStore = ReturnType<typeof appCredentialsStore>;
