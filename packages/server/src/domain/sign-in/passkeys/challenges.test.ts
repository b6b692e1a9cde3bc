import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { HOUR, MINUTE } from '#server/kernel/clock.js';
import { createPasskeyChallenges, type ChallengeUse } from '#server/domain/sign-in/passkeys/challenges.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { deleteOld, storeOf } from '#test/support/store.js';

const SIGN_IN: ChallengeUse = { purpose: 'sign_in', userId: null, browserId: 'browser' };
const REGISTER: ChallengeUse = { purpose: 'register', userId: '1', browserId: 'browser' };

describe('challenges of passkeys', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await openInstallation();
  });
  afterEach(() => installation.close());

  const challengesOf = (secret: number) =>
    createPasskeyChallenges({
      usedJtis: storeOf(installation.services).usedJtis,
      clock: { now: installation.now },
      rootKey: new Uint8Array(32).fill(secret),
    });

  test('viewing the sign-in page stores nothing in the database', async () => {
    await createVisitor(installation).get('/sign-in');
    const before = await installation.dump();
    for (let turn = 0; turn < 5; turn += 1) {
      assert.match((await createVisitor(installation).get('/sign-in')).html, /data-options/);
    }
    assert.ok((await installation.dump()) === before);
  });

  test('a challenge is for one purpose, user, browser and installation', async () => {
    const challenges = challengesOf(1);
    const signIn = challenges.make(SIGN_IN);
    const register = challenges.make(REGISTER);
    const others: readonly (readonly [string, ChallengeUse])[] = [
      [signIn, { ...SIGN_IN, purpose: 'register' }],
      [signIn, { ...SIGN_IN, userId: '1' }],
      [signIn, { ...SIGN_IN, browserId: 'another' }],
      [register, { ...REGISTER, userId: '2' }],
      [register, { ...REGISTER, userId: null }],
      [register, SIGN_IN],
    ];
    for (const [challenge, use] of others) assert.equal(await challenges.take(challenge, use), false);
    assert.equal(await challengesOf(2).take(signIn, SIGN_IN), false, 'of another secret key');
    assert.equal(await challenges.take(signIn, SIGN_IN), true, 'who may not answer it does not use it up');
    assert.equal(await challenges.take(register, REGISTER), true);
  });

  test('of 50 concurrent responses to a challenge one succeeds', async () => {
    const challenges = challengesOf(1);
    const challenge = challenges.make(SIGN_IN);
    const taken = await inParallel(50, () => challenges.take(challenge, SIGN_IN));
    assert.deepEqual(tally(taken), { true: 1, false: 49 });
  });

  test('one that was used is not used again, however late, and one that is over is not used at all (A97)', async () => {
    const challenges = challengesOf(1);
    const [used, late] = [challenges.make(SIGN_IN), challenges.make(SIGN_IN)];
    assert.equal(await challenges.take(used, SIGN_IN), true);
    installation.letTimePass(5 * MINUTE);
    assert.equal(await challenges.take(late, SIGN_IN), false);
    await deleteOld(installation.services, installation.now());
    installation.letTimePass(-MINUTE);
    assert.equal(await challenges.take(used, SIGN_IN), false, 'also when a clock has gone back a little');
    installation.letTimePass(2 * HOUR);
    await deleteOld(installation.services, installation.now());
    assert.equal(await challenges.take(used, SIGN_IN), false);
  });

  test('nothing altered, shortened, lengthened or spelt in another way is one', async () => {
    const challenges = challengesOf(1);
    const challenge = challenges.make(SIGN_IN);
    const bytes = Buffer.from(challenge, 'base64url');
    for (const index of bytes.keys()) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(bytes.readUInt8(index) ^ 1, index);
      assert.equal(await challenges.take(altered.toString('base64url'), SIGN_IN), false, `byte ${index}`);
    }
    for (const other of ['', 'x', challenge.slice(4), `${challenge}AAAA`, `${challenge}=`, `${challenge} `]) {
      assert.equal(await challenges.take(other, SIGN_IN), false, other);
    }
    assert.equal(await challenges.take(challenge, SIGN_IN), true);
  });
});
