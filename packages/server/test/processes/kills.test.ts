import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { textOf, type Answer } from '../support/oauth-app.js';
import type { Visitor } from '../support/page-visitor.js';
import { IN_FULL_TIER } from '../support/tier.js';
import { onSqlite, speakFor, startProcesses, type Party, type Processes } from './processes.js';

/** Each kill hits at a random moment, so the full tier has many. */
const KILLS = IN_FULL_TIER ? 10 : 1;
const AT_ONCE = 10;
/** A developer may have 100 apps. */
const APPS_AT_ONCE = 8;

describe('a process on SQLite that is killed', () => {
  let processes: Processes;
  let party: Party;
  let alice: Visitor;

  before(async () => {
    processes = await onSqlite(startProcesses);
    party = speakFor(processes);
    alice = party.visitor();
  });
  after(() => processes.close());

  const signIns = async (): Promise<Answer[]> => {
    const answers: Answer[] = [];
    while (answers.length < AT_ONCE) answers.push(await party.redeem(0, await party.code(alice)));
    return answers;
  };

  /** Sends everything at once, kills at the first answer, and restarts. Null for requests without an answer. */
  const killedAtFirstAnswer = async (requests: readonly (() => Promise<Answer>)[]): Promise<(Answer | null)[]> => {
    const sent = requests.map((send) => send());
    const all = Promise.allSettled(sent);
    await Promise.race(sent);
    await processes.killAndRestart();
    return (await all).map((each) => (each.status === 'fulfilled' ? each.value : null));
  };

  const isLive = async (token: string): Promise<boolean> => (await party.userinfo(0, token)).status === 200;

  test('F2: in the middle of refreshes, costs no sign-in: sent again, a token brings its one successor', async () => {
    let tokens = (await signIns()).map((answer) => textOf(answer, 'refresh_token'));
    for (let kill = 0; kill < KILLS; kill += 1) {
      const answers = await killedAtFirstAnswer(tokens.map((token) => () => party.refresh(0, token)));
      assert.ok(answers.some((answer) => answer !== null));
      const next: string[] = [];
      for (const [index, token] of tokens.entries()) {
        const again = await party.refresh(0, token);
        assert.equal(again.status, 200, again.text);
        const [answer, successor] = [answers[index], textOf(again, 'refresh_token')];
        if (answer) assert.equal(textOf(answer, 'refresh_token'), successor);
        next.push(successor);
      }
      tokens = next;
    }
  });

  test('F3: in the middle of exchanges, leaves each code used or unused, and no code is good twice', async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const codes: string[] = [];
      while (codes.length < AT_ONCE) codes.push(await party.code(alice));
      const answers = await killedAtFirstAnswer(codes.map((code) => () => party.redeem(0, code)));
      for (const [index, code] of codes.entries()) {
        const answer = answers[index];
        if (answer) {
          assert.equal(answer.status, 200, answer.text);
          assert.ok(await isLive(textOf(answer, 'access_token')), 'what was answered is there');
        }
        const statuses = [(await party.redeem(0, code)).status, (await party.redeem(0, code)).status];
        assert.ok(statuses.filter((status) => status === 200).length <= (answer ? 0 : 1), statuses.join());
        assert.equal(statuses[1], 400);
      }
    }
  });

  // A crash between the app and its answer would lose the secret; one between claim and app would block the repeat for ever.
  test('in the middle of creations, makes no app twice and loses no answer: a repeat gets the secret', async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const keys = Array.from({ length: APPS_AT_ONCE }, (_, index) => `kill ${kill}, app ${index}`);
      const answers = await killedAtFirstAnswer(keys.map((key) => () => party.createApp(0, key)));
      for (const [index, key] of keys.entries()) {
        let again = await party.createApp(0, key);
        for (; again.status === 409; again = await party.createApp(0, key)) {
          await setTimeout(Number(again.headers.get('retry-after')) * 1000);
        }
        assert.equal(again.status, 201, again.text);
        assert.match(again.text, /"client_secret":"secret_/);
        if (answers[index]) assert.equal(again.text, answers[index].text);
      }
      const names = await party.appNames();
      for (const key of keys)
        assert.deepEqual(
          names.filter((name) => name === key),
          [key],
        );
    }
  });

  test('F4: after it said that tokens are revoked, refuses them', async () => {
    const answers = await signIns();
    const revoked = await killedAtFirstAnswer(
      answers.map((answer) => () => party.revoke(0, textOf(answer, 'refresh_token'))),
    );
    assert.ok(revoked.some((answer) => answer !== null));
    for (const [index, answer] of answers.entries()) {
      // Without an answer the app retries.
      const refresh = textOf(answer, 'refresh_token');
      if (!revoked[index]) assert.equal((await party.revoke(0, refresh)).status, 200);
      assert.equal(await isLive(textOf(answer, 'access_token')), false);
      assert.equal((await party.refresh(0, refresh)).status, 400);
    }
  });

  test('F7: after a spent refresh token came back, keeps its family dead', async () => {
    const first = await party.redeem(0, await party.code(alice));
    const second = await party.refresh(0, textOf(first, 'refresh_token'));
    const third = await party.refresh(0, textOf(second, 'refresh_token'));
    assert.equal((await party.refresh(0, textOf(first, 'refresh_token'))).status, 400);
    await processes.killAndRestart();
    assert.equal((await party.refresh(0, textOf(third, 'refresh_token'))).status, 400);
    for (const answer of [first, second, third]) assert.equal(await isLive(textOf(answer, 'access_token')), false);
  });
});
