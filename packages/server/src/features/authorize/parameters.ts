import { OAuthError } from '../../protocol/errors.js';
import type { Params } from '../../protocol/params.js';
import { parseCodeChallenge } from '../../protocol/pkce.js';
import { parseScope } from '../../protocol/scopes.js';
import type { App } from '../../services/apps.js';
import type { AuthorizationParameters, Prompt } from '../../services/authorization-requests.js';

const PROMPTS: readonly Prompt[] = ['none', 'login', 'consent', 'select_account'];
/** What we echo or keep must have an end. In characters. */
const MAX_LENGTH = { state: 2048, nonce: 512, login_hint: 320, ui_locales: 100 } as const;

const invalid = (description: string): OAuthError => new OAuthError('invalid_request', description);

/** OpenID Connect Core section 3.1.2.1. */
const parsePrompts = (text: string | undefined): Prompt[] => {
  const prompts = (text ?? '').split(' ').filter((word) => word !== '');
  const known = PROMPTS.filter((prompt) => prompts.includes(prompt));
  if (known.length !== new Set(prompts).size) throw invalid(`prompt must be of ${PROMPTS.join(', ')}.`);
  if (known.includes('none') && known.length > 1) throw invalid('prompt=none cannot be joined with another prompt.');
  return known;
};

const parseMaxAge = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw invalid('max_age must be a whole number of seconds.');
  return Number(text);
};

const bounded = (params: Params, name: keyof typeof MAX_LENGTH): string | null => {
  const value = params.get(name) ?? null;
  if (value !== null && value.length > MAX_LENGTH[name]) {
    throw invalid(`${name} is longer than ${MAX_LENGTH[name]} characters.`);
  }
  return value;
};

/** The state to answer with, unless it is itself what is wrong. */
export const echoableState = (params: Params): string | null => {
  const state = params.get('state') ?? null;
  return state !== null && state.length <= MAX_LENGTH.state ? state : null;
};

/**
 * Checks everything about a request but its redirect URI, which has been checked: errors from here go to the app.
 * Parameters nobody knows are ignored (RFC 6749 section 3.1).
 *
 * @throws {OAuthError}
 */
export const parseAuthorizationParameters = (
  params: Params,
  app: App,
  uri: { redirectUri: string; registeredUri: string },
): AuthorizationParameters => {
  // First, so that what follows can be answered with the state the app sent.
  const state = bounded(params, 'state');
  if (params.has('request')) throw new OAuthError('request_not_supported', 'The parameter request is not supported.');
  if (params.has('request_uri')) {
    throw new OAuthError('request_uri_not_supported', 'The parameter request_uri is not supported.');
  }
  const responseType = params.get('response_type');
  if (responseType === undefined) throw invalid('The parameter response_type is missing; it must be code.');
  if (responseType !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code.');
  }
  const responseMode = params.get('response_mode');
  if (responseMode !== undefined && responseMode !== 'query') throw invalid('response_mode must be query.');
  const codeChallenge = parseCodeChallenge(params.get('code_challenge'), params.get('code_challenge_method'));
  if (codeChallenge === null && app.require_pkce === 1) {
    throw invalid('This app must use PKCE: send code_challenge, with code_challenge_method=S256.');
  }
  return {
    ...uri,
    scopes: parseScope(params.get('scope')),
    state,
    codeChallenge,
    nonce: bounded(params, 'nonce'),
    autoAuthorize: params.get('auto_authorize') === 'true',
    prompts: parsePrompts(params.get('prompt')),
    maxAge: parseMaxAge(params.get('max_age')),
    loginHint: bounded(params, 'login_hint'),
    uiLocales: bounded(params, 'ui_locales'),
  };
};
