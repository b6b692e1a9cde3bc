import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

const originOf = (uri: string): string => {
  const { protocol, origin } = new URL(uri);
  return protocol === 'https:' || protocol === 'http:' ? origin : protocol;
};

/**
 * Authorizations record what was asked at which origin. An earlier one is taken to have been shown the app's only origin
 * of that time. If the app had several by then, nobody knows any more which the page named, and the user is asked again.
 */
export const shown: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema
      .alterTable('authorizations')
      .addColumn('shown', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();
    const uris = await database
      .selectFrom('app_redirect_uris')
      .select(['app_id', 'uri', 'created_at'])
      .orderBy('app_id')
      .orderBy('created_at')
      .execute();
    const byApp = Map.groupBy(uris, (row) => Number(row['app_id']));
    for (const [appId, registered] of byApp) {
      const origin = originOf(String(registered[0]?.['uri']));
      const other = registered.find(({ uri }) => originOf(String(uri)) !== origin);
      const start = `[{"origin":${JSON.stringify(origin)},"scope":"`;
      await database
        .updateTable('authorizations')
        .set({ shown: sql`${start} || trim(scope || ' ' || declined) || '","resources":' || resources || '}]'` })
        .where('app_id', '=', appId)
        .where('ended_at', 'is', null)
        .where('granted_at', '>=', registered[0]?.['created_at'])
        .$if(other !== undefined, (update) => update.where('granted_at', '<', other?.['created_at']))
        .execute();
    }
  },
};
