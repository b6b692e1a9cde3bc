import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { textOf } from '../support/oauth-app.js';
import type { Visitor } from '../support/page-visitor.js';
import { inParallel, tally } from '../support/parallel.js';
import { PLACES, speakFor, startProcesses, type Party, type Processes } from './processes.js';

const AT_ONCE = 50;

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
