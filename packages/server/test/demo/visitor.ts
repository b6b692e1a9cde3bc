import assert from 'node:assert/strict';
import { createInkwell, type InkwellOptions } from '../../../../examples/inkwell/dist/app.js';
import type { Peer } from './peer.js';

export const BASE_URL = 'http://localhost:4000';
export const SECRET = 'secret_known_to_the_servers_only';

/** What browsers send for a form on the app's own page. */
const OWN_FORM = { 'sec-fetch-site': 'same-origin' };

type Inkwell = ReturnType<typeof createInkwell>;

/** A browser with its own cookies. Follows no redirects, so that tests can inspect every answer. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: Inkwell;
  readonly #issuer: string;

  constructor(app: Inkwell, issuer: string) {
    this.#app = app;
    this.#issuer = issuer;
  }

  async get(path: string): Promise<Response> {
    return this.#send(path, {});
  }

  async post(path: string, headers: Record<string, string>): Promise<Response> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(), headers });
  }

  async page(path = '/'): Promise<string> {
    return (await this.get(path)).text();
  }

  /** Presses a button of the signed-in page. */
  async press(action: string): Promise<Response> {
    const method = new RegExp(`<form action="${action}" method="(get|post)">`).exec(await this.page())?.[1];
    assert.ok(method !== undefined, `the page has a form for ${action}`);
    return this.send(method, action);
  }

  /** Submits a form that the page showed earlier. */
  async send(method: string, action: string): Promise<Response> {
    return method === 'get' ? this.get(action) : this.post(action, OWN_FORM);
  }

  /** Starts a sign-in and returns the authorization request's parameters. */
  async start(path = '/auth/oauth/start'): Promise<URLSearchParams> {
    return new URL(locationOf(await this.get(path))).searchParams;
  }

  /** Returns from the authorization server; resolves to where the app sends the browser. */
  async comeBack(answer: Record<string, string>): Promise<string> {
    return locationOf(await this.get(`/oauth/callback?${new URLSearchParams(answer)}`));
  }

  async signIn(): Promise<void> {
    const state = (await this.start()).get('state') ?? '';
    assert.equal(await this.comeBack({ code: 'c1', state, iss: this.#issuer }), '/?login=success');
  }

  async #send(
    path: string,
    init: { method?: string; body?: URLSearchParams; headers?: Record<string, string> },
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#app.request(`${BASE_URL}${path}`, {
      ...init,
      headers: { ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

export const locationOf = (response: Response): string => {
  const location = response.headers.get('location');
  assert.ok(location !== null, `a redirect, not a ${response.status}`);
  return location;
};

/** An app of the given peer, and a new browser. */
export const visit = (peer: Peer, options: Partial<InkwellOptions> = {}): Visitor => {
  const app = createInkwell({
    issuer: peer.origin,
    clientId: 'client_inkwell',
    clientSecret: SECRET,
    redirectUri: `${BASE_URL}/oauth/callback`,
    onError: () => {},
    ...options,
  });
  return new Visitor(app, peer.origin);
};

/** The same, already signed in. */
export const signedIn = async (peer: Peer, options: Partial<InkwellOptions> = {}): Promise<Visitor> => {
  const visitor = visit(peer, options);
  await visitor.signIn();
  return visitor;
};
