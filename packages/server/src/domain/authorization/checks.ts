import { parseDpopJkt } from '../../protocol/dpop.js';
import { invalidRequest, OAuthError } from '../../protocol/errors.js';
import type { Params } from '../../protocol/params.js';
import { isOurs, matchRedirectUri } from '../../protocol/redirect-uri.js';
import type { App } from '../apps/index.js';
import type { Needs } from './needs.js';
import { parseAuthorizationParameters, type AuthorizationParameters } from './parameters.js';
import type { PushedRequest } from './pushed-requests.js';
import { readHintedUser } from './hinted-user.js';
import type { Session } from '../sessions/index.js';

/** How a request was pushed (RFC 9126). */
export type Push = Pick<PushedRequest, 'dpopJkt'>;

/** A redirect URI as sent, and the registered one it matches. */
export type CheckedUri = Pick<AuthorizationParameters, 'redirectUri' | 'registeredUri'>;

/** RFC 9449 section 10: the key to which the code will be bound. */
const boundKey = (params: Params, push: Push | null): string | null => {
  const named = parseDpopJkt(params.get('dpop_jkt'));
  const proven = push?.dpopJkt ?? null;
  if (named !== null && proven !== null && named !== proven) {
    throw new OAuthError('invalid_dpop_proof', 'dpop_jkt does not match the key of the DPoP proof.');
  }
  return proven ?? named;
};

const requirePush = (app: App, push: Push | null, par: boolean): void => {
  if (push !== null || (!app.requirePar && !app.isFapi)) return;
  const how = par
    ? 'send them to the pushed_authorization_request_endpoint first.'
    : 'but the operator of this server has switched that off (OCTROI_PAR).';
  throw invalidRequest(`This app must push its authorization requests: ${how}`);
};

/**
 * The redirect URI of a request; null if the app has not registered it, so that nothing may be sent there. Nor to
 * ourselves, which a registered URI on loopback would otherwise match with our port: our pages trust what comes from them.
 */
export const findRedirectUri = (params: Params, app: App, issuer: string): CheckedUri | null => {
  const redirectUri = params.get('redirect_uri') ?? '';
  if (isOurs(redirectUri, issuer)) return null;
  const registeredUri = matchRedirectUri(
    app.redirectUris.map(({ uri }) => uri),
    redirectUri,
  );
  return registeredUri === null ? null : { redirectUri, registeredUri };
};

/** Validates an authorization request, pushed or not, once its redirect URI is known to be the app's. */
export const createRequestChecks = ({ resources, idTokens, playground, par, dpop, issuer }: Needs) => ({
  /**
   * Like findRedirectUri, for a request from a browser. No app can register the playground's redirect URI: it accepts
   * one request of the app's owner, in the session that started it there.
   */
  findUri: async (params: Params, app: App, session: Session | null): Promise<CheckedUri | null> => {
    const sent = params.get('redirect_uri') ?? '';
    if (playground === null || !playground.owns(sent)) return findRedirectUri(params, app, issuer);
    const accepted = await playground.accepts(app, session, params.get('state') ?? null);
    return accepted ? { redirectUri: sent, registeredUri: sent } : null;
  },

  /** @throws {OAuthError} */
  check: async (params: Params, app: App, uri: CheckedUri, push: Push | null): Promise<AuthorizationParameters> => {
    const named = await resources.named(params.all('resource'));
    if (named.length > 0 && playground?.owns(uri.redirectUri) === true) {
      throw new OAuthError('invalid_target', 'The playground shows no tokens for other resources.');
    }
    const parsed = parseAuthorizationParameters(params, app, uri, named);
    requirePush(app, push, par);
    return {
      ...parsed,
      dpopJkt: dpop ? boundKey(params, push) : null,
      hintedUserId: await readHintedUser(params, app, idTokens),
    };
  },
});

export type RequestChecks = ReturnType<typeof createRequestChecks>;
