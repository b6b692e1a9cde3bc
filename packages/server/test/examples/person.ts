import assert from 'node:assert/strict';
import { requestOf } from '../support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '../support/page-visitor.js';
import { USER_PASSWORD } from '../support/server.js';

/** A web app as its visitors know it. */
export interface WebApp {
  readonly origin: string;
  /** The path that leads to the top-up page, and the one that signs out. */
  readonly topup: string;
  readonly logout: string;
}

/** Somebody at a browser without script, with cookies of their own at the app and at the Octroi server. */
export interface Person {
  /** The app as they see it. */
  readonly app: Visitor;
  /** Presses the app's sign-in link and signs in at the server; resolves to where the browser is sent back to. */
  signInAtServer(): Promise<URL>;
  /** Takes an answer of the server's to the app. */
  bring(callback: URL): Promise<AppAnswer>;
  /** All of it, as it should be. */
  signIn(): Promise<void>;
  /** What the home page says: the username and the balance; null when it offers to sign in. */
  sees(): Promise<{ username: string; balance: string } | null>;
  signOut(): Promise<AppAnswer>;
}

/** Where an app sends its visitor on to, on its own site: path and query. Some servers make addresses absolute. */
export interface AppAnswer {
  readonly leadsTo: string;
  readonly cookies: readonly string[];
}

const visitorAt = (origin: string): Visitor =>
  createVisitor({
    request: async (path: string, init: RequestInit = {}) =>
      fetch(new URL(path, origin), { ...init, redirect: 'manual' }),
  });

export const createPerson = (webApp: WebApp, issuer: string, username: string): Person => {
  const app = visitorAt(webApp.origin);
  const server = visitorAt(issuer);

  const signInAtServer = async (): Promise<URL> => {
    const start = await app.get('/auth/oauth/start');
    assert.ok(start.location.startsWith(`${issuer}/api/oauth2/authorize?`), `${start.status} ${start.html}`);
    let page = await server.get(start.location);
    while (page.location.startsWith('/')) page = await server.follow(page);
    if (page.status === 200) {
      page = await server.post('/sign-in', { request: requestOf(page), username, password: USER_PASSWORD });
      while (page.location.startsWith('/')) page = await server.follow(page);
    }
    assert.ok(page.location.startsWith(`${webApp.origin}/`), `${page.status} ${page.location} ${page.html}`);
    return new URL(page.location);
  };

  const answerOf = ({ status, location, headers, html }: VisitedPage): AppAnswer => {
    assert.ok(location !== '', `no redirect: ${status} ${html}`);
    const url = new URL(location, webApp.origin);
    assert.equal(url.origin, webApp.origin);
    return { leadsTo: `${url.pathname}${url.search}`, cookies: headers.getSetCookie() };
  };

  const bring = async (callback: URL): Promise<AppAnswer> =>
    answerOf(await app.get(`${callback.pathname}${callback.search}`));

  return {
    app,
    signInAtServer,
    bring,
    signIn: async () => {
      const answer = await bring(await signInAtServer());
      assert.equal(answer.leadsTo, '/?login=success');
    },
    sees: async () => {
      const page = await app.get('/');
      assert.equal(page.status, 200, page.html);
      if (page.html.includes('href="/auth/oauth/start"')) return null;
      return { username: page.text('username'), balance: page.text('balance') };
    },
    // As browsers send it from a form of the app's own page.
    signOut: async () => answerOf(await app.post(webApp.logout, {}, { 'sec-fetch-site': 'same-origin' })),
  };
};
