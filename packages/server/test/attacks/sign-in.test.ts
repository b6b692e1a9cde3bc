import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hashPassword } from '#server/domain/accounts/sources/built-in/passwords.js';
import { MINUTE } from '#server/kernel/clock.js';
import { Secret } from '#server/kernel/secret.js';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { PASSWORD } from '../support/installation.js';
import { readAnswer } from '../support/oauth-app.js';
import { createVisitor, type VisitedPage } from '../support/page-visitor.js';
import { inParallel, tally } from '../support/parallel.js';
import { setScene } from './scene.js';
import { storeOf } from '../support/store.js';

/** Enough guesses to be blocked, from an address that nobody else uses. */
const MANY = 12;

const scene = setScene();

/** A browser at its own address, on the sign-in page. */
const guesserAt = async (address: string) => {
  const visitor = createVisitor(scene().installation, { address });
  await visitor.get('/sign-in');
  return visitor;
};

const guess = async (address: string, username: string, password = 'wrong', headers = {}): Promise<VisitedPage> =>
  (await guesserAt(address)).post('/sign-in', { username, password }, headers);

/** Tokens and challenges differ each time. */
const withoutChance = ({ html }: VisitedPage, username: string): string =>
  html.replaceAll(username, 'NAME').replaceAll(/(?:value="|challenge&quot;:&quot;)[\w-]{43,}/g, '');

describe('finding out who has an account', () => {
  test('A82: a wrong password and an unknown user get the same answer', async () => {
    const known = await guess('192.0.2.1', 'alice');
    const unknown = await guess('192.0.2.1', 'nobody-here');
    assert.equal(known.status, 401);
    assert.equal(unknown.status, 401);
    assert.equal(withoutChance(unknown, 'nobody-here'), withoutChance(known, 'alice'));
    assert.deepEqual([...unknown.headers.keys()], [...known.headers.keys()]);
  });

  test('A82: a disabled account with a wrong password looks like any other', async () => {
    const { installation } = scene();
    await installation.setStatus(await installation.addUser('gone'), 'disabled');
    const disabled = await guess('192.0.2.2', 'gone');
    assert.equal(disabled.status, 401);
    assert.equal(withoutChance(disabled, 'gone'), withoutChance(await guess('192.0.2.2', 'nobody'), 'nobody'));
    assert.equal((await guess('192.0.2.2', 'gone', PASSWORD)).status, 403);
  });

  test('A82: the password of an unknown user is hashed like any other, so that time does not tell', async () => {
    // As many as may wait: a request that needs one more hash is refused, while one that needs none would be answered.
    const hashes = inParallel(103, () =>
      hashPassword(new Secret(PASSWORD)).then(
        () => 'hashed',
        (error: unknown) => (error instanceof UnavailableError ? 'sent away' : 'failed'),
      ),
    );
    const answers = await Promise.all(['alice', 'nobody-there'].map((username) => guess('192.0.2.8', username)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [503, 503],
    );
    assert.deepEqual(tally(await hashes), { hashed: 102, 'sent away': 1 });
  });

  test('A82: the limit stops guesses at unknown users like those at known ones', async () => {
    const statuses: number[][] = [];
    for (const [address, username] of [
      ['192.0.2.3', 'bob'],
      ['192.0.2.4', 'no-bob'],
    ] as const) {
      const answered: number[] = [];
      for (let count = 0; count < MANY; count += 1) answered.push((await guess(address, username)).status);
      statuses.push(answered);
    }
    assert.deepEqual(statuses[0], statuses[1]);
    assert.equal(statuses[0]?.at(-1), 429);
  });

  // A user's name and address counted apart. Counting them together for known users only would tell who has an account.
  test('A82: a name, its address and their spellings are one count, for known and unknown users alike', async () => {
    await scene().installation.addUser('cleo');
    const statuses: number[][] = [];
    for (const [address, spellings] of [
      ['192.0.2.5', ['cleo', 'ｃｌｅｏ', 'cleo@example.com']],
      ['192.0.2.6', ['clea', 'ｃｌｅａ', 'clea@example.com']],
    ] as const) {
      const answered: number[] = [];
      for (let count = 0; count < 18; count += 1) {
        answered.push((await guess(address, spellings[count % spellings.length] ?? '')).status);
      }
      statuses.push(answered);
    }
    assert.deepEqual(statuses[0], statuses[1]);
    assert.deepEqual(tally((statuses[0] ?? []).map(String)), { 401: 10, 429: 8 });
  });

  // In an older database one user's name may be another's address; that caused a server error.
  test('A82: a login that matches two users is wrong, like an unknown one', async () => {
    const { installation } = scene();
    await installation.addUser('nora');
    await storeOf(installation.services).users.insert({
      username: 'nora\uff20example.com',
      email: 'impostor@example.com',
      passwordHash: '',
      quota: 0,
      usedQuota: 0,
      memo: '',
      now: 0,
    });
    assert.equal((await guess('192.0.2.7', 'nora@example.com', PASSWORD)).status, 401);
    assert.equal((await guess('192.0.2.7', 'nora', PASSWORD)).status, 303);
  });
});

describe('guessing passwords', () => {
  test('A83: ten wrong passwords at most, and then the right one does not help', async () => {
    await scene().installation.addUser('dora');
    for (let count = 0; count < 10; count += 1) assert.equal((await guess('192.0.2.10', 'dora')).status, 401);
    const stopped = await guess('192.0.2.10', 'dora', PASSWORD);
    assert.equal(stopped.status, 429);
    assert.ok(Number(stopped.headers.get('retry-after')) > 0);
    assert.equal(stopped.headers.getSetCookie().length, 0);
  });

  test('A83: another spelling of the login, another browser or forged headers do not start a new count', async () => {
    await scene().installation.addUser('emma');
    const spellings = ['emma', 'EMMA', ' emma ', 'Emma', 'ｅｍｍａ'];
    const statuses: number[] = [];
    for (let count = 0; count < MANY; count += 1) {
      const headers = {
        'x-forwarded-for': `198.51.100.${count}`,
        'x-real-ip': `198.51.100.${count}`,
        forwarded: `for=198.51.100.${count}`,
      };
      statuses.push((await guess('192.0.2.11', spellings[count % spellings.length] ?? '', 'wrong', headers)).status);
    }
    assert.deepEqual(tally(statuses.map(String)), { 401: 10, 429: 2 });
  });

  test('A83: one password tried on many accounts is stopped by the address', async () => {
    let stoppedAt = 0;
    for (let count = 1; stoppedAt === 0 && count <= 70; count += 1) {
      if ((await guess('192.0.2.12', `user-${count}`, 'Spring2026!')).status === 429) stoppedAt = count;
    }
    assert.equal(stoppedAt, 61);
    assert.equal((await guess('192.0.2.13', 'user-1')).status, 401);
  });

  test('A83: all of an IPv6 /64 is one address', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < MANY; count += 1)
      statuses.push((await guess(`2001:db8:1:2::${count + 1}`, 'fay')).status);
    assert.deepEqual(tally(statuses.map(String)), { 401: 10, 429: 2 });
    assert.equal((await guess('2001:db8:1:3::1', 'fay')).status, 401);
  });

  test('A83: logins too long to be anybody’s are counted as one', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < MANY; count += 1) {
      statuses.push((await guess('192.0.2.15', `${count}${'x'.repeat(320)}`)).status);
    }
    assert.deepEqual(tally(statuses.map(String)), { 401: 10, 429: 2 });
  });

  // Whoever knew both had twice as many guesses.
  test('A83: guesses by name and by address are one count per account, however unlike they are', async () => {
    const account = { username: 'oscar', email: 'o.wilde@example.org', password: new Secret(PASSWORD) };
    await scene().installation.services.accounts.register(account);
    const statuses: number[] = [];
    for (let count = 0; count < MANY; count += 1) {
      statuses.push((await guess('192.0.2.30', count % 2 === 0 ? 'oscar' : 'o.wilde@example.org')).status);
    }
    assert.deepEqual(tally(statuses.map(String)), { 401: 10, 429: 2 });
  });

  // A 503 counted as a wrong password: whoever met a busy server a few times was locked out of it.
  test('A83: attempts without a verdict are given back, whether the account exists or not', async (t) => {
    const { installation } = scene();
    await installation.addUser('paul');
    const paul = await guesserAt('192.0.2.31');
    const away = t.mock.method(installation.services.accounts, 'verifyPassword', () =>
      Promise.reject(new UnavailableError('away')),
    );
    for (let count = 0; count < 70; count += 1) {
      const { status } = await paul.post('/sign-in', { username: 'paul', password: PASSWORD });
      assert.equal(status, 503);
      assert.equal((await guess('192.0.2.31', 'nobody-like-paul')).status, 503);
    }
    away.mock.restore();
    for (let count = 0; count < 9; count += 1) assert.equal((await guess('192.0.2.31', 'paul')).status, 401);
    await paul.signIn('paul');
  });

  // Every login a blocked address tried was stored at full length.
  test('A83: what a stopped address tries is not counted', async () => {
    const { installation } = scene();
    for (let count = 0; count < 60; count += 1) await guess('192.0.2.16', `somebody-${count}`);
    installation.letTimePass(14 * MINUTE);
    for (let count = 0; count < MANY; count += 1) assert.equal((await guess('192.0.2.16', 'jane')).status, 429);
    installation.letTimePass(2 * MINUTE);
    assert.equal((await guess('192.0.2.16', 'jane')).status, 401);
  });

  // Each refused guess added a row to the database.
  test('A83: reaching the limit is written down once', async () => {
    const { installation } = scene();
    const kate = await installation.addUser('kate');
    for (let count = 0; count < 15; count += 1) await guess('192.0.2.17', 'kate');
    const written = await storeOf(installation.services).auditEvents.listByUser(kate, ['sign_in_limited']);
    assert.equal(written.length, 1);
  });

  test('A83: when attempts cannot be counted, no password is looked at', async (t) => {
    const { installation } = scene();
    await installation.addUser('lena');
    const looked = t.mock.method(installation.services.accounts, 'verifyPassword');
    t.mock.method(installation.services.sessions, 'isKnownBrowser', () => Promise.reject(new UnavailableError('away')));
    assert.equal((await guess('192.0.2.18', 'lena', PASSWORD)).status, 503);
    assert.equal(looked.mock.callCount(), 0);
  });

  test('A84: guesses made at once are counted one by one', async () => {
    await scene().installation.addUser('gina');
    const visitor = await guesserAt('192.0.2.14');
    const answers = await inParallel(30, () => visitor.post('/sign-in', { username: 'gina', password: 'wrong' }));
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 401: 10, 429: 20 });
  });

  test('A84: attackers at many addresses cannot lock a user out of a browser they know', async () => {
    await scene().installation.addUser('hana');
    const hana = await guesserAt('192.0.2.20');
    await hana.signIn('hana');
    await hana.post('/sign-out');
    for (let address = 0; address < 6; address += 1) {
      for (let count = 0; count < 9; count += 1) await guess(`198.51.100.${address}`, 'hana');
    }
    assert.equal((await guess('198.51.100.99', 'hana', PASSWORD)).status, 429, 'the account is under attack');
    await hana.signIn('hana');
  });

  test('A84: wrong current passwords at the password form are limited too', async () => {
    await scene().installation.addUser('iris');
    const iris = await guesserAt('192.0.2.21');
    await iris.signIn('iris');
    const fields = { current_password: 'wrong', new_password: 'a thief’s new password' };
    const statuses: number[] = [];
    for (let count = 0; count < MANY; count += 1)
      statuses.push((await iris.post('/account/security/password', fields)).status);
    assert.equal(statuses.at(-1), 429);
    assert.ok(statuses.every((status) => status === 400 || status === 429));
  });
});

