import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { grantTypesWith } from '#server/domain/apps/settings/grant-types.js';
import { DAY, MINUTE } from '#server/kernel/clock.js';
import { createAuthenticator, type StoredPasskey } from '#test/support/authenticator.js';
import { forEachDatabase } from '#test/support/databases.js';
import { openInstallation, PASSWORD, type Installation } from '#test/support/installation.js';
import { form } from '#test/support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';
import { addPasskey, turnOn } from '#test/support/scenes/sign-in.js';
import { linkTo, tokenOf } from '#test/support/scenes/recovery.js';
import { storeOf } from '#test/support/store.js';

const NEXT = 'a new sentence, long enough';
const databaseOf = async (create: () => Promise<{ url: string }>) => ({
  OCTROI_DATABASE_URL: (await create()).url,
  OCTROI_SECRET_KEY: 'ab'.repeat(32),
});
const REDIRECT_URI = 'https://app.example/cb';

const boxesOf = ({ html }: VisitedPage): { value: string; ticked: boolean }[] =>
  [...html.matchAll(/<input type="checkbox" name="remove" value="([^"]*)"( checked(?:="")?)?/g)].map(
    ([, value = '', checked]) => ({ value, ticked: checked !== undefined }),
  );

const ask = (clientId: string): string =>
  `/api/oauth2/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'profile',
    state: 's',
    auto_authorize: 'true',
  }).toString()}`;

const allow = async (visitor: Visitor, clientId: string): Promise<void> => {
  const page = await visitor.follow(await visitor.get(ask(clientId)));
  const request = /name="request" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  const answer = await visitor.post('/authorize', { request, decision: 'allow' });
  assert.match(answer.location, /code=/);
};

