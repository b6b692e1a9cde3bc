import assert from 'node:assert/strict';
import { requestOf } from '../support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '../support/page-visitor.js';
import { USER_PASSWORD } from '../support/server.js';

/** A web app as seen by its visitors. */
export interface WebApp {
  readonly origin: string;
  /** The paths that lead to the top-up page and that sign out. */
  readonly topup: string;
  readonly logout: string;
}

/** A browser without script, with cookies of the app and of the Octroi server. */
export interface Person {
  /** The browser at the app. */
  readonly app: Visitor;
  /** Follows the app's sign-in link and signs in at the server; resolves to where the browser is sent back to. */
  signInAtServer(): Promise<URL>;
  /** Brings a response from the server to the app. */
  bring(callback: URL): Promise<AppAnswer>;
  /** The whole sign-in. */
  signIn(): Promise<void>;
  /** The username and balance on the home page; null if it offers to sign in. */
  sees(): Promise<{ username: string; balance: string } | null>;
  signOut(): Promise<AppAnswer>;
}

/** Where an app redirects within its own site: path and query. Some apps use absolute URLs. */
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
    // As browsers send it from the app's own page.
    signOut: async () => answerOf(await app.post(webApp.logout, {}, { 'sec-fetch-site': 'same-origin' })),
  };
};
