import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { VisitedPage } from '../support/page-visitor.js';
import { freePort } from '../support/server.js';
import { IN_FULL_TIER } from '../support/tier.js';
import { startOctroi, type OctroiServer } from './octroi-server.js';
import { createPerson, type Person, type WebApp } from './person.js';
import { startExample, type Running } from './programs.js';

const PLAIN = { topup: '/topup', logout: '/logout' };
const ROUTES_OF_SDK = { topup: '/auth/oauth/topup', logout: '/auth/oauth/logout' };

interface Example {
  readonly name: string;
  readonly paths: Omit<WebApp, 'origin'>;
}

/** Need only Node. */
const ON_NODE: readonly Example[] = [
  { name: 'express-backend', paths: ROUTES_OF_SDK },
  { name: 'hono', paths: ROUTES_OF_SDK },
];

/** Each needs its own toolchain. The slowest to start come first. */
const ON_TOOLCHAINS: readonly Example[] = [
  { name: 'nextjs', paths: ROUTES_OF_SDK },
  { name: 'java', paths: PLAIN },
  { name: 'go', paths: PLAIN },
  { name: 'csharp', paths: PLAIN },
  { name: 'python', paths: PLAIN },
  { name: 'php', paths: PLAIN },
  { name: 'ruby', paths: PLAIN },
];

const WEB_APPS = IN_FULL_TIER ? ON_TOOLCHAINS : ON_NODE;

/** Every user's balance. */
const BALANCE = '750.00';

interface Started extends WebApp {
  readonly clientId: string;
  readonly running: Running;
  /** alice signed in while tokens lived for two hours, bob while they lived for four minutes. */
  alice: Person;
  bob: Person;
}

let server: OctroiServer;
let alice: string;
let bob: string;
const started = new Map<string, Started>();

const start = async ({ name, paths }: Example): Promise<void> => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const redirectUri = `${origin}/oauth/callback`;
  const { clientId, clientSecret } = await server.addApp({ redirectUris: [redirectUri] });
  const environment = {
    OCTROI_ISSUER: server.issuer,
    OCTROI_CLIENT_ID: clientId,
    OCTROI_CLIENT_SECRET: clientSecret,
    REDIRECT_URI: redirectUri,
    PORT: String(port),
  };
  const running = startExample(name, environment);
  const app = { ...paths, origin };
  started.set(name, {
    ...app,
    clientId,
    running,
    alice: createPerson(app, server.issuer, 'alice'),
    bob: createPerson(app, server.issuer, 'bob'),
  });
  await running.says(/Listening on port|Development Server .* started|Ready in/);
};

before(async () => {
  server = await startOctroi();
  alice = await server.addUser('alice');
  bob = await server.addUser('bob');
  await Promise.all(WEB_APPS.map(start));
});
after(async () => {
  await Promise.all([...started.values()].map(({ running }) => running.stop()));
  await server.stop();
});

/** Registers one test per example, run concurrently. */
const inEach = (promise: string, test: (example: Started) => Promise<void>): void => {
  describe(promise, { concurrency: true }, () => {
    for (const { name } of WEB_APPS) {
      it(`${promise} (examples/${name})`, async () => {
        const example = started.get(name);
        assert.ok(example);
        try {
          await test(example);
        } catch (error) {
          console.error(`examples/${name} has said: ${example.running.said()}`);
          throw error;
        }
      });
    }
  });
};

/** The page has a language for screen readers and a viewport for phones. */
const assertMadeForReaders = ({ html }: VisitedPage): void => {
  assert.match(html, /<html lang="en">/);
  assert.match(html, /<meta name="viewport" content="width=device-width, initial-scale=1"/);
};

const alter = (callback: URL, changes: Readonly<Record<string, string | null>>): URL => {
  const altered = new URL(callback);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) altered.searchParams.delete(name);
    else altered.searchParams.set(name, value);
  }
  return altered;
};

