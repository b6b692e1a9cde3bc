// What may be checked at once, and whose turn is next: nobody can keep another waiting (ADR 0039).
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Account } from '#server/domain/accounts/index.js';
import { Secret } from '#server/kernel/secret.js';
import { PASSWORD } from '../support/installation.js';
import { createVisitor, type Visitor, type VisitedPage } from '../support/page-visitor.js';
import { inParallel, tally } from '../support/parallel.js';
import { linkTo, tokenOf } from '../support/scenes/recovery.js';
import { setScene } from './scene.js';

const scene = setScene({ OCTROI_MAIL_URL: 'mailbox' });

/** A browser at its own address, on the sign-in page. */
const guesserAt = async (address: string) => {
  const visitor = createVisitor(scene().installation, { address });
  await visitor.get('/sign-in');
  return visitor;
};

const guess = async (address: string, username: string, password: string): Promise<VisitedPage> =>
  (await guesserAt(address)).post('/sign-in', { username, password });

/** Holds every check of a password until it is released. `cheaply`: then it takes no hash. */
const holdChecks = (t: TestContext, { cheaply = false } = {}) => {
  const { accounts } = scene().installation.services;
  const verify: typeof accounts.verifyPassword = cheaply
    ? async (login, password) => {
        const account = await accounts.findByLogin(login);
        const isRight = account !== null && password.reveal() === PASSWORD;
        return isRight ? { outcome: 'ok', account } : { outcome: 'wrong' };
      }
    : accounts.verifyPassword.bind(accounts);
  const held = Promise.withResolvers<void>();
  const checks = t.mock.method(accounts, 'verifyPassword', async (login: string, password: Secret) => {
    await held.promise;
    return verify(login, password);
  });
  return { release: held.resolve, begun: () => checks.mock.callCount() };
};

const answersOf = async (attempts: Promise<VisitedPage>[]) =>
  tally((await Promise.all(attempts)).map(({ status }) => String(status)));

const people = async (prefix: string, count: number): Promise<string[]> => {
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  for (const name of names) await scene().installation.addUser(name);
  return names;
};

/** Made quickly, because no hash is. */
const withoutPassword = (prefix: string, count: number): Promise<Account[]> =>
  inParallel(count, async (index) => {
    const { accounts, database } = scene().installation.services;
    const [username, email] = [`${prefix}-${index}`, `${prefix}-${index}@example.com`];
    const given = { username, email, isEmailVerified: true };
    const registered = await accounts.registerWithoutPassword(given, (insert) => database.write(insert));
    assert.ok(registered.outcome === 'created');
    return registered.account;
  });

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

