import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session, Sessions } from '#server/domain/sessions/index.js';
import { Secret } from '#server/kernel/secret.js';
import type { Schema } from '#server/wiring/schema.js';
import { forEachDatabase } from '#test/support/databases.js';
import { openInstallation, PASSWORD, type Installation } from '#test/support/installation.js';
import { grantTokens, registerApp } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { rowsOf, whileRefusing } from '#test/support/refusing.js';
import { linkTo, tokenOf } from '#test/support/scenes/recovery.js';
import { storeOf } from '#test/support/store.js';

const NEXT = new Secret('a new sentence, long enough');

/** In the order in which they are written. */
const OF_PASSWORDS = [
  'sessions',
  'users',
  'known_browsers',
  'pending_sign_ins',
  'authorizations',
  'mail_links',
  'audit_events',
  'mails',
] as const satisfies readonly (keyof Schema)[];
const WAYS_IN = ['developer_tokens', 'upstream_identities', 'passkeys'] as const satisfies readonly (keyof Schema)[];
const TABLES = [...OF_PASSWORDS, ...WAYS_IN];

/** That `effect` changes nothing at all while one of the tables refuses. */
const isAllOrNothing = async (
  { services: { database } }: Installation,
  tables: readonly (keyof Schema)[],
  effect: () => Promise<unknown>,
): Promise<void> => {
  const before = await rowsOf(database, TABLES);
  for (const table of tables) {
    await assert.rejects(whileRefusing(database, table, effect), /refuses/, `${table} is written`);
    assert.deepEqual(await rowsOf(database, TABLES), before, `${table} refused`);
  }
};

/** The session goes on, under a new secret. */
const isOnly = async (sessions: Sessions, { hash, ...kept }: Session): Promise<void> => {
  const [now, ...others] = await sessions.list(kept.userId);
  assert.deepEqual({ ...now, hash }, { hash, ...kept });
  assert.notEqual(now?.hash, hash);
  assert.deepEqual(others, []);
};

