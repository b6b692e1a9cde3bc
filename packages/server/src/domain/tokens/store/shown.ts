import type { Access } from '../../../protocol/access.js';
import type { ResourceGrant } from '../../../protocol/resource-grants.js';
import { formatScope, readStoredScope, type Scope } from '../../../protocol/scopes.js';

/** What a user has been asked to allow an app at one of its addresses: the scopes whether they allowed or declined them. */
export interface Shown extends Access {
  /** The origin that the page named, or the scheme: `originOfUri` of the registered redirect URI. */
  readonly origin: string;
  /** Of the scopes, those that the user declined there, whatever another address was allowed since. */
  readonly declined: readonly Scope[];
}

interface StoredShown {
  origin: string;
  scope: string;
  resources: readonly ResourceGrant[];
  /** Absent in what earlier versions stored. */
  declined?: string;
}

export const formatShown = (shown: readonly Shown[]): string =>
  JSON.stringify(
    shown.map(({ origin, scopes, resources, declined }): StoredShown => ({
      origin,
      scope: formatScope(scopes),
      resources,
      declined: formatScope(declined),
    })),
  );

/**
 * Parses what our own database stores. Without a record for the address, whatever is `declined` at all was declined at each
 * address that asked for it.
 */
export const readShown = (text: string, declined: readonly Scope[]): Shown[] =>
  (JSON.parse(text) as StoredShown[]).map(({ origin, scope, resources, declined: there }) => {
    const scopes = readStoredScope(scope);
    const declinedThere = there === undefined ? declined : readStoredScope(there);
    return { origin, scopes, resources, declined: scopes.filter((each) => declinedThere.includes(each)) };
  });
