import assert from 'node:assert/strict';
import { PASSWORD } from './octroi-server.js';

/** Where a browser is, and the page it shows. */
export interface Seen {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser without script. As in every browser, cookies belong to a host, whatever its port. */
export interface Visitor {
  /** Cookies by name, to inspect or tamper with. */
  readonly cookies: Map<string, string>;
  /** One request; a redirect is not followed. */
  send(url: string | URL, init?: RequestInit): Promise<Seen>;
  /** Opens a URL and follows redirects. */
  go(url: string | URL): Promise<Seen>;
  /** Fills in the sign-in page, and follows redirects. */
  signInAt(page: Seen, username?: string): Promise<Seen>;
  /** Allows everything on the consent page, and follows redirects. */
  allowAt(page: Seen): Promise<Seen>;
}

/** An app without a socket: its origin and handler. */
interface App {
  readonly origin: string;
  readonly handler: (request: Request) => Promise<Response>;
}

const field = (html: string, name: string): string => {
  const value = new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1];
  assert.ok(value !== undefined, `the page has no field ${name}: ${html.slice(0, 300)}`);
  return value;
};

export const createVisitor = (app?: App): Visitor => {
  const cookies = new Map<string, string>();

  const keep = (line: string): void => {
    const [pair = '', ...attributes] = line.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    if (attributes.includes('Max-Age=0')) cookies.delete(name);
    else cookies.set(name, pair.slice(name.length + 1));
  };

  const send = async (address: string | URL, init: RequestInit = {}): Promise<Seen> => {
    const url = new URL(address, app?.origin);
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const request = new Request(url, { ...init, headers, redirect: 'manual' });
    const response = await (url.origin === app?.origin ? app.handler(request) : fetch(request));
    for (const line of response.headers.getSetCookie()) keep(line);
    return { url, status: response.status, headers: response.headers, text: await response.text() };
  };

  const follow = async (seen: Seen): Promise<Seen> => {
    let current = seen;
    for (let hops = 0; current.headers.has('location'); hops += 1) {
      assert.ok(hops < 10, 'redirects go on for ever');
      const next = new URL(current.headers.get('location') ?? '', current.url);
      // The app's own pages are not part of these tests.
      if (next.origin === app?.origin && !/\/(?:auth|oauth|api)\//.test(next.pathname)) {
        return { url: next, status: 200, headers: new Headers(), text: '' };
      }
      current = await send(next);
    }
    return current;
  };

  return {
    cookies,
    send,
    go: async (url) => follow(await send(url)),
    signInAt: async (page, username = 'alice') => {
      assert.equal(page.url.pathname, '/sign-in', `no sign-in page, but ${page.status} ${page.url}`);
      const names = ['csrf', 'request'] as const;
      const fields = names.map((name) => [name, field(page.text, name)]);
      const body = new URLSearchParams([...fields, ['username', username], ['password', PASSWORD]]);
      return follow(await send(new URL('/sign-in', page.url), { method: 'POST', body }));
    },
    allowAt: async (page) => {
      const scopes = [...page.text.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => [
        'scope',
        scope ?? '',
      ]);
      const fields = (['csrf', 'request'] as const).map((name) => [name, field(page.text, name)]);
      const body = new URLSearchParams([...fields, ['decision', 'allow'], ...scopes]);
      return follow(await send(new URL('/authorize', page.url), { method: 'POST', body }));
    },
  };
};
