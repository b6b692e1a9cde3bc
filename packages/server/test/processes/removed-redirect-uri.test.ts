// An app's redirect URI is removed by one process while another is at the consent page, or redeems a code.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { allow, CALLBACK, readAnswer, received, requestOf, textOf, type Answer } from '../support/oauth-app.js';
import { holdingUpRows } from '../support/held-up.js';
import { createVisitor, type VisitedPage, type Visitor } from '../support/page-visitor.js';
import { createMigratedDatabase } from '../support/postgres.js';
import { freePort, USER_PASSWORD } from '../support/server.js';
import { speakFor, startProcesses, type Party, type Processes } from './processes.js';

const KEPT = 'https://kept.example/callback';
/** Of removals and redemptions that are sent together. */
const ROUNDS = 10;

interface Place {
  processes: Processes;
  databaseUrl: string;
  close(): Promise<void>;
}

interface PlaceKind {
  open(): Promise<Place>;
  /** Whether a transaction can wait for a row that another one has locked. SQLite has one writer at a time. */
  locksRows: boolean;
}

const openAt = async (databaseUrl: string, drop = async (): Promise<void> => {}): Promise<Place> => {
  const ports = [await freePort(), await freePort()];
  const processes = await startProcesses({ databaseUrl, ports, settings: {} });
  return { processes, databaseUrl, close: () => processes.close().then(drop) };
};

const PLACES: Readonly<Record<string, PlaceKind>> = {
  'two processes on PostgreSQL': {
    open: async () => {
      const { url, drop } = await createMigratedDatabase();
      return openAt(url, drop);
    },
    locksRows: true,
  },
  'two processes on one SQLite file': { open: () => openAt('file:./octroi.db'), locksRows: false },
};

const assertUnusable = ({ status, json }: Answer): void =>
  assert.deepEqual([status, json['error']], [400, 'invalid_grant']);

for (const [name, { open, locksRows }] of Object.entries(PLACES)) {
  describe(`a redirect URI that another process removes, ${name}`, () => {
    let place: Place;
    let party: Party;
    let alice: Visitor;

    /** At the second process. */
    const browser = (): Visitor => {
      const [, second] = place.processes.origins;
      return createVisitor({
        request: (path, init = {}) => fetch(new URL(path, second), { redirect: 'manual', ...init }),
      });
    };

    /** At the first process: the redirect URIs of alice's app from now on. */
    const setUris = async (...uris: string[]): Promise<void> => {
      const { origins, developerToken } = place.processes;
      const headers = { authorization: `Bearer ${developerToken}`, 'content-type': 'application/json' };
      const call = async (path: string, init: RequestInit = {}): Promise<Answer> =>
        readAnswer(await fetch(`${origins[0]}${path}`, { ...init, headers }));
      const { json } = await call('/api/oauth_apps');
      const [app] = json['data'] as { id: number }[];
      const body = JSON.stringify({ redirect_uris: uris });
      const { status, text } = await call(`/api/oauth_apps/${app?.id}`, { method: 'PATCH', body });
      assert.equal(status, 200, text);
    };

    /** Where the app's request has led a browser. */
    const ask = async (visitor = alice): Promise<VisitedPage> => {
      const parameters = {
        client_id: place.processes.app['client_id'] ?? '',
        redirect_uri: CALLBACK,
        response_type: 'code',
        scope: 'profile balance',
      };
      let page = await visitor.get(`/api/oauth2/authorize?${new URLSearchParams(parameters)}`);
      while (page.location.startsWith('/')) page = await visitor.follow(page);
      return page;
    };
    const newCode = async (): Promise<string> => {
      const page = await ask();
      const answer = page.status === 200 ? await allow(alice, page) : page;
      return received(answer).get('code') ?? '';
    };
    const redeem = (code: string): Promise<Answer> => party.redeem(1, code);

    before(async () => {
      place = await open();
      party = speakFor(place.processes);
      alice = browser();
      await alice.signIn('alice');
    });
    beforeEach(() => setUris(CALLBACK, KEPT));
    after(() => place.close());

    test('gets no code from a consent page that was shown before', async () => {
      const page = await ask();
      assert.equal(page.status, 200);
      await setUris(KEPT);
      const answer = await alice.post('/authorize', { request: requestOf(page), decision: 'allow' });
      assert.ok(!answer.location.startsWith(CALLBACK), answer.location);
    });

    test('leaves no code of before redeemable', async () => {
      const code = await newCode();
      await setUris(KEPT);
      assertUnusable(await redeem(code));
    });

    test('at the very moment when its code is redeemed: one comes first, and the code is good once at most', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const code = await newCode();
        const [first] = await Promise.all([redeem(code), setUris(KEPT)]);
        if (first.status === 200) assert.equal((await party.userinfo(1, textOf(first, 'access_token'))).status, 200);
        else assertUnusable(first);
        assertUnusable(await redeem(code));
        await setUris(CALLBACK, KEPT);
      }
    });

    if (!locksRows) return;

    // The redirect URI was looked up before the wait for a row that another transaction had locked, and removed meanwhile.
    test('while the redemption waits for its turn: the removal waits until it is done', async () => {
      const code = await newCode();
      const begun = await holdingUpRows(place.databaseUrl, 'authorizations', async ({ waiting }) => {
        const answer = redeem(code);
        await waiting(1);
        const removal = setUris(KEPT);
        await waiting(2);
        return { answer, removal };
      });
      assert.equal((await begun.answer).status, 200);
      await begun.removal;
      assertUnusable(await redeem(code));
    });

    test('while the answer by an earlier consent waits for its turn: no code is made', async () => {
      await newCode();
      const visitor = browser();
      const page = await ask(visitor);
      const fields = { request: requestOf(page), username: 'alice', password: USER_PASSWORD };
      const signedIn = await visitor.post('/sign-in', fields);
      const answered = await holdingUpRows(place.databaseUrl, 'authorization_requests', async ({ waiting }) => {
        const answer = visitor.follow(signedIn);
        await waiting(1);
        await setUris(KEPT);
        return { answer };
      });
      const { location } = await answered.answer;
      assert.ok(!location.startsWith(CALLBACK), location);
    });
  });
}