forEachDatabase('effects on an account', ({ create }) => {
  /** Alice with everything that recovery ends: two sessions, a sign-in under way, tokens, a link, and ways in. */
  const withAlice = async (
    work: (installation: Installation, id: string, link: string) => Promise<void>,
  ): Promise<void> => {
    const { url } = await create();
    const installation = await openInstallation({
      OCTROI_DATABASE_URL: url,
      OCTROI_SECRET_KEY: 'ab'.repeat(32),
      OCTROI_MAIL_URL: 'mailbox',
    });
    try {
      const { services } = installation;
      const id = await installation.addUser('alice');
      const store = storeOf(services);
      await services.developers.grantRole(id, 'developer');
      await services.developers.createToken(id, 'ci', null);
      await store.upstreamIdentities.insert(id, { issuer: 'https://idp.example', subject: 's', label: 'a' }, 1);
      const key = { credentialId: 'c', publicKey: 'k', signCount: 0, transports: [], isBackedUp: false };
      await store.passkeys.insert({ ...key, userId: id, name: 'Key', createdAt: 1 });
      const browser = createVisitor(installation);
      await browser.signIn('alice');
      await createVisitor(installation).signIn('alice');
      await grantTokens(browser, await registerApp(installation, { owner: id }));
      const account = await services.accounts.getById(id);
      const credentialVersion = account?.credentialVersion ?? 0;
      const bearer = { browserId: 'b', handle: null };
      await services.pendingSignIns.begin({ userId: id, credentialVersion, amr: 'pwd' }, bearer);
      await services.passwordReset.request('alice', '203.0.113.1', 'en');
      await work(installation, id, await linkTo(installation, '/reset-password', 'alice@example.com'));
    } finally {
      await installation.close();
    }
  };

  // The hash was changed before the sessions ended, and both before the tokens.
  test('a password is set with everything that ends by it, or not at all', async () => {
    await withAlice(async (installation, id) => {
      const { accounts, passwordChange, sessions } = installation.services;
      await installation.confirmEmail(id, 'alice@example.com');
      const account = await accounts.getById(id);
      const [kept] = await sessions.list(id);
      assert.ok(account && kept);
      const change = () =>
        passwordChange.set(account, {
          password: NEXT,
          kept,
          locale: 'en',
          address: '192.0.2.1',
          revokesCredentials: true,
        });
      await isAllOrNothing(installation, OF_PASSWORDS, change);
      await change();
      await isOnly(sessions, kept);
      assert.equal((await accounts.verifyPassword('alice', NEXT)).outcome, 'ok');
    });
  });

  // The link was consumed before the hash was made, so a busy server cost the user their link. The address was confirmed before
  // the other ways in had ended, so a crash between the two left a stranger's passkey for good.
  test('a link resets the password, proves the owner and ends what may be a stranger’s, or stays as good as it was', async () => {
    await withAlice(async (installation, id, link) => {
      const { accounts, passkeys, passwordReset, sessions } = installation.services;
      const reset = () => passwordReset.reset(tokenOf(link), { password: NEXT, locale: 'en', address: '192.0.2.1' });
      await isAllOrNothing(installation, [...OF_PASSWORDS, ...WAYS_IN], reset);
      assert.equal((await accounts.verifyPassword('alice', new Secret(PASSWORD))).outcome, 'ok');
      assert.equal(await reset(), true);
      assert.equal(await reset(), false);
      assert.deepEqual(await sessions.list(id), []);
      assert.deepEqual(await passkeys.list(id), []);
      assert.equal((await accounts.getById(id))?.emailVerified, true);
      assert.equal((await accounts.verifyPassword('alice', NEXT)).outcome, 'ok');
    });
  });

  // An intruder's passkey outlived every reset of an address that was confirmed.
  test('a link resets the password and removes what its user ticked, or stays as good as it was', async () => {
    await withAlice(async (installation, id, link) => {
      const { authorizations, passkeys, passwordReset, upstreamIdentities } = installation.services;
      await installation.confirmEmail(id, 'alice@example.com');
      const { leaves } = (await passwordReset.find(tokenOf(link))) ?? {};
      const reset = () => {
        const removal = { ticked: leaves?.list.map(({ key }) => key) ?? [], shown: [] };
        return passwordReset.reset(tokenOf(link), { password: NEXT, locale: 'en', address: '192.0.2.1', removal });
      };
      await isAllOrNothing(installation, [...OF_PASSWORDS, ...WAYS_IN, 'app_redirect_uris'], reset);
      assert.equal(await reset(), true);
      assert.deepEqual(await passkeys.list(id), []);
      assert.deepEqual(await upstreamIdentities.list(id), []);
      assert.deepEqual(await authorizations.list(id, 9), []);
    });
  });

  // These were two commits, so a crash between them left passkeys of which the operator believed that they were gone.
  test('an operator ends the second step and the passkeys of a user, or neither', async () => {
    await withAlice(async (installation, id) => {
      const { lostPhone, passkeys } = installation.services;
      const reset = () => lostPhone(id, { withPasskeys: true });
      await isAllOrNothing(installation, ['users', 'pending_sign_ins', 'passkeys', 'audit_events'], reset);
      assert.deepEqual(await reset(), { wasOn: false, passkeysRemoved: 1 });
      assert.deepEqual(await passkeys.list(id), []);
    });
  });

  // The requested address could still be confirmed.
  test('a user signs out elsewhere with everything that this ends, or not at all', async () => {
    await withAlice(async (installation, id) => {
      const { sessions, signOutElsewhere } = installation.services;
      const [kept] = await sessions.list(id);
      assert.ok(kept);
      const signOut = () => signOutElsewhere(kept);
      await isAllOrNothing(installation, ['users', 'pending_sign_ins', 'sessions', 'audit_events'], signOut);
      await signOut();
      await isOnly(sessions, kept);
    });
  });

  test('a user is disabled with all their access, or not at all', async () => {
    await withAlice(async (installation, id) => {
      const { accounts, accountStatuses, sessions } = installation.services;
      const disable = () => accountStatuses.set(id, 'disabled');
      await isAllOrNothing(
        installation,
        ['users', 'sessions', 'authorizations', 'developer_tokens', 'audit_events'],
        disable,
      );
      await disable();
      assert.equal((await accounts.getById(id))?.status, 'disabled');
      assert.deepEqual(await sessions.list(id), []);
    });
  });
});