forEachDatabase('a reset after an intruder', ({ create }) => {
  let installation: Installation;
  let alice: Visitor;
  beforeEach(async () => {
    installation = await openInstallation({ ...(await databaseOf(create)), OCTROI_MAIL_URL: 'mailbox' });
    await installation.addUser('alice');
    alice = createVisitor(installation);
    await alice.get('/sign-in');
  });
  afterEach(() => installation.close());

  const idOf = async (): Promise<string> => (await installation.services.accounts.findByLogin('alice'))?.id ?? '';

  const confirmAddress = async (): Promise<boolean> => installation.confirmEmail(await idOf(), 'alice@example.com');

  const openLink = async (): Promise<{ page: VisitedPage; token: string }> => {
    await alice.get('/forgot-password');
    await alice.post('/forgot-password', { username: 'alice' });
    const link = await linkTo(installation, '/reset-password', 'alice@example.com');
    return { page: await alice.get(link), token: tokenOf(link) };
  };

  /** Sends the form as the page shows it. */
  const reset = async (): Promise<VisitedPage> => {
    const { page, token } = await openLink();
    const remove = boxesOf(page).flatMap(({ value, ticked }) => (ticked ? [['remove', value]] : []));
    const done = await alice.post(
      '/reset-password',
      new URLSearchParams([['token', token], ['new_password', NEXT], ...remove]),
    );
    assert.equal(done.status, 200, done.html);
    return done;
  };

  const intruder = async (): Promise<Visitor> => {
    const visitor = createVisitor(installation);
    await visitor.signIn('alice');
    return visitor;
  };

  const signsIn = async (passkey: StoredPasskey): Promise<boolean> => {
    const visitor = createVisitor(installation);
    const { use } = createAuthenticator(installation.issuer);
    const answer = use(await visitor.get('/sign-in'), passkey);
    return (await visitor.post('/sign-in/passkey', { credential: answer })).status === 303;
  };

  const app = async (): Promise<{ clientId: string; id: number; owner: string }> => {
    const owner = await installation.addUser('dora');
    const made = await installation.services.apps.create(owner, { name: 'Evil', redirectUris: [REDIRECT_URI] });
    assert.ok(made.outcome === 'done');
    return { clientId: made.value.app.clientId, id: made.value.app.id, owner };
  };

  test('offers to remove his passkey and his app, ticked, and says what stays', async () => {
    await confirmAddress();
    const his = await intruder();
    const passkey = await addPasskey(installation, his, 'His key');
    const { clientId } = await app();
    await allow(his, clientId);
    assert.equal(await signsIn(passkey), true);

    const { page } = await openLink();
    assert.match(page.html, /His key/);
    assert.match(page.html, /Evil/);
    assert.deepEqual(
      boxesOf(page).map(({ ticked }) => ticked),
      [true, true],
    );

    const done = await reset();
    assert.doesNotMatch(done.html, /His key|Evil/);
    assert.equal(await signsIn(passkey), false);
    const mine = createVisitor(installation);
    await mine.get('/sign-in');
    assert.equal((await mine.post('/sign-in', { username: 'alice', password: NEXT })).status, 303);
    assert.equal((await mine.follow(await mine.get(ask(clientId)))).status, 200, 'the app has to ask again');
  });

  // Nobody had to prove anything with such an app, so a reset left it to him, and did not say so.
  test('offers to take the device flow from public apps, in whose name he could begin sign-ins', async () => {
    await confirmAddress();
    const owner = await idOf();
    const { apps, developers } = installation.services;
    await developers.grantRole(owner, 'developer');
    const traits = { isPublic: true, grantTypes: grantTypesWith(true) };
    const old = await apps.create(owner, { name: 'Television', redirectUris: [], ...traits });
    installation.letTimePass(31 * DAY);
    const his = await apps.create(owner, { name: 'Helper', redirectUris: [], ...traits });
    const withSecret = await apps.create(owner, {
      name: 'Server',
      redirectUris: [REDIRECT_URI],
      grantTypes: grantTypesWith(true),
    });
    assert.ok(old.outcome === 'done' && his.outcome === 'done' && withSecret.outcome === 'done');

    const { page } = await openLink();
    assert.deepEqual(
      boxesOf(page).filter(({ value }) => value.startsWith('deviceFlow')),
      [
        { value: `deviceFlow ${old.value.app.id}`, ticked: false },
        { value: `deviceFlow ${his.value.app.id}`, ticked: true },
      ],
    );
    const done = await reset();
    assert.match(done.html, /Television/);
    assert.doesNotMatch(done.html, /Helper/);

    const begins = async ({ clientId }: { clientId: string }): Promise<number> =>
      (await installation.request('/api/oauth2/device_authorization', form(`client_id=${clientId}&scope=profile`)))
        .status;
    assert.equal(await begins(old.value.app), 200);
    assert.equal(await begins(his.value.app), 400);
  });

  test('leaves what is older than a month unless the user ticks it, and names it afterwards', async () => {
    await confirmAddress();
    const passkey = await addPasskey(installation, await intruder(), 'My key');
    installation.letTimePass(31 * DAY);
    const { page } = await openLink();
    assert.deepEqual(
      boxesOf(page).map(({ ticked }) => ticked),
      [false],
    );
    assert.match((await reset()).html, /My key/);
    assert.equal(await signsIn(passkey), true);
  });

  test('keeps what was ticked and unticked when the password will not do', async () => {
    await confirmAddress();
    await addPasskey(installation, await intruder(), 'My key');
    const { page, token } = await openLink();
    const [box] = boxesOf(page);
    assert.equal(box?.ticked, true);
    const again = await alice.post('/reset-password', { token, new_password: 'short', shown: box.value });
    assert.equal(again.status, 400);
    assert.deepEqual(
      boxesOf(again).map(({ ticked }) => ticked),
      [false],
    );
  });

  test('removes a redirect URI that he added to an app of the user', async () => {
    await confirmAddress();
    const { apps, developers } = installation.services;
    const id = await idOf();
    await developers.grantRole(id, 'developer');
    const made = await apps.create(id, { name: 'Mine', redirectUris: [REDIRECT_URI] });
    assert.ok(made.outcome === 'done');
    installation.letTimePass(31 * DAY);
    const his = 'https://evil.example/cb';
    await apps.update(made.value.app.id, id, { redirectUris: [REDIRECT_URI, his] });

    const { page } = await openLink();
    assert.match(page.html, /Mine · https:\/\/evil\.example\/cb/);
    assert.deepEqual(
      boxesOf(page).map(({ ticked }) => ticked),
      [true],
    );
    await reset();
    const now = await apps.find(made.value.app.id, id);
    assert.deepEqual(
      now?.redirectUris.map(({ uri }) => uri),
      [REDIRECT_URI],
    );
  });

  test('removes nothing of anybody else', async () => {
    await confirmAddress();
    await installation.addUser('bob');
    const bob = createVisitor(installation);
    await bob.signIn('bob');
    const passkey = await addPasskey(installation, bob);
    const { token } = await openLink();
    const remove = Array.from({ length: 20 }, (_, id) => ['remove', `passkey ${id}`]);
    await alice.post('/reset-password', new URLSearchParams([['token', token], ['new_password', NEXT], ...remove]));
    assert.equal(await signsIn(passkey), true);
  });

  // Whoever reads the user's mail does not have their phone.
  test('never turns the second step of a confirmed account off, and says that it stays', async () => {
    await confirmAddress();
    await turnOn(installation, await intruder());
    const { page } = await openLink();
    assert.match(page.html, /Two-step sign-in stays on/);
    assert.match((await reset()).html, /Two-step sign-in stays on/);
    assert.equal(await installation.services.secondStep.isOn(await idOf()), true);
  });

  // Whoever read the mail of an account that an operator had made got past the second step that its owner used every day.
  test('leaves a second step whose codes have been used for a month, confirmed or not, and says so', async () => {
    const owner = await intruder();
    const { phone } = await turnOn(installation, owner);
    installation.letTimePass(30 * DAY);
    const again = createVisitor(installation);
    await again.get('/sign-in');
    await again.post('/sign-in', { username: 'alice', password: PASSWORD });
    const signedIn = await again.post('/sign-in/second-step', { code: phone.code() });
    assert.equal(signedIn.status, 303, signedIn.html);

    const { page } = await openLink();
    assert.match(page.html, /Two-step sign-in stays on/);
    assert.match((await reset()).html, /Two-step sign-in stays on/);
    assert.equal(await installation.services.secondStep.isOn(await idOf()), true);
    const thief = createVisitor(installation);
    await thief.get('/sign-in');
    const stopped = await thief.post('/sign-in', { username: 'alice', password: NEXT });
    assert.match(stopped.location, /second-step/);
  });

  // It said so only before it was turned on, and not how to send the link.
  test('is told of on the security page, with a button for the link, until the address is confirmed', async () => {
    const owner = await intruder();
    await turnOn(installation, owner);
    const page = await owner.get('/account/security');
    assert.match(page.html, /Confirm your email address\..*anyone who can read its mail.*used its codes for 30 days/);
    assert.equal(page.actions.filter((action) => action === '/account/security/email/verify').length, 2);
    await confirmAddress();
    assert.doesNotMatch((await owner.get('/account/security')).html, /Confirm your email address\./);
  });

  test('ends one that is a month old, and whose codes nobody has used since it was new', async () => {
    await turnOn(installation, await intruder());
    installation.letTimePass(40 * DAY);
    await reset();
    assert.equal(await installation.services.secondStep.isOn(await idOf()), false);
  });

  // The owner of the address was asked for a code that only the stranger had, and his app got codes without a page.
  test('ends the second step and the apps of a stranger who used an address that nobody had confirmed', async () => {
    const stranger = await intruder();
    const { secondStep } = installation.services;
    const id = await idOf();
    await turnOn(installation, stranger);
    const { clientId, owner } = await app();
    const other = await installation.services.apps.create(owner, { name: 'Other', redirectUris: [REDIRECT_URI] });
    assert.ok(other.outcome === 'done');
    for (const each of [clientId, other.value.app.clientId]) await allow(stranger, each);

    const done = await reset();
    assert.doesNotMatch(done.html, /Two-step/);
    assert.equal(await secondStep.isOn(id), false);
    // One after the other, with an event each, held everybody up where the stranger had allowed thousands.
    const events = await storeOf(installation.services).auditEvents.pageByUser(id, 100, null);
    const ended = events.filter(({ type }) => type === 'authorization_ended');
    assert.deepEqual(
      ended.map(({ detail }) => detail),
      [{ authorizations: 2 }],
    );
    const mine = createVisitor(installation);
    await mine.get('/sign-in');
    assert.equal((await mine.post('/sign-in', { username: 'alice', password: NEXT })).status, 303);
    assert.equal((await mine.get('/account')).status, 200);
    assert.equal((await mine.follow(await mine.get(ask(clientId)))).status, 200, 'the app has to ask');
  });
});

