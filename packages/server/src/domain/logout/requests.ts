import { OAuthError } from '../../protocol/errors.js';
import type { Params } from '../../protocol/params.js';
import type { App, Apps } from '../apps/index.js';
import type { IdTokenHint, IdTokens } from '../tokens/index.js';

/** Which parameter keeps a request from being honoured as it is. */
export type LogoutFault = 'hint' | 'client' | 'uri';

/** What an app asked for when it sent the browser here to sign out (OpenID Connect RP-Initiated Logout section 2). */
export interface LogoutRequest {
  /** The app that its hint or its client_id names. */
  app: App | null;
  /** Whom its id_token_hint is about, and in which session, as apps know it. Only these are ended without a question. */
  hint: IdTokenHint | null;
  /** Where the browser goes afterwards: a registered address. Null when it stays here, and whenever there is a fault. */
  returnTo: { uri: string; state: string | null } | null;
  fault: LogoutFault | null;
}

/** In characters. */
const MAX_STATE = 2048;

interface Dependencies {
  apps: Apps;
  idTokens: IdTokens;
}

/**
 * Reads a request to sign out, from an app or from our own page that asked about one. `client_id` must be the app that
 * the hint was issued to, and the address one that this app registered, character for character (section 3).
 *
 * @throws {OAuthError} invalid_request for a state that is too long
 */
export const createReadLogoutRequest =
  ({ apps, idTokens }: Dependencies) =>
  async (params: Params): Promise<LogoutRequest> => {
    const [sentHint, clientId, uri] = ['id_token_hint', 'client_id', 'post_logout_redirect_uri'].map((name) =>
      params.get(name),
    );
    const state = params.get('state') ?? null;
    if (state !== null && state.length > MAX_STATE) {
      throw new OAuthError('invalid_request', `state is longer than ${MAX_STATE} characters.`);
    }
    const hint = sentHint === undefined ? null : await idTokens.readHint(sentHint);
    const named = clientId ?? hint?.clientId;
    const app = named === undefined ? null : ((await apps.findByClientId(named)) ?? null);
    const refused = (fault: LogoutFault): LogoutRequest => ({ app, hint: null, returnTo: null, fault });

    if (sentHint !== undefined && hint === null) return refused('hint');
    if (named !== undefined && app === null) return refused('client');
    if (hint !== null && hint.clientId !== named) return refused('client');
    if (uri === undefined) return { app, hint, returnTo: null, fault: null };
    if (app === null || !app.postLogoutRedirectUris.includes(uri)) return refused('uri');
    // What an app of nobody's registered is confirmed by no more than the app, so a link that anybody can make leads there
    // only with the token of a user who has used it (section 3).
    if (hint === null && app.owner === null) return { app, hint, returnTo: null, fault: null };
    return { app, hint, returnTo: { uri, state }, fault: null };
  };

export type ReadLogoutRequest = ReturnType<typeof createReadLogoutRequest>;
