import { parseClaimsParameter } from '../../protocol/claims-parameter.js';
import { invalidRequest, OAuthError } from '../../protocol/errors.js';
import type { Params } from '../../protocol/params.js';
import type { App } from '../apps/index.js';
import type { IdTokens } from '../tokens/index.js';

const userOfHint = async (hint: string, app: App, idTokens: IdTokens): Promise<string> => {
  const known = await idTokens.readHint(hint);
  if (known === null) throw invalidRequest('id_token_hint was not issued by this server.');
  if (known.clientId !== app.clientId) {
    throw invalidRequest('id_token_hint was issued to another app.');
  }
  return known.userId;
};

/**
 * The only user who may answer an authorization request: the one its id_token_hint is about (OpenID Connect Core
 * section 3.1.2.1), or whose `sub` its `claims` request (section 5.5.1). Null if anybody may.
 *
 * @throws {OAuthError} invalid_request for a hint that cannot be read, login_required if two users are named
 */
export const readHintedUser = async (params: Params, app: App, idTokens: IdTokens): Promise<string | null> => {
  const hint = params.get('id_token_hint');
  const { subs } = parseClaimsParameter(params.get('claims'));
  const named = new Set([...(hint === undefined ? [] : [await userOfHint(hint, app, idTokens)]), ...subs]);
  if (named.size > 1) throw new OAuthError('login_required', 'The request names more than one user.');
  return [...named][0] ?? null;
};
