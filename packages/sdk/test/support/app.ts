import assert from 'node:assert/strict';
import { createClient } from '../../dist/core/index.js';
import { createOctroi, type Octroi, type OctroiOptions } from '../../dist/server/index.js';
import type { OctroiServer } from './octroi-server.js';
import { createRecorder, type Recorder } from './recorder.js';
import { createVisitor, type Visitor } from './visitor.js';

export const COOKIE_SECRET = 'a cookie secret of more than thirty-two bytes';

/** An app that uses the handler, one process of it, and what that process asked the Octroi server. */
export interface TestApp {
  readonly octroi: Octroi;
  readonly recorder: Recorder;
  readonly errors: unknown[];
  readonly options: OctroiOptions;
  /** Another process of the same app: its own memory, the same configuration. */
  anotherProcess(): TestApp;
  visitor(): Visitor;
  /** A visitor who has signed in. */
  signedIn(username?: string): Promise<Visitor>;
  /** What alice gives the app for this resource: an access token with the scope `read`. */
  tokenFor(resource: string): Promise<string>;
}

const startProcess = (options: OctroiOptions): TestApp => {
  const recorder = createRecorder();
  const errors: unknown[] = [];
  const octroi = createOctroi({ ...options, fetch: recorder.fetch, onError: (error) => errors.push(error) });
  const visitor = (): Visitor => createVisitor(octroi);
  return {
    octroi,
    recorder,
    errors,
    options,
    anotherProcess: () => startProcess(options),
    visitor,
    signedIn: async (username = 'alice') => {
      const somebody = visitor();
      const seen = await somebody.signInAt(await somebody.go('/auth/oauth/start'), username);
      assert.equal(`${seen.url.pathname}${seen.url.search}`, '/?login=success');
      return somebody;
    },
    tokenFor: async (resource) => {
      const client = createClient({ ...options, scope: 'profile read' });
      const { url, transaction } = await client.authorize({ resource });
      // The callback is taken here, and not by the handler.
      const alice = createVisitor({ origin: octroi.origin, handler: async () => new Response() });
      let page = await alice.signInAt(await alice.go(url));
      if (page.url.origin === client.issuer) page = await alice.allowAt(page);
      const { accessToken } = await client.callback(page.url, transaction);
      return accessToken;
    },
  };
};

/** Registers an app on http://localhost:4000, or where its redirect URI is, and starts a process of it. */
export const createTestApp = async (
  server: OctroiServer,
  { redirectUri = 'http://localhost:4000/oauth/callback', ...options }: Partial<OctroiOptions> = {},
): Promise<TestApp> =>
  startProcess({
    issuer: server.issuer,
    ...(await server.addApp(redirectUri)),
    redirectUri,
    now: server.now,
    cookieSecret: COOKIE_SECRET,
    ...options,
  });
