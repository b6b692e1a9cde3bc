import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider, type Configuration } from 'oidc-provider';

/** A user of the provider. */
export interface Person {
  email?: string;
  email_verified?: boolean;
  preferred_username?: string;
  name?: string;
}

export const CLIENT = { client_id: 'octroi', client_secret: 'a secret of the provider: 100%+' };

export interface OpenIdPeer {
  readonly issuer: string;
  /** The users by subject. */
  readonly people: Map<string, Person>;
  /** Who signs in from now on; null for a user who refuses. */
  signsIn(subject: string | null): void;
  /** The prompts of the requests so far; '' for none. */
  readonly prompts: string[];
  /** Answers the next request to this path (`/token`, `/me`) only when that is done. */
  beforeAnswering(path: string, meanwhile: () => Promise<void>): void;
  /** Follows the redirect to the provider until it leads back to us; resolves to that path and query. */
  visit(url: string): Promise<string>;
  /** Its entry in OCTROI_UPSTREAM. */
  entry(changes?: object): object;
}

interface PeerOptions {
  redirectUri: string;
  tokenEndpointAuthMethod?: 'client_secret_basic' | 'client_secret_post';
  /** Puts the claims into the id_token instead of userinfo. */
  claimsInIdToken?: boolean;
}

/** Starts an OpenID Connect provider written by others. It ends with the tests of its file. */
export const startOpenIdPeer = async ({
  redirectUri,
  tokenEndpointAuthMethod = 'client_secret_basic',
  claimsInIdToken = false,
}: PeerOptions): Promise<OpenIdPeer> => {
  const people = new Map<string, Person>();
  const prompts: string[] = [];
  let current: string | null = null;
  const waits = new Map<string, () => Promise<void>>();

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the peer has no port');
  const issuer = `http://127.0.0.1:${address.port}`;

  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const configuration: Configuration = {
    clients: [
      {
        ...CLIENT,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: tokenEndpointAuthMethod,
      },
    ],
    clientAuthMethods: [tokenEndpointAuthMethod],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'k1' }] },
    cookies: { keys: ['a key of the peer'] },
    conformIdTokenClaims: !claimsInIdToken,
    // Tests let hours pass on our clock, and none on the provider's.
    ttl: { IdToken: 30 * 24 * 60 * 60 },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['preferred_username', 'name'],
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => {
      const person = people.get(sub);
      return person && { accountId: sub, claims: () => ({ sub, ...person }) };
    },
    loadExistingGrant: async (context) => {
      const { client, session, provider } = context.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    renderError: (context, out) => {
      context.body = JSON.stringify(out);
    },
  };
  const provider = new Provider(issuer, configuration);

  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { params } = await provider.interactionDetails(request, response);
    prompts.push(String(params['prompt'] ?? ''));
    const result =
      current === null
        ? { error: 'access_denied', error_description: 'They said no.' }
        : { login: { accountId: current } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') === true) {
      interact(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
      return;
    }
    const path = request.url?.split('?', 1)[0] ?? '';
    const meanwhile = waits.get(path);
    waits.delete(path);
    if (meanwhile === undefined) return void answer(request, response);
    meanwhile().then(
      () => answer(request, response),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  return {
    issuer,
    people,
    prompts,
    signsIn: (subject) => (current = subject),
    beforeAnswering: (path, meanwhile) => void waits.set(path, meanwhile),
    visit: async (url) => {
      const cookies = new Map<string, string>();
      let next = new URL(url);
      while (next.origin === issuer) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
        for (const set of response.headers.getSetCookie()) {
          const [name = '', value = ''] = set.split(';', 1)[0]?.split('=', 2) ?? [];
          cookies.set(name, value);
        }
        const location = response.headers.get('location');
        if (location === null) throw new Error(`no redirect: ${response.status} ${await response.text()}`);
        next = new URL(location, next);
      }
      return next.pathname + next.search;
    },
    entry: (changes = {}) => ({ name: 'example', label: 'Example', issuer, ...CLIENT, ...changes }),
  };
};
