import assert from 'node:assert/strict';
import { createDemoApp, type DemoApp, type DemoAppOptions } from '#server/demo/app/app.js';
import type { Peer } from './peer.js';

export const BASE_URL = 'http://localhost:4000';
export const SECRET = 'secret_known_to_the_servers_only';

/** A browser with one cookie jar; it follows nothing by itself, so that a story can look at every answer. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: DemoApp;
  readonly #issuer: string;

  constructor(app: DemoApp, issuer: string) {
    this.#app = app;
    this.#issuer = issuer;
  }

  async get(path: string): Promise<Response> {
    return this.#send(path, {});
  }

  async post(path: string, form: Record<string, string>): Promise<Response> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(form) });
  }

  async page(path = '/'): Promise<string> {
    return (await this.get(path)).text();
  }

  /** Presses a button of the signed-in page. */
  async press(action: string): Promise<Response> {
    return this.post(action, { csrf: await this.csrfToken() });
  }

  async csrfToken(): Promise<string> {
    const token = /name="csrf" value="([^"]+)"/.exec(await this.page())?.[1];
    assert.ok(token !== undefined, 'the page has a form');
    return token;
  }

  /** Starts a sign-in and gives the authorization request's parameters. */
  async start(path = '/auth/oauth/start'): Promise<URLSearchParams> {
    return new URL(locationOf(await this.get(path))).searchParams;
  }

  /** Comes back from the authorization server; gives the address the app sends the browser to. */
  async comeBack(answer: Record<string, string>): Promise<string> {
    return locationOf(await this.get(`/oauth/callback?${new URLSearchParams(answer)}`));
  }

  async signIn(): Promise<void> {
    const state = (await this.start()).get('state') ?? '';
    assert.equal(await this.comeBack({ code: 'c1', state, iss: this.#issuer }), '/?login=success');
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#app.request(`${BASE_URL}${path}`, { ...init, headers: { cookie } });
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

/** An app of the given peer, and a browser that has not been there yet. */
export const visit = (peer: Peer, options: Partial<DemoAppOptions> = {}): Visitor => {
  const app = createDemoApp({
    issuer: peer.origin,
    clientId: 'client_inkwell',
    clientSecret: SECRET,
    baseUrl: BASE_URL,
    name: 'Inkwell',
    log: () => {},
    ...options,
  });
  return new Visitor(app, peer.origin);
};

/** The same, already signed in. */
export const signedIn = async (peer: Peer, options: Partial<DemoAppOptions> = {}): Promise<Visitor> => {
  const visitor = visit(peer, options);
  await visitor.signIn();
  return visitor;
};
