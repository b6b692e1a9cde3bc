import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { HOUR, MINUTE, SECOND } from '#server/kernel/clock.js';
import { openInstallation, PASSWORD, type Installation } from '#test/support/installation.js';
import { registerApp } from '#test/support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { linkTo, mailsOf, tokenOf } from '#test/support/scenes/recovery.js';
import { phoneWith, recoveryCodesOn, turnOn, type TwoSteps } from '#test/support/scenes/sign-in.js';
import { storeOf } from '#test/support/store.js';

const WRONG = '000000';
const SECOND_STEP = '/sign-in/second-step';
const STEP = 30 * SECOND;

/** Opens a path and follows redirects. */
const arrive = async (visitor: Visitor, path: string): Promise<VisitedPage> => {
  let page = await visitor.get(path);
  while (page.status === 303) page = await visitor.follow(page);
  return page;
};
const show = (visitor: Visitor, code: string): Promise<VisitedPage> => visitor.post(SECOND_STEP, { code });
const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/account')).status === 200;

describe('the second step', () => {
  let installation: Installation;
  let alice: Visitor;
  let id: string;
  let two: TwoSteps;

  beforeEach(async () => {
    installation = await openInstallation({ OCTROI_MAIL_URL: 'mailbox' });
    id = await installation.addUser('alice');
    alice = createVisitor(installation);
    await alice.signIn('alice');
    two = await turnOn(installation, alice);
  });
  afterEach(() => installation.close());

  /** A browser in which the right password was just entered. */
  const afterPassword = async (path = '/sign-in', visitor = createVisitor(installation)): Promise<Visitor> => {
    const page = await visitor.get(path);
    const request = /name="request" value="([^"]+)"/.exec(page.html)?.[1];
    const answer = await visitor.post('/sign-in', {
      username: 'alice',
      password: PASSWORD,
      ...(request === undefined ? {} : { request }),
    });
    assert.ok(answer.location.startsWith(SECOND_STEP), answer.location);
    await visitor.follow(answer);
    return visitor;
  };
  test('the right password signs nobody in before the code', async () => {
    const visitor = await afterPassword();
    assert.equal(await isSignedIn(visitor), false);
    assert.deepEqual(
      [...visitor.cookies].filter(([name, value]) => name.endsWith('session') && value !== ''),
      [],
    );
    const events = await storeOf(installation.services).auditEvents.listByUser(id, ['signed_in']);
    assert.equal(events.length, 1, 'the sign-in that set it up, and no other');

    await visitor.get(`${SECOND_STEP}?return_to=%2Faccount`);
    const answer = await show(visitor, two.phone.code());
    assert.equal(answer.location, '/account');
    assert.equal(await isSignedIn(visitor), true);
  });

  test('nothing else is open between password and code: neither pages, nor forms, nor an app’s request', async () => {
    const app = await registerApp(installation, { owner: id });
    const visitor = createVisitor(installation);
    const signIn = await arrive(visitor, app.authorizePath());
    const request = /name="request" value="([^"]+)"/.exec(signIn.html)?.[1] ?? '';
    await visitor.post('/sign-in', { username: 'alice', password: PASSWORD, request });
    for (const path of ['/account', '/account/security', '/console', '/topup', `/authorize?request=${request}`]) {
      const { status, location } = await visitor.get(path);
      assert.equal(status, 303, path);
      assert.ok(location.startsWith('/sign-in?'), `${path} leads to ${location}`);
    }
    const decision = await visitor.post('/authorize/decide', { request, decision: 'allow' });
    assert.doesNotMatch(decision.location, /[?&]code=/);
    const password = await visitor.post('/account/security/password', { current_password: PASSWORD });
    assert.ok(password.location.startsWith('/sign-in?'));
  });

  test('an authorization request continues after the code, whose time is auth_time', async () => {
    const app = await registerApp(installation, { owner: id });
    const visitor = createVisitor(installation);
    const signIn = await arrive(visitor, app.authorizePath({ prompt: 'login', scope: 'openid profile' }));
    const request = /name="request" value="([^"]+)"/.exec(signIn.html)?.[1] ?? '';
    const toStep = await visitor.post('/sign-in', { username: 'alice', password: PASSWORD, request });
    assert.equal(toStep.location, `${SECOND_STEP}?request=${request}`);
    await visitor.follow(toStep);
    installation.letTimePass(2 * MINUTE);
    const answer = await visitor.post(SECOND_STEP, { code: two.phone.code(), request });
    assert.equal(answer.location, `/authorize?request=${request}`);
    const consent = await visitor.follow(answer);
    assert.match(consent.html, /Allow/);
    const [session] = await installation.services.sessions.list(id);
    assert.equal(session?.createdAt, installation.now());
  });

  test('a code answers no other request than the password did: nothing is allowed on a page that does not say what (A28, A30)', async () => {
    const app = await registerApp(installation, { owner: id, name: 'Snare' });
    // An app can start a request without a browser; it belongs to the first one that continues it.
    const snare = new URL(`http://localhost${app.authorizePath({ auto_authorize: 'true' })}`);
    const begun = await createVisitor(installation).post(snare.pathname, snare.searchParams);
    const request = new URL(begun.location, snare).searchParams.get('request') ?? '';
    assert.notEqual(request, '');

    const visitor = await afterPassword();
    const led = await visitor.get(`${SECOND_STEP}?request=${request}`);
    assert.equal(led.location, `/sign-in?request=${request}`, 'to the page that says what the app receives');
    assert.match((await visitor.post(SECOND_STEP, { code: two.phone.code(), request })).html, /<h1>Start again/);
    assert.doesNotMatch((await arrive(visitor, `/authorize?request=${request}`)).location, /[?&]code=/);
    assert.equal(await isSignedIn(visitor), false);
  });

  test('a code of the step before or after is taken, one of two steps away is not (RFC 6238 section 5.2)', async () => {
    for (const [steps, status] of [
      [-2, 401],
      [2, 401],
      [-1, 303],
      [1, 303],
    ] as const) {
      installation.letTimePass(4 * STEP);
      const visitor = await afterPassword();
      assert.equal((await show(visitor, two.phone.code(steps))).status, status, `${steps} steps away`);
    }
  });

  test('a code is good once, also for many at the same moment (RFC 6238 section 5.2)', async () => {
    const visitors = await Promise.all(Array.from({ length: 5 }, () => afterPassword()));
    const code = two.phone.code();
    const answers = await Promise.all(visitors.map((visitor) => show(visitor, code)));
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 303: 1, 401: 4 });
    assert.equal((await show(await afterPassword(), code)).status, 401);
    installation.letTimePass(STEP);
    assert.equal((await show(await afterPassword(), code)).status, 401, 'still within the tolerance, and used');
    assert.equal((await show(await afterPassword(), two.phone.code())).status, 303);
  });

  test('the code that set it up is used up by that', async () => {
    const other = createVisitor(installation);
    await installation.addUser('bob');
    await other.signIn('bob');
    await other.get('/account/security');
    const setUp = await other.follow(await other.post('/account/security/two-step/begin'));
    const phone = phoneWith(installation, setUp.text('secret').replaceAll(' ', ''));
    const code = phone.code();
    await other.post('/account/security/two-step/confirm', { code });
    await other.get('/account');
    await other.post('/sign-out');
    await other.get('/sign-in');
    await other.post('/sign-in', { username: 'bob', password: PASSWORD });
    assert.equal((await show(other, code)).status, 401);
  });

  test('of 50 concurrent uses of a recovery code one succeeds', async () => {
    const [code = ''] = two.recoveryCodes;
    const { secondStep } = installation.services;
    const uses = await inParallel(50, () =>
      secondStep.spend(id, { code, locale: 'en' }, async (_, take) => ({ taken: await take(), value: true })),
    );
    assert.deepEqual(tally(uses.map((spent) => spent !== null)), { true: 1, false: 49 });
  });

  // All of them were used up, and one signed in.
  test('of several recovery codes for one sign-in at once, one is used up', async () => {
    const visitor = await afterPassword();
    const answers = await inParallel(3, (turn) => show(visitor, two.recoveryCodes[turn] ?? ''));
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 303: 1, 401: 2 });
    assert.equal(await installation.services.secondStep.recoveryCodesLeft(id), 9);
  });

  test('a recovery code gets in once, in any spelling, and its user is told', async () => {
    await installation.confirmEmail(id, 'alice@example.com');
    assert.equal(new Set(two.recoveryCodes).size, 10);
    const [code = ''] = two.recoveryCodes;
    const visitor = await afterPassword();
    const page = await visitor.get(`${SECOND_STEP}?return_to=%2Faccount&with=recovery`);
    assert.match(page.html, /Recovery code/);
    const typed = ` ${code.replaceAll('-', ' ').toUpperCase()} `;
    assert.equal((await show(visitor, typed)).status, 303);
    assert.equal((await show(await afterPassword(), code)).status, 401);
    const told = (await mailsOf(installation)).find(({ subject }) => subject === 'A recovery code was used');
    assert.match(told?.text ?? '', /Codes left: 9/);
    assert.match((await alice.get('/account/security')).html, /Recovery codes left: 9/);
  });

  test('new recovery codes end the old ones', async () => {
    const codes = recoveryCodesOn(await alice.post('/account/security/two-step/recovery-codes'));
    assert.equal(codes.length, 10);
    assert.equal((await show(await afterPassword(), two.recoveryCodes[0] ?? '')).status, 401);
    assert.equal((await show(await afterPassword(), codes[0] ?? '')).status, 303);
  });

  test('neither the secret nor a recovery code is in the database (A80)', async () => {
    const dump = await installation.dump();
    for (const code of two.recoveryCodes) {
      for (const spelling of [code, code.replaceAll('-', '')]) assert.ok(!dump.includes(spelling));
    }
    const bob = createVisitor(installation);
    await installation.addUser('bob');
    await bob.signIn('bob');
    await bob.get('/account/security');
    const setUp = await bob.follow(await bob.post('/account/security/two-step/begin'));
    assert.ok(!(await installation.dump()).includes(setUp.text('secret').replaceAll(' ', '')));
  });

  test('a pending sign-in is of no use in another browser, nor after ten minutes', async () => {
    const visitor = await afterPassword();
    const thief = createVisitor(installation);
    await thief.get('/sign-in');
    const pending = [...visitor.cookies].find(([name]) => name.endsWith('pending'));
    assert.ok(pending);
    thief.cookies.set(...pending);
    assert.ok((await thief.get(SECOND_STEP)).location.startsWith('/sign-in?'));
    assert.equal((await show(thief, two.phone.code())).status, 401);
    assert.equal(await isSignedIn(thief), false);

    installation.letTimePass(10 * MINUTE);
    const late = await show(visitor, two.phone.code());
    assert.equal(late.status, 401);
    assert.match(late.html, /<h1>Start again/);
    assert.equal(await isSignedIn(visitor), false);
  });

  test('without a password there is no second step to take, and no form of another site takes it (A27)', async () => {
    const stranger = createVisitor(installation);
    await stranger.get('/sign-in');
    assert.ok((await stranger.get(SECOND_STEP)).location.startsWith('/sign-in?'));
    assert.match((await show(stranger, two.phone.code())).html, /<h1>Start again/);
    const visitor = await afterPassword();
    const forged = await visitor.post(SECOND_STEP, { code: two.phone.code(), csrf: 'x' });
    assert.equal(forged.status, 403);
    assert.equal(await isSignedIn(visitor), false);
  });

  test('five wrong codes end a sign-in, also at once, and then the right one does not help (A83)', async () => {
    const visitor = await afterPassword();
    const answers = await inParallel(12, () => show(visitor, WRONG));
    assert.equal(answers.filter(({ html }) => /This code is incorrect/.test(html)).length, 4);
    assert.equal(answers.filter(({ html }) => /<h1>Start again/.test(html)).length, 8);
    assert.equal((await show(visitor, two.phone.code())).status, 401);
    assert.equal(await isSignedIn(visitor), false);
  });

  test('a thief of the password gets 20 guesses a day, and the owner still gets in (A83, A84)', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const thief = await afterPassword();
      for (let guess = 0; guess < 4; guess += 1) statuses.push((await show(thief, WRONG)).status);
    }
    assert.deepEqual(tally(statuses.map(String)), { 401: 20, 429: 4 });
    const stopped = await afterPassword();
    assert.equal((await show(stopped, two.phone.code())).status, 429);
    const written = await storeOf(installation.services).auditEvents.listByUser(id, ['second_step_limited']);
    assert.equal(written.length, 1);

    await alice.post('/sign-out');
    assert.equal((await show(await afterPassword('/sign-in', alice), two.phone.code())).status, 303);
  });

  test('a password link to a confirmed address signs nobody in, and the next sign-in asks for the code', async () => {
    await installation.confirmEmail(id, 'alice@example.com');
    const visitor = createVisitor(installation);
    const begun = await afterPassword();
    await visitor.get('/forgot-password');
    await visitor.post('/forgot-password', { username: 'alice' });
    const token = tokenOf(await linkTo(installation, '/reset-password', 'alice@example.com'));
    await visitor.get(`/reset-password?token=${token}`);
    await visitor.post('/reset-password', { token, new_password: 'another long sentence' });
    assert.equal(await isSignedIn(visitor), false);
    await visitor.get('/sign-in');
    const answer = await visitor.post('/sign-in', { username: 'alice', password: 'another long sentence' });
    assert.ok(answer.location.startsWith(SECOND_STEP));
    assert.equal(await isSignedIn(visitor), false);
    assert.match((await show(begun, two.phone.code())).html, /<h1>Start again/, 'begun with the old password');
  });

  test('is turned off by a code or recovery code, after which the password is enough', async () => {
    await installation.confirmEmail(id, 'alice@example.com');
    assert.equal((await alice.post('/account/security/two-step/off', { off_code: WRONG })).status, 400);
    const off = await alice.post('/account/security/two-step/off', { off_code: two.recoveryCodes[3] ?? '' });
    assert.match(off.html, /Two-step sign-in is off/);
    assert.equal(await installation.services.secondStep.recoveryCodesLeft(id), 0);
    const visitor = createVisitor(installation);
    await visitor.signIn('alice');
    assert.equal(
      (await mailsOf(installation)).filter(({ subject }) => subject === 'Two-step sign-in is off').length,
      1,
    );
  });

  test('an operator’s reset ends it with all its codes, and is written down', async () => {
    await installation.confirmEmail(id, 'alice@example.com');
    const begun = await afterPassword();
    assert.equal((await installation.services.lostPhone(id, { withPasskeys: false })).wasOn, true);
    assert.match((await show(begun, two.recoveryCodes[0] ?? '')).html, /<h1>Start again/);
    await createVisitor(installation).signIn('alice');
    const events = await storeOf(installation.services).auditEvents.listByUser(id, ['second_step_reset']);
    assert.equal(events.length, 1);
    const subjects = (await mailsOf(installation)).map(({ subject }) => subject);
    assert.ok(subjects.includes('Two-step sign-in is off'), subjects.join());
  });

  test('a session of more than ten minutes ago changes nothing until its user signs in again', async () => {
    installation.letTimePass(10 * MINUTE);
    const page = await alice.get('/account/security');
    assert.match(page.html, /Confirm it’s you/);
    assert.doesNotMatch(page.html, /Turn off two-step sign-in/);
    const paths = ['begin', 'confirm', 'off', 'recovery-codes'].map((name) => `/account/security/two-step/${name}`);
    for (const path of paths) {
      const answer = await alice.post(path, { off_code: two.phone.code(), code: two.phone.code() });
      assert.equal(answer.location, '/sign-in?again=1&return_to=%2Faccount%2Fsecurity', path);
    }
    assert.ok((await alice.get('/account/security/two-step')).location.startsWith('/sign-in?again'));
    assert.equal(await installation.services.secondStep.isOn(id), true);
    assert.equal(await installation.services.secondStep.recoveryCodesLeft(id), 10);
  });

  test('setting up another one changes nothing while one is in use', async () => {
    await alice.post('/account/security/two-step/begin');
    assert.equal((await alice.get('/account/security/two-step')).location, '/account/security');
    assert.equal((await show(await afterPassword(), two.phone.code())).status, 303);
  });

  test('guesses at turning it off count like guesses at signing in, and a browser that its user knows gets 20 a day (A83)', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 22; guess += 1) {
      statuses.push((await alice.post('/account/security/two-step/off', { off_code: WRONG })).status);
    }
    assert.deepEqual(tally(statuses.map(String)), { 400: 20, 429: 2 });
    // Per day, not per hour: someone who shares the browser and knows the password must not get in within a year.
    await alice.post('/sign-out');
    const stopped = await show(await afterPassword('/sign-in', alice), two.phone.code());
    assert.equal(stopped.status, 429);
    assert.ok(Number(stopped.headers.get('retry-after')) > (2 * HOUR) / SECOND);
    assert.equal(
      (await show(await afterPassword(), two.phone.code())).status,
      303,
      'in another browser it is not stopped',
    );
  });

  test('an unconfirmed secret requires no code, and expires after half an hour', async () => {
    await installation.addUser('bob');
    const bob = createVisitor(installation);
    await bob.signIn('bob');
    await bob.get('/account/security');
    const setUp = await bob.follow(await bob.post('/account/security/two-step/begin'));
    const phone = phoneWith(installation, setUp.text('secret').replaceAll(' ', ''));
    assert.equal((await bob.post('/account/security/two-step/confirm', { code: WRONG })).status, 400);
    await createVisitor(installation).signIn('bob');
    installation.letTimePass(HOUR);
    await bob.get('/sign-in?again=1');
    await bob.post('/sign-in', { username: 'bob', password: PASSWORD });
    await bob.get('/account/security');
    const late = await bob.post('/account/security/two-step/confirm', { code: phone.code() });
    assert.equal(late.location, '/account/security');
  });
});
