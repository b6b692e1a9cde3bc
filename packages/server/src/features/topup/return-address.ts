import type { App } from '../../domain/apps/index.js';
import { originOfUri } from '../../protocol/redirect-uri.js';

const isWeb = (uri: string): boolean => /^https?:\/\//.test(uri);

/** The origins of the app's registered web redirect URIs. */
export const webOriginsOf = (app: Pick<App, 'redirectUris'>): string[] =>
  app.redirectUris
    .map(({ uri }) => uri)
    .filter(isWeb)
    .map(originOfUri);

/** Asked for a new address, and again whenever a stored one is shown: the app may have removed the origin since. */
export const isOnOriginOf = (app: Pick<App, 'redirectUris'>, address: string): boolean =>
  isWeb(address) && URL.canParse(address) && webOriginsOf(app).includes(originOfUri(address));