describe('a visitor who has not signed in', () => {
  inEach('sees a sign-in link, and the reason of a sign-in that failed as text', async ({ alice: visitor }) => {
    assert.equal(await visitor.sees(), null);
    const page = await visitor.app.get(`/?error=${encodeURIComponent('<b>access_denied</b>')}`);
    assert.match(page.html, /&lt;b(?:&gt;|>)access_denied/);
    assert.doesNotMatch(page.html, /<b>access_denied/);
  });

  inEach('has a page whose language is named, and that is as wide as their screen', async ({ alice: visitor }) => {
    assertMadeForReaders(await visitor.app.get('/'));
  });

  inEach('cannot be given a sign-in that did not begin in this browser', async (example) => {
    const callback = await createPerson(example, server.issuer, 'alice').signInAtServer();
    const victim = createPerson(example, server.issuer, 'bob');
    assert.equal((await victim.bring(callback)).leadsTo, '/?error=invalid_state');
    // Nor if one has started here too.
    await victim.app.get('/auth/oauth/start');
    assert.equal((await victim.bring(callback)).leadsTo, '/?error=invalid_state');
    assert.equal(await victim.sees(), null);
  });

  inEach('is refused with a state, an issuer or parameters that are not right', async (example) => {
    const cases: readonly [Record<string, string | null>, RegExp][] = [
      [{ state: 'another' }, /^\/\?error=invalid_state$/],
      [{ state: '' }, /^\/\?error=(?:invalid_state|missing_parameters)$/],
      [{ state: null }, /^\/\?error=missing_parameters$/],
      [{ code: null }, /^\/\?error=missing_parameters$/],
      [{ iss: 'https://evil.example' }, /^\/\?error=(?:invalid_issuer|server_error)$/],
      [{ iss: null }, /^\/\?error=(?:invalid_issuer|server_error)$/],
      [{ code: null, error: 'access_denied' }, /^\/\?error=access_denied$/],
      [{ code: 'made-up' }, /^\/\?error=server_error$/],
    ];
    const visitor = createPerson(example, server.issuer, 'bob');
    for (const [changes, expected] of cases) {
      const answer = await visitor.bring(alter(await visitor.signInAtServer(), changes));
      assert.match(answer.leadsTo, expected, JSON.stringify(changes));
      assert.equal(await visitor.sees(), null);
    }
  });
});

describe('a user', () => {
  inEach('signs in, and sees who they are and what they have left', async ({ alice: user }) => {
    const { searchParams } = new URL((await user.app.get('/auth/oauth/start')).location);
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    await user.signIn();
    assert.deepEqual(await user.sees(), { username: 'alice', balance: BALANCE });
  });

  inEach('has a new session that no script can read and no other site can use', async (example) => {
    const user = createPerson(example, server.issuer, 'alice');
    const answer = await user.bring(await user.signInAtServer());
    const lines = answer.cookies.filter((line) => !/(?:max-age=0|expires=thu, 01 jan 1970)/i.test(line));
    assert.ok(lines.length > 0);
    for (const line of lines) {
      assert.match(line, /; *httponly/i);
      assert.match(line, /; *samesite=lax/i);
      assert.doesNotMatch(line, /eyJ|refresh_/, 'a token is in the browser');
    }
  });

  inEach('is sent to top up', async ({ alice: user, topup }) => {
    const { location } = await user.app.get(topup);
    assert.ok(location.startsWith(`${server.issuer}/topup?ticket=`), location);
  });
});

describe('while the Octroi server is away', () => {
  before(() => server.goAway());
  // From here on access tokens live for four minutes, and the examples refresh five minutes before expiry.
  after(() => server.comeBack(240));

  inEach('a page says so and asks to come again', async ({ alice: user }) => {
    const page = await user.app.get('/');
    assert.equal(page.status, 503, page.html);
    assert.match(page.headers.get('retry-after') ?? '', /^\d+$/);
    if (!page.headers.get('content-type')?.startsWith('text/plain')) assertMadeForReaders(page);
  });
});

describe('afterwards', () => {
  inEach('the user is still signed in', async ({ alice: user }) => {
    assert.deepEqual(await user.sees(), { username: 'alice', balance: BALANCE });
  });
});

describe('when access tokens end', () => {
  before(async () => {
    await Promise.all([...started.values()].map((example) => example.bob.signIn()));
    server.letTimePass(10 * 60_000);
  });

  inEach('they are refreshed, and the user notices nothing', async ({ bob: user, clientId }) => {
    assert.deepEqual(await user.sees(), { username: 'bob', balance: BALANCE });
    assert.ok((server.family(clientId, bob)?.generation ?? 0) > 0);
  });

  inEach('pages opened at once do not get in each other’s way', async ({ bob: user, clientId }) => {
    const views = await Promise.all(Array.from({ length: 5 }, () => user.sees()));
    for (const view of views) assert.deepEqual(view, { username: 'bob', balance: BALANCE });
    assert.equal(server.family(clientId, bob)?.isRevoked, false);
  });
});

describe('when a user signs out', () => {
  inEach('a mere link does not do it', async ({ bob: user, logout }) => {
    await user.app.get(logout);
    assert.notEqual(await user.sees(), null);
  });

  inEach('the session is over, and so is what the app had received', async ({ bob: user, clientId }) => {
    assert.equal((await user.signOut()).leadsTo, '/');
    assert.equal(await user.sees(), null);
    assert.equal(server.family(clientId, bob)?.isRevoked, true);
  });
});

describe('when a user has ended the authorization', () => {
  before(async () => {
    const { authorizations } = server.services;
    for (const { id } of await authorizations.list(alice, 50)) await authorizations.end(id, alice);
  });

  inEach('the app signs them out', async ({ alice: user }) => {
    // At once, or after a redirect to the same page without the session.
    await user.app.get('/');
    assert.equal(await user.sees(), null);
  });
});
