import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** The app's tokens of its user. */
export interface Tokens {
  access: string;
  refresh: string;
  scope: string;
}

export interface Reply {
  status: number;
  /** The JSON object in the body. */
  body: Readonly<Record<string, unknown>>;
  /** The WWW-Authenticate header. */
  challenge: string | null;
}

/** What the developer says when registering. */
export interface AppOptions {
  /** A native app: no secret, PKCE, and a redirect URI without a port. */
  native?: boolean;
}

interface Registration {
  clientId: string;
  clientSecret: string | null;
}

/** Registers the app at the server, given the redirect URI. */
export type Register = (redirectUri: string) => Promise<Registration>;

interface Pending {
  redirectUri: string;
  verifier: string;
}

const CALLBACK = '/oauth/callback';

const toObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const toReply = async (response: Response): Promise<Reply> => ({
  status: response.status,
  body: toObject(await response.json()),
  challenge: response.headers.get('www-authenticate'),
});

const toTokens = ({ status, body }: Reply): Tokens => {
  assert.equal(status, 200, JSON.stringify(body));
  const { access_token: access, refresh_token: refresh, scope } = body;
  assert.ok(typeof access === 'string' && typeof refresh === 'string' && typeof scope === 'string');
  return { access, refresh, scope };
};

/** Registers through the management API, as in the platform document. */
export const registerByApi =
  (origin: string, developerToken: string, name: string, isPublic: boolean): Register =>
  async (redirectUri) => {
    const response = await fetch(`${origin}/api/oauth_apps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${developerToken}` },
      body: JSON.stringify({ name, redirect_uri: redirectUri, ...(isPublic ? { public: true } : {}) }),
    });
    const { status, body } = await toReply(response);
    assert.equal(status, 201, JSON.stringify(body));
    const { client_id: clientId, client_secret: clientSecret } = toObject(body['data']);
    assert.ok(typeof clientId === 'string');
    return { clientId, clientSecret: typeof clientSecret === 'string' ? clientSecret : null };
  };

/** A third-party app: its own origin for the callback, plain HTTP for everything else. */
export class DeveloperApp {
  readonly name: string;
  readonly #issuer: string;
  readonly #server: Server;
  readonly #answering = new Set<ServerResponse>();
  readonly #pending = new Map<string, Pending>();
  readonly #answers: URLSearchParams[] = [];
  #origin = '';
  #registration: Registration = { clientId: '', clientSecret: null };

