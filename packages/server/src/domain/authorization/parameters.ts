import { canReach } from '../../protocol/acr.js';
import { parseClaimsParameter } from '../../protocol/claims-parameter.js';
import { parseAccess, type AskedResource, type NamedResource } from '../../protocol/access.js';
import { invalidRequest, OAuthError } from '../../protocol/errors.js';
import { MAX_STATE, type Params } from '../../protocol/params.js';
import { parseCodeChallenge } from '../../protocol/pkce.js';
import { type App, overAsks } from '../apps/index.js';
import type { Scope } from '../../protocol/scopes.js';

export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const;
export type Prompt = (typeof PROMPTS)[number];

/** How the response is sent: in the query of the redirect URI, or in a form posted there. */
export const RESPONSE_MODES = ['query', 'form_post'] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** A checked request. Once it is stored, the browser cannot change it. */
export interface AuthorizationParameters {
  /** As sent; on loopback its port may differ from the registered one. */
  redirectUri: string;
  /** The registered URI it matched. */
  registeredUri: string;
  scopes: readonly Scope[];
  /** Other resources than our own endpoints that tokens are requested for (RFC 8707). */
  resources: readonly AskedResource[];
  state: string | null;
  responseMode: ResponseMode;
  codeChallenge: string | null;
  /** The key to which the tokens will be bound (RFC 9449 section 10). */
  dpopJkt: string | null;
  nonce: string | null;
  autoAuthorize: boolean;
  prompts: Prompt[];
  /** Seconds. */
  maxAge: number | null;
  loginHint: string | null;
  /** The user an id_token_hint names, the only one who may answer. */
  hintedUserId: string | null;
  /** The classes of which the sign-in must reach one (OpenID Connect Core section 5.5.1.1); null if any will do. */
  essentialAcrs: readonly string[] | null;
  uiLocales: string | null;
}

/** Whether the sign-in page lists what the app receives, so that signing in there allows it (design decision 1). */
export const isAllowedBySignIn = ({ autoAuthorize, prompts }: AuthorizationParameters): boolean =>
  autoAuthorize && !prompts.includes('consent') && !prompts.includes('select_account');

/** All parameters that are read from an authorization request, here and in checks.ts. */
export const AUTHORIZATION_PARAMETERS: readonly string[] = [
  'response_type',
  'response_mode',
  'redirect_uri',
  'scope',
  'state',
  'resource',
  'code_challenge',
  'code_challenge_method',
  'dpop_jkt',
  'nonce',
  'prompt',
  'max_age',
  'login_hint',
  'id_token_hint',
  'claims',
  'ui_locales',
  'auto_authorize',
];
/** Limits on what we echo or store, in characters. */
const MAX_LENGTH = { state: MAX_STATE, nonce: 512, login_hint: 320, ui_locales: 100 } as const;

/** OpenID Connect Core section 3.1.2.1. */
const parsePrompts = (text: string | undefined): Prompt[] => {
  const prompts = (text ?? '').split(' ').filter((word) => word !== '');
  const known = PROMPTS.filter((prompt) => prompts.includes(prompt));
  if (known.length !== new Set(prompts).size) throw invalidRequest(`prompt may only contain ${PROMPTS.join(', ')}.`);
  if (known.includes('none') && known.length > 1) {
    throw invalidRequest('prompt=none cannot be combined with another prompt.');
  }
  return known;
};

const parseMaxAge = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw invalidRequest('max_age must be a whole number of seconds.');
  return Number(text);
};

const bounded = (params: Params, name: keyof typeof MAX_LENGTH): string | null => {
  const value = params.get(name) ?? null;
  if (value !== null && value.length > MAX_LENGTH[name]) {
    throw invalidRequest(`${name} is longer than ${MAX_LENGTH[name]} characters.`);
  }
  return value;
};

/** Where and how an app is answered, at a checked redirect URI. */
export type Destination = Pick<AuthorizationParameters, 'redirectUri' | 'state' | 'responseMode'>;

/** Where errors of a request are sent: with its state and in its response mode, unless those are invalid. */
export const destinationOf = (params: Params, redirectUri: string): Destination => {
  const state = params.get('state') ?? null;
  return {
    redirectUri,
    state: state !== null && state.length <= MAX_LENGTH.state ? state : null,
    responseMode: params.get('response_mode') === 'form_post' ? 'form_post' : 'query',
  };
};

/** RFC 6749 section 4.1.2, or OAuth 2.0 Form Post Response Mode section 2. */
const parseResponseMode = (text = 'query'): ResponseMode => {
  const mode = RESPONSE_MODES.find((known) => known === text);
  if (mode === undefined) throw invalidRequest(`response_mode must be ${RESPONSE_MODES.join(' or ')}.`);
  return mode;
};

/** OpenID Connect Core section 5.5.1.1: a sign-in that reaches none of the essential classes must fail. */
const parseEssentialAcrs = (claims: string | undefined): readonly string[] | null => {
  const acrs = parseClaimsParameter(claims).essentialAcrs;
  if (acrs === null || canReach(acrs)) return acrs;
  throw new OAuthError(
    'unmet_authentication_requirements',
    'None of the essential acr values is supported. See acr_values_supported.',
  );
};

/**
 * Validates all of a request but its redirect URI, which has been checked, so errors go to the app. The only response
 * type is code (RFC 6749 section 3.1.1); none returns tokens to a browser (RFC 9700 section 2.1.2). Unknown parameters
 * are ignored (RFC 6749 section 3.1). `resources` are those named by `resource`, as registered.
 *
 * @throws {OAuthError}
 */
export const parseAuthorizationParameters = (
  params: Params,
  app: App,
  uri: { redirectUri: string; registeredUri: string },
  resources: readonly NamedResource[],
): AuthorizationParameters => {
  // First, so that later errors can be sent with the app's state.
  const state = bounded(params, 'state');
  for (const name of ['request', 'request_uri', 'registration'] as const) {
    if (params.has(name)) throw new OAuthError(`${name}_not_supported`, `The parameter ${name} is not supported.`);
  }
  const responseType = params.get('response_type');
  if (responseType === undefined) {
    throw invalidRequest('The parameter response_type is missing. Send response_type=code.');
  }
  if (responseType !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code.');
  }
  const responseMode = parseResponseMode(params.get('response_mode'));
  const essentialAcrs = parseEssentialAcrs(params.get('claims'));
  const codeChallenge = parseCodeChallenge(params.get('code_challenge'), params.get('code_challenge_method'));
  if (codeChallenge === null && app.requirePkce) {
    throw invalidRequest('This app must use PKCE. Send code_challenge with code_challenge_method=S256.');
  }
  const access = parseAccess(params.get('scope'), resources);
  return {
    ...uri,
    ...access,
    state,
    responseMode,
    codeChallenge,
    dpopJkt: null,
    nonce: bounded(params, 'nonce'),
    autoAuthorize: params.get('auto_authorize') === 'true' && !overAsks(app, access),
    prompts: parsePrompts(params.get('prompt')),
    maxAge: parseMaxAge(params.get('max_age')),
    loginHint: bounded(params, 'login_hint'),
    hintedUserId: null,
    essentialAcrs,
    uiLocales: bounded(params, 'ui_locales'),
  };
};
