import { ASSERTION_TYPE } from '../../protocol/client-assertion.js';
import { paramsIn } from '../../protocol/params.js';
import { formatScope } from '../../protocol/scopes.js';
import type { App } from '../../domain/apps/index.js';
import type { Exchange, HeldTokens, Run, SentRequest } from '../../domain/playground/index.js';

type Field = readonly [name: string, value: string];

/** Credentials of an app. Shown as placeholders; never sent. */
const PROOFS: ReadonlySet<string> = new Set(['client_secret', 'client_assertion', 'client_assertion_type']);

const proofOf = (app: App): Field[] => {
  if (app.isPublic) return [];
  if (!app.usesAssertions) return [['client_secret', 'YOUR_CLIENT_SECRET']];
  return [
    ['client_assertion_type', ASSERTION_TYPE],
    ['client_assertion', 'SIGNED_ASSERTION'],
  ];
};

const encoded = (fields: readonly Field[]): string =>
  new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();

/** The requests of one app at one server. */
export const createRequests = ({ issuer, redirectUri }: { issuer: string; redirectUri: string }) => {
  const endpoint = (name: string): string => `${issuer}/api/oauth2/${name}`;
  const post = (name: string, app: App, fields: readonly Field[]): SentRequest => ({
    method: 'POST',
    url: endpoint(name),
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    form: [...fields, ['client_id', app.clientId], ...proofOf(app)],
  });
  const asUser = (name: string, { access }: HeldTokens): SentRequest => ({
    method: 'GET',
    url: endpoint(name),
    headers: [['Authorization', `Bearer ${access}`]],
    form: null,
  });

  return {
    /** RFC 6749 section 4.1.1, with PKCE (RFC 7636 section 4.3). */
    authorize: (app: App, run: Run): SentRequest => {
      const query = encoded([
        ['client_id', app.clientId],
        ['redirect_uri', redirectUri],
        ['response_type', 'code'],
        ['scope', formatScope(run.scopes)],
        ['state', run.state],
        ['code_challenge', run.codeChallenge],
        ['code_challenge_method', 'S256'],
        ...(run.scopes.includes('openid') ? [['nonce', run.nonce] as const] : []),
        ...(run.autoAuthorize ? [['auto_authorize', 'true'] as const] : []),
      ]);
      return { method: 'GET', url: `${endpoint('authorize')}?${query}`, headers: [], form: null };
    },

    /** RFC 6749 section 4.1.3. */
    exchange: (app: App, run: Run, code: string): SentRequest =>
      post('token', app, [
        ['grant_type', 'authorization_code'],
        ['code', code],
        ['redirect_uri', redirectUri],
        ['code_verifier', run.codeVerifier],
      ]),

    /** RFC 6749 section 6. */
    refresh: (app: App, { refresh }: HeldTokens): SentRequest =>
      post('token', app, [
        ['grant_type', 'refresh_token'],
        ['refresh_token', refresh],
      ]),

    /** RFC 7009 section 2.1. */
    revoke: (app: App, { refresh }: HeldTokens): SentRequest => post('revoke', app, [['token', refresh]]),

    userinfo: (tokens: HeldTokens): SentRequest => asUser('userinfo', tokens),
    topup: (tokens: HeldTokens): SentRequest => asUser('topup', tokens),
  };
};

export type Requests = ReturnType<typeof createRequests>;

/** The request as really sent: by the server to itself, in the app's name and without credentials. */
export const withoutProof = ({ method, url, headers, form }: SentRequest): Request =>
  new Request(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body: form === null ? null : encoded(form.filter(([name]) => !PROOFS.has(name))),
  });

/** The request as an HTTP/1.1 message (RFC 9112 section 3). */
export const rawRequest = ({ method, url, headers, form }: SentRequest): string => {
  const { pathname, search, host } = new URL(url);
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `Host: ${host}`];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  return [...lines, ...(form === null ? [] : ['', encoded(form)])].join('\n');
};

/** Quotes any text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The request as a shell command. */
export const curlCommand = ({ method, url, headers, form }: SentRequest): string =>
  [
    `curl -i${method === 'POST' ? ' -X POST' : ''} ${quoted(url)}`,
    // curl adds the content type of a form itself.
    ...(form === null ? headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`) : []),
    ...(form ?? []).map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`),
  ].join(' \\\n  ');

/** The fields in a request. */
export const fieldsOfRequest = ({ url, form }: SentRequest): string[] => [
  ...paramsIn(url).names(),
  ...(form ?? []).map(([name]) => name),
];

/** The redirect from the authorization endpoint, as the callback received it. */
export const authorizeExchange = (request: SentRequest, arrivedAt: string): Exchange => ({
  step: 'authorize',
  request,
  answer: { status: 303, headers: [['location', arrivedAt]], body: '' },
});
