import { AppSuspendedError, invalidRequest } from '../../protocol/errors.js';
import { MAX_STATE, type Params } from '../../protocol/params.js';
import { isOurs, withQuery } from '../../protocol/redirect-uri.js';
import type { App } from '../apps/index.js';
import type { IdTokenHint } from '../tokens/index.js';
import type { Common } from '../../database/shared.js';
import type { Needs } from './needs.js';

/** The parameter that keeps a request from being followed. */
export type LogoutFault = 'hint' | 'client' | 'uri';

/** An app's request to sign its user out here (OpenID Connect RP-Initiated Logout section 2). */
export interface LogoutRequest {
  /** The app named by the hint or the client_id. */
  app: App | null;
  /** The user and session of the id_token_hint, as apps know them. Only that session ends without a question. */
  hint: IdTokenHint | null;
  /** Where the browser goes afterwards: a registered URI, with the state. Null if it stays here, and for every fault. */
  returnTo: string | null;
  fault: LogoutFault | null;
}

/** Browsers are sent to a suspended app no more than to an unknown one. */
const unlessSuspended = (error: unknown): undefined => {
  if (!(error instanceof AppSuspendedError)) throw error;
};

/**
 * Reads a request to sign out, from an app or from our own page that asked about one. `client_id` must be the app the
 * hint was issued to, and the URI one that this app registered, compared exactly (section 3).
 *
 * @throws {OAuthError} invalid_request for a state that is too long
 */
export const createReadLogoutRequest =
  ({ apps, idTokens, issuer }: Needs & Common) =>
  async (params: Params): Promise<LogoutRequest> => {
    const [sentHint, clientId, uri] = ['id_token_hint', 'client_id', 'post_logout_redirect_uri'].map((name) =>
      params.get(name),
    );
    const state = params.get('state') ?? null;
    if (state !== null && state.length > MAX_STATE) {
      throw invalidRequest(`state is longer than ${MAX_STATE} characters.`);
    }
    const hint = sentHint === undefined ? null : await idTokens.readHint(sentHint);
    const named = clientId ?? hint?.clientId;
    const app = named === undefined ? null : ((await apps.findStored(named).catch(unlessSuspended)) ?? null);
    const refused = (fault: LogoutFault): LogoutRequest => ({ app, hint: null, returnTo: null, fault });

    if (sentHint !== undefined && hint === null) return refused('hint');
    if (named !== undefined && app === null) return refused('client');
    if (hint !== null && hint.clientId !== named) return refused('client');
    if (uri === undefined) return { app, hint, returnTo: null, fault: null };
    if (app === null || !app.postLogoutRedirectUris.includes(uri) || isOurs(uri, issuer)) return refused('uri');
    // Anybody can register an app without an owner and link to it, so the browser goes there only with the id_token of
    // a user who has used it (section 3).
    if (hint === null && app.owner === null) return { app, hint, returnTo: null, fault: null };
    return { app, hint, returnTo: withQuery(uri, state === null ? {} : { state }), fault: null };
  };

export type ReadLogoutRequest = ReturnType<typeof createReadLogoutRequest>;