forEachDatabase('the session that stays', ({ create }) => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await openInstallation(await databaseOf(create));
    await installation.addUser('alice');
  });
  afterEach(() => installation.close());

  const elsewhere: Record<string, (visitor: Visitor) => Promise<VisitedPage>> = {
    'a password change': (visitor) =>
      visitor.post('/account/security/password', { current_password: PASSWORD, new_password: NEXT }),
    'signing out everywhere else': (visitor) => visitor.post('/account/security/sessions/end-others'),
  };
  for (const [name, change] of Object.entries(elsewhere)) {
    test(`${name} ends a copy of its cookie`, async () => {
      const alice = createVisitor(installation);
      await alice.signIn('alice');
      const thief = createVisitor(installation);
      for (const [cookie, value] of alice.cookies) thief.cookies.set(cookie, value);
      assert.equal((await thief.get('/account')).status, 200);
      const sid = async () =>
        (
          await installation.services.sessions.list(
            (await installation.services.accounts.findByLogin('alice'))?.id ?? '',
          )
        ).map(({ signIn }) => signIn.sid);
      const before = await sid();
      installation.letTimePass(MINUTE);

      await alice.get('/account/security');
      const done = await change(alice);
      assert.ok(done.status < 400, done.html);

      assert.equal((await alice.get('/account')).status, 200, 'the browser stays signed in');
      assert.equal((await thief.get('/account')).status, 303, 'the copy is signed out');
      assert.deepEqual(await sid(), before, 'apps know the session by the same id');
      await alice.get('/account/security');
      assert.ok((await alice.post('/account/security/sessions/end-others')).status < 400, 'its forms work');
    });
  }
});