describe('right passwords', () => {
  // They were not limited at all: one account in 14 browsers filled the queue, and everybody else got a 503.
  test('A84: of one account in many browsers keep nobody else from signing in', async () => {
    const { installation } = scene();
    await installation.addUser('rita');
    const others = Array.from({ length: 25 }, (_, index) => `other-${index}`);
    for (const name of others) await installation.addUser(name);
    const browsers = await Promise.all(Array.from({ length: 14 }, () => guesserAt('192.0.2.40')));
    for (const browser of browsers) await browser.signIn('rita');
    const flood = browsers.flatMap((browser) =>
      Array.from({ length: 12 }, () => browser.post('/sign-in', { username: 'rita', password: PASSWORD })),
    );
    const bystanders = others.map((name, index) => guess(`192.0.2.${index < 12 ? 40 : 41}`, name, PASSWORD));
    assert.deepEqual(await answersOf(bystanders), { 303: 25 });
    const { 429: refused = 0, ...rest } = await answersOf(flood);
    assert.ok(refused > 0 && Object.keys(rest).join() === '303', JSON.stringify(rest));
    assert.equal((await guess('192.0.2.40', 'rita', PASSWORD)).status, 303);
  });

  test('A84: are checked ten at once for an account and for a browser, and fifty for an address', async (t) => {
    const { installation } = scene();
    for (const name of ['sara', ...Array.from({ length: 12 }, (_, index) => `tom-${index}`)]) {
      await installation.addUser(name);
    }
    const attempt = async (address: string, username: string, browser = guesserAt(address)) =>
      (await browser).post('/sign-in', { username, password: PASSWORD });
    const { release } = holdChecks(t);
    const alone = await guesserAt('198.51.100.150');
    const ofAccount = Array.from({ length: 13 }, (_, index) => attempt(`198.51.100.${100 + index}`, 'sara'));
    const ofBrowser = Array.from({ length: 12 }, (_, index) =>
      alone.post('/sign-in', { username: `tom-${index}`, password: PASSWORD }),
    );
    const ofAddress = Array.from({ length: 53 }, (_, index) => attempt('198.51.100.160', `nobody-${index}`));
    await new Promise((resolve) => setTimeout(resolve, 500));
    release();
    assert.deepEqual(await answersOf(ofAccount), { 303: 10, 429: 3 });
    assert.deepEqual(await answersOf(ofBrowser), { 303: 10, 429: 2 });
    assert.deepEqual(await answersOf(ofAddress), { 401: 50, 429: 3 });
  });

  // Lanes were addresses only, so twelve accounts in 120 networks of one provider had all the turns there were.
  test('A84: of a few accounts at many addresses keep nobody else from signing in', async (t) => {
    const [victim = ''] = await people('una', 1);
    const accounts = await people('mallory', 12);
    const atHome = await guesserAt('192.0.2.60');
    await atHome.signIn(victim);
    const signedIn = await guesserAt('192.0.2.61');
    await signedIn.signIn(victim);
    const known: Visitor[] = [];
    for (const [index, name] of accounts.entries()) {
      const browser = await guesserAt(`2001:db8:1:${index}::1`);
      await browser.signIn(name);
      known.push(browser);
    }
    const { release } = holdChecks(t, { cheaply: true });
    const flood = accounts.flatMap((username, account) =>
      Array.from({ length: 10 }, (_, index) => guess(`2001:db8:2:${account}${index}::1`, username, PASSWORD)),
    );
    const knownFlood = accounts.flatMap((username, index) =>
      Array.from({ length: 10 }, () => known[index]?.post('/sign-in', { username, password: PASSWORD })),
    );
    await settled();
    const others = [
      atHome.post('/sign-in', { username: victim, password: PASSWORD }),
      signedIn.post('/account/security/password', { current_password: 'wrong', new_password: PASSWORD }),
      ...(await people('guest', 8)).map((name, index) => guess(`203.0.113.${index}`, name, PASSWORD)),
      guess('192.0.2.62', victim, PASSWORD),
    ];
    await settled();
    release();
    assert.deepEqual(await answersOf(others), { 303: 10, 400: 1 });
    await Promise.all([...flood, ...knownFlood]);
  });

  // Browsers that accounts know had no lane for their address: one person with hundreds of accounts was all who waited.
  test('A84: of hundreds of accounts in browsers that they know keep nobody in another network out', async (t) => {
    const { release } = holdChecks(t, { cheaply: true });
    const { database, sessions, signIn } = scene().installation.services;
    const inKnownBrowser = async ({ id, username: login }: Account, address: string): Promise<string> => {
      const browserId = `browser of ${id}`;
      await database.write((transaction) => sessions.knowBrowser(transaction, id, browserId));
      const attempt = { login, password: new Secret(PASSWORD), address, browserId, session: null };
      return signIn.checkPassword(attempt).then(
        ({ outcome }) => outcome,
        () => 'sent away',
      );
    };
    const accounts = await withoutPassword('crowd', 400);
    const others = await withoutPassword('olga', 3);
    const crowd = accounts.map((account, index) => () => inKnownBrowser(account, `2001:db8:9:${index}::/64`));
    const flood = crowd.slice(0, 110).map((attempt) => attempt());
    await settled();
    const own = others.map((account, index) => inKnownBrowser(account, `192.0.2.${95 + index}`));
    await settled();
    flood.push(...crowd.slice(110).map((attempt) => attempt()));
    await settled();
    release();
    assert.deepEqual(await Promise.all(own), ['ok', 'ok', 'ok']);
    await Promise.all(flood);
  });

  test('A84: at many addresses of one network keep nobody in another from signing in', async (t) => {
    const { release } = holdChecks(t, { cheaply: true });
    const flood = Array.from({ length: 120 }, (_, index) =>
      guess(`2001:db8:3:${index}::1`, `nobody-${index}`, PASSWORD),
    );
    await settled();
    const others = (await people('vera', 5)).map((name, index) => guess(`2001:db8:4:${index}::1`, name, PASSWORD));
    await settled();
    release();
    assert.deepEqual(await answersOf(others), { 303: 5 });
    const { 401: checked = 0, 429: crowded = 0 } = await answersOf(flood);
    assert.deepEqual({ checked, crowded }, { checked: 75, crowded: 45 });
  });

  // Signed in, and in no browser that the account knows: what strangers guessed kept its user from proving who they are.
  test('A84: prove who a signed-in user is, whatever strangers guess meanwhile', async () => {
    const { installation } = scene();
    const id = await installation.addUser('wanda');
    const wanda = await guesserAt('192.0.2.70');
    await wanda.signIn('wanda');
    const { sessions } = installation.services;
    await installation.services.database.write((transaction) => sessions.forgetBrowsers(transaction, id, null));
    for (let count = 0; count < 11; count += 1) await guess('192.0.2.70', 'wanda', 'wrong');
    const prove = async (current: string): Promise<number> => {
      const fields = { current_password: current, new_password: 'another sentence, long enough' };
      return (await wanda.post('/account/security/password', fields)).status;
    };
    assert.equal(await prove(PASSWORD), 200);
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push(await prove('wrong'));
    assert.deepEqual(tally(statuses.map(String)), { 400: 10, 429: 1 });
  });
});

