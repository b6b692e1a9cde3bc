import assert from 'node:assert/strict';
import { createClient } from '../../dist/core/index.js';
import { createOctroi, type Octroi, type OctroiOptions } from '../../dist/server/index.js';
import type { OctroiServer } from './octroi-server.js';
import { createRecorder, type Recorder } from './recorder.js';
import { createVisitor, type Visitor } from './visitor.js';

export const COOKIE_SECRET = 'a cookie secret of more than thirty-two bytes';

/** One process of an app that uses the handler, and its requests to the Octroi server. */
export interface TestApp {
  readonly octroi: Octroi;
  readonly recorder: Recorder;
  readonly errors: unknown[];
  readonly options: OctroiOptions;
  /** Another process of the same app: separate memory, same configuration. */
  anotherProcess(): TestApp;
  visitor(): Visitor;
  /** A visitor who has signed in. */
  signedIn(username?: string): Promise<Visitor>;
  /** alice's access token for this resource, with the scope `read`. */
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
      // The callback is received here, not by the handler.
      const alice = createVisitor({ origin: octroi.origin, handler: async () => new Response() });
      let page = await alice.signInAt(await alice.go(url));
      if (page.url.origin === client.issuer) page = await alice.allowAt(page);
      const { accessToken } = await client.callback(page.url, transaction);
      return accessToken;
    },
  };
};

/** Registers an app on http://localhost:4000, or at its redirect URI, and creates a process of it. */
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