  private constructor(name: string, issuer: string) {
    this.name = name;
    this.#issuer = issuer;
    this.#server = createServer((request, response) => {
      this.#answering.add(response);
      response.once('close', () => this.#answering.delete(response));
      return this.#serve(request, response);
    });
  }

  /** Listens, then registers. On another host than the server, so that browsers treat them as different sites. */
  static async start(
    name: string,
    issuer: string,
    register: Register,
    options: AppOptions = {},
  ): Promise<DeveloperApp> {
    const app = new DeveloperApp(name, issuer);
    await app.#listen();
    app.#registration = await register(options.native ? `http://127.0.0.1${CALLBACK}` : app.redirectUri);
    return app;
  }

  get origin(): string {
    return this.#origin;
  }

  get redirectUri(): string {
    return `${this.#origin}${CALLBACK}`;
  }

  /** Where the app sends its user to sign in. */
  asks(parameters: Readonly<Record<string, string>> = {}): string {
    return `${this.#issuer}/api/oauth2/authorize?${this.#request(parameters)}`;
  }

  /** The same, with `auto_authorize`. */
  asksOneClick(parameters: Readonly<Record<string, string>> = {}): string {
    return this.asks({ auto_authorize: 'true', ...parameters });
  }

  /** A page of the app with a button that posts the request. */
  formPage(parameters: Readonly<Record<string, string>>): string {
    return `${this.#origin}/?${this.#request(parameters)}`;
  }

  /** The user returned with a code: exchanges it. */
  async signedIn(): Promise<Tokens> {
    const { answer, pending } = this.#takeAnswer();
    const code = answer.get('code');
    assert.ok(code !== null, answer.toString());
    const proof = this.#registration.clientSecret === null ? { code_verifier: pending.verifier } : {};
    const redemption = { grant_type: 'authorization_code', code, redirect_uri: pending.redirectUri };
    return toTokens(await this.#post('token', { ...redemption, ...proof }));
  }

  /** The user returned without a code: the error. */
  refused(): string {
    const { answer } = this.#takeAnswer();
    assert.equal(answer.get('code'), null);
    return answer.get('error') ?? '';
  }

  /** The user has not returned. */
  hasNoAnswer(): boolean {
    return this.#answers.length === 0;
  }

  userinfo({ access }: Tokens): Promise<Reply> {
    return this.#get('userinfo', access);
  }

  refresh({ refresh }: Tokens): Promise<Reply> {
    return this.#post('token', { grant_type: 'refresh_token', refresh_token: refresh });
  }

  async refreshed(tokens: Tokens): Promise<Tokens> {
    return toTokens(await this.refresh(tokens));
  }

  async topUpLink({ access }: Tokens): Promise<string> {
    const { status, body } = await this.#get('topup', access);
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(typeof body['topup_url'] === 'string');
    return body['topup_url'];
  }

  /** Moves to another port, like a program that takes any free one. */
  async restarts(): Promise<void> {
    // A browser whose answer is cut off would retry and find nobody.
    await Promise.all([...this.#answering].map((response) => once(response, 'close')));
    await this.stop();
    await this.#listen();
  }

  async stop(): Promise<void> {
    this.#server.close().closeAllConnections();
    await once(this.#server, 'close');
  }

  async #listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    this.#origin = `http://127.0.0.1:${address.port}`;
  }

  #request(parameters: Readonly<Record<string, string>>): URLSearchParams {
    const state = randomBytes(16).toString('base64url');
    const verifier = randomBytes(32).toString('base64url');
    this.#pending.set(state, { redirectUri: this.redirectUri, verifier });
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return new URLSearchParams({
      client_id: this.#registration.clientId,
      redirect_uri: this.redirectUri,
      response_type: 'code',
      scope: 'profile balance',
      state,
      ...(this.#registration.clientSecret === null ? { code_challenge: challenge, code_challenge_method: 'S256' } : {}),
      ...parameters,
    });
  }

  /** The only response since the last: to a request of this app, from the server it was sent to. */
  #takeAnswer(): { answer: URLSearchParams; pending: Pending } {
    const [answer, ...others] = this.#answers.splice(0);
    assert.ok(answer !== undefined, `${this.name} got no answer`);
    assert.equal(others.length, 0, `${this.name} got more than one answer`);
    const state = answer.get('state') ?? '';
    const pending = this.#pending.get(state);
    assert.ok(pending !== undefined, `${this.name} never sent the state ${state}`);
    this.#pending.delete(state);
    assert.equal(answer.get('iss'), this.#issuer);
    return { answer, pending };
  }

  #serve({ url = '/' }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, this.#origin);
    if (pathname === CALLBACK) this.#answers.push(searchParams);
    // Without an icon, because a browser would still request it when the app has moved, and complain.
    const fields = [...searchParams].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!DOCTYPE html>
      <link rel="icon" href="data:,"><title>${this.name}</title><h1>Welcome to ${this.name}</h1>
      <form method="post" action="${this.#issuer}/api/oauth2/authorize">${fields.join('')}<button>Sign in</button></form>`);
  }

  async #get(endpoint: string, access: string): Promise<Reply> {
    const headers = { authorization: `Bearer ${access}` };
    return toReply(await fetch(`${this.#issuer}/api/oauth2/${endpoint}`, { headers }));
  }

  async #post(endpoint: string, form: Readonly<Record<string, string>>): Promise<Reply> {
    const { clientId, clientSecret } = this.#registration;
    const client = { client_id: clientId, ...(clientSecret === null ? {} : { client_secret: clientSecret }) };
    const body = new URLSearchParams({ ...form, ...client });
    return toReply(await fetch(`${this.#issuer}/api/oauth2/${endpoint}`, { method: 'POST', body }));
  }
}