describe('new passwords', () => {
  // One queue of hashes was full of newcomers, and nobody could sign in.
  test('A84: of newcomers keep nobody from signing in, nor newcomers elsewhere out', async () => {
    const flood = Array.from({ length: 130 }, async (_, index) => {
      const browser = createVisitor(scene().installation, { address: `2001:db8:5:${index}::1` });
      await browser.get('/sign-up');
      return browser.post('/sign-up', {
        username: `crowd-${index}`,
        email: `crowd-${index}@example.com`,
        password: PASSWORD,
      });
    });
    const newcomer = createVisitor(scene().installation, { address: '192.0.2.80' });
    await newcomer.get('/sign-up');
    const form = { username: 'xena', email: 'xena@example.com', password: PASSWORD };
    const signedUp = newcomer.post('/sign-up', form);
    const signedIn = (await people('yves', 5)).map((name, index) => guess(`192.0.2.${81 + index}`, name, PASSWORD));
    assert.deepEqual(await answersOf([...signedIn, signedUp]), { 303: 6 });
    await Promise.all(flood);
  });

  // Only accounts had lanes: one person with many of them was all who waited.
  test('A84: of many accounts in one network keep nobody elsewhere from a new password', async (t) => {
    const { accounts, passwordChange } = scene().installation.services;
    const set = await accounts.newPassword(new Secret(PASSWORD));
    const held = Promise.withResolvers<void>();
    t.mock.method(accounts, 'newPassword', async () => {
      await held.promise;
      return set;
    });
    const change = async (account: Account, address: string): Promise<string> => {
      const next = { password: new Secret(PASSWORD), kept: null, locale: 'en', revokesCredentials: false } as const;
      return passwordChange.set(account, { ...next, address }).then(
        () => 'set',
        () => 'sent away',
      );
    };
    const many = await withoutPassword('many', 160);
    const others = await withoutPassword('ines', 3);
    const crowd = many.map((account, index) => () => change(account, `2001:db8:7:${index}::/64`));
    const flood = crowd.slice(0, 60).map((attempt) => attempt());
    await settled();
    const own = others.map((account) => change(account, '192.0.2.97'));
    await settled();
    flood.push(...crowd.slice(60).map((attempt) => attempt()));
    await settled();
    held.resolve();
    assert.deepEqual(await Promise.all(own), ['set', 'set', 'set']);
    assert.ok((tally(await Promise.all(flood))['set'] ?? 0) >= 25);
  });

  test('A84: of one reset link keep nobody else from a new password', async () => {
    const { installation } = scene();
    const { passwordReset } = installation.services;
    const linkOf = async (name: string): Promise<string> => {
      await installation.addUser(name);
      await passwordReset.request(name, '192.0.2.90', 'en');
      return tokenOf(await linkTo(installation, '/reset-password', `${name}@example.com`));
    };
    const [own, others] = [await linkOf('zoe'), await linkOf('abel')];
    const flood = inParallel(120, () =>
      passwordReset
        .reset(own, { password: new Secret(PASSWORD), locale: 'en', address: '192.0.2.1' })
        .then(String, () => 'sent away'),
    );
    assert.equal(
      await passwordReset.reset(others, { password: new Secret(PASSWORD), locale: 'en', address: '192.0.2.1' }),
      true,
    );
    assert.equal(tally(await flood)['true'], 1);
  });
});
