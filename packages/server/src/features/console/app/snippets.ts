import { ASSERTION_TYPE } from '../../../protocol/client-assertion.js';

export interface SnippetApp {
  issuer: string;
  clientId: string;
  redirectUri: string;
  public: boolean;
  hasKeys: boolean;
  requirePkce: boolean;
  requirePar: boolean;
  dpopBound: boolean;
}

/** Requests of one app to copy. Each is a URL or a shell command. */
export interface Snippets {
  /** The request before `authorize`; null if the app need not push its requests. */
  push: string | null;
  authorize: string;
  exchange: string;
  refresh: string;
  userinfo: string;
  topup: string;
}

/** Quotes any text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const command = (...lines: readonly string[]): string => lines.join(' \\\n  ');

const field = (name: string, value: string): string => `--data-urlencode ${quoted(`${name}=${value}`)}`;

const proofOf = (app: SnippetApp): string[] => {
  if (app.public) return [];
  if (!app.hasKeys) return [field('client_secret', 'YOUR_CLIENT_SECRET')];
  return [field('client_assertion_type', ASSERTION_TYPE), field('client_assertion', 'SIGNED_ASSERTION')];
};

/** A developer's first requests, with everything but secrets filled in (platform document, "Référence de l'API"). */
export const snippetsFor = (app: SnippetApp): Snippets => {
  const endpoint = (name: string): string => `${app.issuer}/api/oauth2/${name}`;
  const pkce = app.public || app.requirePkce;
  const request = {
    redirect_uri: app.redirectUri,
    response_type: 'code',
    scope: 'profile balance',
    state: 'RANDOM_STATE',
    auto_authorize: 'true',
    ...(pkce ? { code_challenge: 'CODE_CHALLENGE', code_challenge_method: 'S256' } : {}),
  };
  const sent = { client_id: app.clientId, ...(app.requirePar ? { request_uri: 'REQUEST_URI' } : request) };
  const proof = app.dpopBound ? [`-H ${quoted('DPoP: PROOF')}`] : [];
  const scheme = app.dpopBound ? 'DPoP' : 'Bearer';
  const client = [field('client_id', app.clientId), ...proofOf(app)];
  const post = (name: string): string => `curl -X POST ${quoted(endpoint(name))}`;
  const token = [post('token'), ...proof];
  const asUser = (name: string): string =>
    command(`curl ${quoted(endpoint(name))}`, `-H ${quoted(`Authorization: ${scheme} ACCESS_TOKEN`)}`, ...proof);
  const push = (): string =>
    command(post('par'), ...Object.entries(request).map(([name, value]) => field(name, value)), ...client);
  return {
    push: app.requirePar ? push() : null,
    authorize: `${endpoint('authorize')}?${new URLSearchParams(sent)}`,
    exchange: command(
      ...token,
      field('grant_type', 'authorization_code'),
      field('code', 'CODE'),
      field('redirect_uri', app.redirectUri),
      ...(pkce ? [field('code_verifier', 'CODE_VERIFIER')] : []),
      ...client,
    ),
    refresh: command(
      ...token,
      field('grant_type', 'refresh_token'),
      field('refresh_token', 'REFRESH_TOKEN'),
      ...client,
    ),
    userinfo: asUser('userinfo'),
    topup: asUser('topup'),
  };
};
