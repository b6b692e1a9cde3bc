import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { AppDraft } from '#server/domain/apps/settings/changes.js';
import type { Installation } from './installation.js';
import type { VisitedPage, Visitor } from './page-visitor.js';
import { joined, saidInEnglish } from '#server/i18n/field-fault.js';

/** The answer of an endpoint for programs. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Empty if the body is not a JSON object. */
  json: Record<string, unknown>;
}

/** By default as most apps: confidential, one https redirect URI, PKCE optional. */
export interface AppTraits extends Partial<AppDraft> {
  /** Null for an app that registered itself. */
  owner: string | null;
}

export const CALLBACK = 'https://app.example/callback';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const readAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const parsed: unknown = isJson ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, json: isObject(parsed) ? parsed : {} };
};

/** A member of an answer, which must be a string. */
export const textOf = (answer: Answer, member: string): string => {
  const value = answer.json[member];
  assert.ok(typeof value === 'string', `${member} of ${answer.status} ${answer.text}`);
  return value;
};

/** A verifier and its challenge (RFC 7636). */
export const newPkce = (): { verifier: string; challenge: string } => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

/** A form body with repeated names, as an attacker would write it. */
export const form = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
});

/** Registers an app and sends its requests. */
export const registerApp = async (installation: Pick<Installation, 'services' | 'request'>, traits: AppTraits) => {
  const { owner, redirectUris = [CALLBACK], ...others } = traits;
  const created = await installation.services.apps.create(owner, {
    name: 'Inkwell',
    description: '',
    redirectUris,
    isPublic: false,
    requirePkce: false,
    allowBrowserSecret: false,
    ...others,
  });
  if (created.outcome === 'refused') throw new Error(joined(saidInEnglish(created.faults)));
  const { app } = created.value;
  const secret = created.value.secret?.reveal() ?? '';
  const redirectUri = redirectUris[0] ?? '';
  const credentials = { client_id: app.clientId, ...(secret === '' ? {} : { client_secret: secret }) };

  const post = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    readAnswer(await installation.request(path, form(new URLSearchParams(fields).toString(), headers)));

  const token = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
    post('/api/oauth2/token', { ...credentials, ...fields }, headers);

  return {
    id: app.id,
    clientId: app.clientId,
    secret,
    redirectUri,
    credentials,

    /** The path of an authorization request. Null omits a parameter. */
    authorizePath: (changes: Record<string, string | null> = {}): string => {
      const parameters = {
        client_id: app.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'profile balance',
        state: 'st-1',
        ...changes,
      };
      const sent = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
        value === null ? [] : [[name, value]],
      );
      return `/api/oauth2/authorize?${new URLSearchParams(sent)}`;
    },

    /** A token request with the app's credentials. */
    token,
    exchange: (code: string, changes: Record<string, string> = {}): Promise<Answer> =>
      token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...changes }),
    refresh: (refreshToken: string, changes: Record<string, string> = {}): Promise<Answer> =>
      token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...changes }),
    revoke: (tokenText: string, changes: Record<string, string> = {}): Promise<Answer> =>
      post('/api/oauth2/revoke', { ...credentials, token: tokenText, ...changes }),
    introspect: (tokenText: string, changes: Record<string, string> = {}): Promise<Answer> =>
      post('/api/oauth2/introspect', { ...credentials, token: tokenText, ...changes }),
    /** Requests codes as a device (RFC 8628). */
    authorizeDevice: (fields: Record<string, string> = {}): Promise<Answer> =>
      post('/api/oauth2/device_authorization', { ...credentials, ...fields }),
  };
};

export type OAuthApp = Awaited<ReturnType<typeof registerApp>>;

/** Calls a protected endpoint with a bearer token. */
export const callWith = async (
  installation: Installation,
  token: string,
  path = '/api/oauth2/userinfo',
): Promise<Answer> => readAnswer(await installation.request(path, { headers: { authorization: `Bearer ${token}` } }));

/** The parameters an app received at its redirect URI. */
export const received = ({ status, location }: VisitedPage): URLSearchParams => {
  assert.equal(status, 303, `no redirect to the app: ${status}`);
  assert.doesNotMatch(location, /^\//, 'the browser is still at the server');
  return new URL(location).searchParams;
};

/** Opens an authorization request, and the page behind it if there is one. */
export const openRequest = async (visitor: Visitor, path: string): Promise<VisitedPage> => {
  const first = await visitor.get(path);
  return first.location.startsWith('/') ? visitor.follow(first) : first;
};

/** The stored request of a page. */
export const requestOf = (page: VisitedPage): string => {
  const handle = /name="request" value="([^"]+)"/.exec(page.html)?.[1];
  assert.ok(handle, `the page is about no request: ${page.status} ${page.location}`);
  return handle;
};

/** The scopes that a page has boxes for. */
export const scopeBoxesOn = (page: VisitedPage): string[] =>
  [...page.html.matchAll(/type="checkbox" name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope);

/** Allows what a consent page lists, without the boxes named. */
export const allow = (
  visitor: Visitor,
  page: VisitedPage,
  { unticked = [] }: { unticked?: readonly string[] } = {},
): Promise<VisitedPage> => {
  const answer = new URLSearchParams({ request: requestOf(page), decision: 'allow' });
  for (const box of scopeBoxesOn(page)) if (!unticked.includes(box)) answer.append('scope', box);
  return visitor.post('/authorize', answer);
};

/** A signed-in user allows an app what it requests, and the app receives a code. */
export const grantCode = async (
  visitor: Visitor,
  app: OAuthApp,
  changes: Record<string, string | null> = {},
): Promise<string> => {
  const page = await openRequest(visitor, app.authorizePath(changes));
  const code = received(page.status === 200 ? await allow(visitor, page) : page).get('code');
  assert.ok(code, 'the app received a code');
  return code;
};

/** The tokens of a new sign-in. */
export const grantTokens = async (visitor: Visitor, app: OAuthApp, changes: Record<string, string | null> = {}) => {
  const answer = await app.exchange(await grantCode(visitor, app, changes));
  assert.equal(answer.status, 200, answer.text);
  return { access: textOf(answer, 'access_token'), refresh: textOf(answer, 'refresh_token'), answer };
};

/** An OAuth error as from every endpoint for programs (RFC 6749 section 5.2, plus what Octroi adds). */
export const assertOAuthError = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.json['error'], code, answer.text);
  assert.match(textOf(answer, 'error_description'), /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
  assert.ok(textOf(answer, 'error_uri').endsWith(`/docs/errors#${code}`));
  assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
};