describe('failures inside', () => {
  test('A85: tell the client a request id, and nothing of our insides', async (t) => {
    const { installation, ids } = scene();
    const created = await installation.services.developers.createToken(ids.dev, 'ci', null);
    const token = created.outcome === 'done' ? created.value.token.reveal() : '';
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const inside = 'SQLITE: near /srv/octroi/dist/store.js:12 secret_inside';
    t.mock.method(installation.services.appRecords, 'listByOwner', () => Promise.reject(new Error(inside)));
    t.mock.method(installation.services.appRecords, 'findByClientId', () => Promise.reject(new Error(inside)));
    const bearer = { headers: { authorization: `Bearer ${token}` } };
    const api = await readAnswer(await installation.request('/api/oauth_apps', bearer));
    assert.equal(api.status, 500);
    assert.equal(api.json['success'], false);
    assert.equal(api.json['request_id'], api.headers.get('x-request-id'));
    const answers = [
      api.text,
      (await app.exchange('x')).text,
      (await dev.get('/console')).html,
      (await dev.get(app.authorizePath())).html,
    ];
    for (const text of answers) assert.doesNotMatch(text, /SQLITE|store\.js|secret_inside|\bat .*:\d+/);
    assert.match(answers[2] ?? '', /Request ID/);
  });

  test('A85: a developer token that is wrong in any way is 401, and reads the same', async () => {
    const { installation, ids } = scene();
    const expired = await installation.services.developers.createToken(ids.dev, 'old', 1);
    const revoked = await installation.services.developers.createToken(ids.dev, 'gone', null);
    assert.ok(expired.outcome === 'done' && revoked.outcome === 'done');
    await installation.services.developers.revokeToken(revoked.value.kept.id, ids.dev);
    const tokens = [expired.value.token.reveal(), revoked.value.token.reveal(), `dev_${'x'.repeat(43)}`, 'x'];
    const messages = new Set<unknown>();
    for (const token of tokens) {
      const answer = await readAnswer(
        await installation.request('/api/oauth_apps', { headers: { authorization: `Bearer ${token}` } }),
      );
      assert.equal(answer.status, 401);
      messages.add(answer.json['message']);
    }
    assert.equal(messages.size, 1);
  });
});
