import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { allow, CALLBACK, requestOf, textOf } from '../support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '../support/page-visitor.js';
import { inParallel, tally } from '../support/parallel.js';
import { PLACES, speakFor, startProcesses, type Party, type Processes } from './processes.js';

const AT_ONCE = 50;

/** What an answer brings the app. */
const receivedBy = ({ location }: VisitedPage): string =>
  location.startsWith(CALLBACK) ? (new URL(location).searchParams.get('error') ?? 'code') : 'nothing';

for (const [name, place] of Object.entries(PLACES)) {
  describe(name, () => {
    let processes: Processes;
    let party: Party;
    let alice: Visitor;

    before(async () => {
      processes = await place(startProcesses);
      party = speakFor(processes);
      alice = party.visitor();
    });
    after(() => processes.close());

    /** A browser at one of the processes; with `like`, another window of that one. */
    const browserAt = (turn: number, like?: Visitor): Visitor => {
      const { origins } = processes;
      const visitor = createVisitor({
        request: (path, init = {}) =>
          fetch(new URL(path, origins[turn % origins.length]), { redirect: 'manual', ...init }),
      });
      for (const [cookie, value] of like?.cookies ?? []) visitor.cookies.set(cookie, value);
      return visitor;
    };

    // The hash was read, then the sessions ended, then the session was stored: eight of eight were still signed in.
    test('A73: of eight sign-ins with the old password while it is reset none outlives the reset', async () => {
      for (const username of ['mia', 'noah']) {
        const password = 'the old sentence of theirs';
        const given = ['--username', username, '--email', `${username}@example.com`, '--password', password];
        await processes.command('user', 'create', ...given);
        const { url } = (await processes.command('user', 'reset-link', username)) as { url: string };
        const owner = browserAt(0);
        await owner.get(url);
        const browsers = Array.from({ length: 8 }, (_, turn) => browserAt(turn + 1));
        for (const browser of browsers) await browser.get('/sign-in');

        const token = new URL(url).searchParams.get('token') ?? '';
        const [reset] = await Promise.all([
          owner.post('/reset-password', { token, new_password: 'the new sentence of theirs' }),
          ...browsers.map(async (browser, turn) => {
            await wait(turn * 10);
            await browser.post('/sign-in', { username, password });
          }),
        ]);

        assert.equal(reset.status, 200);
        for (const browser of browsers) assert.match((await browser.get('/account')).location, /^\/sign-in/);
      }
    });

    // Each click was answered as it asked, for a minute.
    test('A28: of different answers to one request, at once and in several processes, the first stands', async () => {
      await party.code(alice);
      const request = { redirect_uri: CALLBACK, response_type: 'code', scope: 'profile', prompt: 'consent' };
      const query = new URLSearchParams({ ...request, client_id: processes.app['client_id'] ?? '' });
      for (let round = 0; round < 4; round += 1) {
        const page = await alice.follow(await alice.get(`/api/oauth2/authorize?${query}`));
        const csrf = alice.csrfToken();
        const cancel = (turn: number): Promise<VisitedPage> =>
          browserAt(turn, alice).post('/authorize', { request: requestOf(page), csrf, decision: 'cancel' });
        const allowAt = async (turn: number): Promise<VisitedPage> => {
          const browser = browserAt(turn, alice);
          await browser.get('/account');
          return allow(browser, page);
        };
        const first = await Promise.all([
          round % 2 === 0 ? allowAt(0) : cancel(0),
          round % 2 === 0 ? cancel(1) : allowAt(1),
        ]);
        const later = [await allowAt(1), await cancel(0), await allowAt(0), await cancel(1)];
        const given = new Set([...first, ...later].map(receivedBy));
        assert.ok(
          ['access_denied', 'code,nothing'].includes([...given].toSorted().join()),
          `only one of them, not ${[...given].join()}`,
        );
      }
    });

    test(`A34: of ${AT_ONCE} redemptions of one code at once exactly one succeeds (RFC 6749 section 4.1.2)`, async () => {
      const code = await party.code(alice);
      const answers = await inParallel(AT_ONCE, (turn) => party.redeem(turn, code));
      assert.deepEqual(tally(answers.map(({ status, json }) => `${status} ${String(json['error'])}`)), {
        '200 undefined': 1,
        '400 invalid_grant': AT_ONCE - 1,
      });
      // The others were replays, which revoked the winner's tokens in every process.
      const won = answers.find(({ status }) => status === 200);
      assert.ok(won);
      for (const turn of [0, 1]) {
        assert.equal((await party.userinfo(turn, textOf(won, 'access_token'))).status, 401);
        assert.equal((await party.refresh(turn, textOf(won, 'refresh_token'))).status, 400);
      }
    });

    test(`of ${AT_ONCE} creations with one Idempotency-Key at once one creates, and the repeats get its answer`, async () => {
      const answers = await inParallel(AT_ONCE, (turn) => party.createApp(turn, 'raced'));
      const created = answers.filter(({ status }) => status === 201);
      assert.equal(new Set(created.map(({ text }) => text)).size, 1);
      for (const { status, headers } of answers.filter((answer) => !created.includes(answer))) {
        assert.equal(status, 409);
        assert.ok(headers.get('retry-after'));
      }
      for (const turn of [0, 1]) assert.equal((await party.createApp(turn, 'raced')).text, created[0]?.text);
      assert.deepEqual(
        (await party.appNames()).filter((each) => each === 'raced'),
        ['raced'],
      );
    });

    test(`A44: ${AT_ONCE} refreshes of one token at once have exactly one successor (RFC 9700 section 4.14.2)`, async () => {
      let current = textOf(await party.redeem(0, await party.code(alice)), 'refresh_token');
      for (let round = 0; round < 3; round += 1) {
        const spent = current;
        const answers = await inParallel(AT_ONCE, (turn) => party.refresh(turn, spent));
        assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 200: AT_ONCE });
        const successors = [...new Set(answers.map((answer) => textOf(answer, 'refresh_token')))];
        assert.equal(successors.length, 1);
        assert.notEqual(successors[0], spent);
        for (const answer of answers.slice(0, 2)) {
          assert.equal((await party.userinfo(round, textOf(answer, 'access_token'))).status, 200);
        }
        current = successors[0] ?? '';
      }
      assert.equal((await party.refresh(1, current)).status, 200);
    });
  });
}
