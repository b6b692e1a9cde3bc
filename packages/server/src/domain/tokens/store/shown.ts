import type { Access } from '../../../protocol/access.js';
import type { ResourceGrant } from '../../../protocol/resource-grants.js';
import { formatScope, readStoredScope } from '../../../protocol/scopes.js';

/** What a user has been asked to allow an app at one of its addresses. */
export interface Shown extends Access {
  /** The origin that the page named, or the scheme: `originOfUri` of the registered redirect URI. */
  readonly origin: string;
}

interface StoredShown {
  origin: string;
  scope: string;
  resources: readonly ResourceGrant[];
}

export const formatShown = (shown: readonly Shown[]): string =>
  JSON.stringify(
    shown.map(({ origin, scopes, resources }): StoredShown => ({
      origin,
      scope: formatScope(scopes),
      resources,
    })),
  );

/** Parses what our own database stores. */
export const readShown = (text: string): Shown[] =>
  (JSON.parse(text) as StoredShown[]).map(({ origin, scope, resources }) => ({
    origin,
    scopes: readStoredScope(scope),
    resources,
  }));
