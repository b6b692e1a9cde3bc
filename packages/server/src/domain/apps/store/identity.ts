import type { Queryable } from '../../../database/database.js';
import { hashSecret } from '../../../kernel/secret.js';
import type { AppsTables } from '../tables.js';
import { ownerColumn, type App } from './app.js';

const digestOf = (name: string, owner: string, uris: readonly string[]): string =>
  hashSecret(JSON.stringify([name, owner, ...uris.toSorted()]));

/** A digest of what users go by when they allow an app something: its name, owner and redirect URIs. */
export const appIdentity = ({ name, owner, redirectUris }: App): string =>
  digestOf(
    name,
    ownerColumn(owner),
    redirectUris.map(({ uri }) => uri),
  );

/** Within a transaction: whether the app still has this identity. Until the transaction ends, nobody changes it. */
export const holdIdentity = async (
  { query }: Queryable<AppsTables>,
  appId: number,
  identity: string,
): Promise<boolean> => {
  const app = await query
    .updateTable('apps')
    .set({ id: appId })
    .where('id', '=', appId)
    .where('deleted_at', 'is', null)
    .returning(['name', 'owner_id'])
    .executeTakeFirst();
  if (app === undefined) return false;
  const uris = await query.selectFrom('app_redirect_uris').where('app_id', '=', appId).select('uri').execute();
  return (
    digestOf(
      app.name,
      app.owner_id,
      uris.map(({ uri }) => uri),
    ) === identity
  );
};

/** Within a transaction: whether a redirect URI is registered now. */
export const isRegistered = async ({ query }: Queryable<AppsTables>, appId: number, uri: string): Promise<boolean> =>
  (await query
    .selectFrom('app_redirect_uris')
    .where('app_id', '=', appId)
    .where('uri', '=', uri)
    .select('id')
    .executeTakeFirst()) !== undefined;

/** Within a transaction: whether an app goes by this client_id. */
export const isClientId = async ({ query }: Queryable<AppsTables>, text: string): Promise<boolean> =>
  (await query.selectFrom('apps').where('client_id', '=', text).select('id').executeTakeFirst()) !== undefined;
