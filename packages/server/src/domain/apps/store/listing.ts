import type { Database } from '../../../database/database.js';
import { readInChunks } from '../../../database/batches.js';
import { APP_COLUMNS, APP_SECRET_COLUMNS, type AppsTables } from '../tables.js';
import { clientOf, type App, type Client } from './app.js';
import { secretOf, type AppSecret } from './secret.js';

/** What belongs to each of some apps, by their ids. */
const byApp = <Row extends { app_id: number }>(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> =>
  Map.groupBy(rows, ({ app_id }) => app_id);

/** Several apps at once: each verb reads as often for a hundred of them as for one. */
export const appListing = (database: Database<AppsTables>) => {
  const { query } = database.read;

  const withUris = async (apps: readonly Client[]): Promise<App[]> => {
    const rows = await readInChunks(
      apps.map(({ id }) => id),
      (chunk) =>
        query
          .selectFrom('app_redirect_uris')
          .where('app_id', 'in', chunk)
          .orderBy('id')
          .select(['app_id', 'uri', 'created_at'])
          .execute(),
    );
    const uris = byApp(rows);
    return apps.map((app) => ({
      ...app,
      redirectUris: (uris.get(app.id) ?? []).map(({ uri, created_at }) => ({ uri, createdAt: created_at })),
    }));
  };

  return {
    listByOwner: async (owner: string): Promise<App[]> => {
      const owned = query.selectFrom('apps').where('owner_id', '=', owner);
      return withUris((await owned.orderBy('id').select(APP_COLUMNS).execute()).map(clientOf));
    },

    /** Of all, or of one developer's: those after an id, oldest first, without their redirect URIs. */
    list: async (owner: string | undefined, after: number, limit: number): Promise<Client[]> => {
      const all = query.selectFrom('apps').where('id', '>', after).where('deleted_at', 'is', null);
      const wanted = owner === undefined ? all : all.where('owner_id', '=', owner);
      return (await wanted.orderBy('id').limit(limit).select(APP_COLUMNS).execute()).map(clientOf);
    },

    /** By their ids; deleted ones are missing. */
    findEach: async (ids: readonly number[]): Promise<ReadonlyMap<number, App>> => {
      const rows = await readInChunks([...new Set(ids)], (chunk) =>
        query.selectFrom('apps').where('id', 'in', chunk).where('deleted_at', 'is', null).select(APP_COLUMNS).execute(),
      );
      return new Map((await withUris(rows.map(clientOf))).map((app) => [app.id, app]));
    },

    /** By the ids of their apps, oldest first. */
    secretsOfEach: async (ids: readonly number[]): Promise<ReadonlyMap<number, readonly AppSecret[]>> => {
      const rows = await readInChunks(ids, (chunk) =>
        query.selectFrom('app_secrets').where('app_id', 'in', chunk).orderBy('id').select(APP_SECRET_COLUMNS).execute(),
      );
      return new Map([...byApp(rows)].map(([id, secrets]) => [id, secrets.map(secretOf)]));
    },
  };
};

export type AppListing = ReturnType<typeof appListing>;
