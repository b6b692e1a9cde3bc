// What was being written when its session or token ended.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { passkeysStore } from '#server/domain/sign-in/passkeys/store.js';
import { ConditionEndedError, dependOn, inRequest, type Condition } from '#server/kernel/condition.js';
import { Secret } from '#server/kernel/secret.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { holdingUp } from '#test/support/held-up.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { assertOAuthError, grantCode, registerApp } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { createMigratedDatabase, type PostgresDatabase } from '#test/support/postgres.js';
import { linkTo, tokenOf } from '#test/support/scenes/recovery.js';
import { storeOf } from '#test/support/store.js';

const NEXT = new Secret('another sentence, long enough');
const BROWSER = { id: 'b'.repeat(43), userAgent: '', locale: 'en' } as const;
const KEY = { publicKey: 'k', signCount: 0, transports: [], isBackedUp: false };
const DRAFT = { name: 'Chat', redirectUris: ['https://chat.example/callback'] };

/** `work` in a request that stands on this condition. */
const requestThere = <T>(condition: unknown, work: () => Promise<T>): Promise<T> =>
  inRequest(() => {
    dependOn(condition as Condition<never>);
    return work();
  });

describe('what is being written while an account recovers or is disabled (PostgreSQL)', () => {
  let place: PostgresDatabase;
  let installation: Installation;
  /** A second process. */
  let elsewhere: Installation;

  before(async () => {
    place = await createMigratedDatabase();
    const settings = {
      OCTROI_DATABASE_URL: place.url,
      OCTROI_SECRET_KEY: 'ab'.repeat(32),
      OCTROI_MAIL_URL: 'mailbox',
    };
    installation = await openInstallation(settings);
    elsewhere = await openInstallation(settings);
  });
  after(async () => {
    await elsewhere.close();
    await installation.close();
    await place.drop();
  });

  const person = async (name: string) => {
    const id = await installation.addUser(name);
    const { accounts, developers, passwordReset, sessions } = elsewhere.services;
    await developers.grantRole(id, 'developer');
    const account = await accounts.getById(id);
    assert.ok(account);
    const { session } = await sessions.start(verifiedOf(account), PASSWORD_AMR, BROWSER);
    await passwordReset.request(name, `203.0.113.${id}`, 'en');
    const token = tokenOf(await linkTo(elsewhere, '/reset-password', `${name}@example.com`));
    return {
      id,
      session,
      reset: () =>
        installation.services.passwordReset.reset(token, { password: NEXT, locale: 'en', address: '192.0.2.1' }),
    };
  };

  /** Starts `write`, which stops before its audit row, then `ending`, which then waits for it. */
  const meet = async (write: () => Promise<unknown>, ending: () => Promise<unknown>): Promise<void> => {
    let both: Promise<unknown> = Promise.resolve();
    await holdingUp(place.url, 'audit_events', async ({ waiting }) => {
      const written = write();
      await waiting(1);
      both = Promise.all([written, ending()]);
      await waiting(2);
    });
    await both;
  };

  // They were removed before the sessions ended, so what a session was writing stayed: an intruder's way in, for good.
  test('an identity connected during a reset that proves the owner goes with the others', async () => {
    const { id, session, reset } = await person('alice');
    const { sessions, upstreamIdentities } = elsewhere.services;
    const identity = { issuer: 'https://idp.example', subject: 'intruder', label: 'i' };
    await meet(
      () => requestThere(sessions.conditionOf(session), () => upstreamIdentities.connect(id, identity, 'en')),
      reset,
    );
    assert.deepEqual(await upstreamIdentities.list(id), []);
  });

  test('a passkey added during a reset that proves the owner goes with the others', async () => {
    const { id, session, reset } = await person('bob');
    const { audit, database, passkeys, sessions } = elsewhere.services;
    const store = passkeysStore(database);
    const add = () =>
      database.write(async (transaction) => {
        await store.insert(transaction, { ...KEY, credentialId: 'x', userId: id, name: 'Key', createdAt: 1 });
        await audit.record(transaction, { type: 'passkey_added', userId: id });
      });
    await meet(() => requestThere(sessions.conditionOf(session), add), reset);
    assert.deepEqual(await passkeys.list(id), []);
  });

  // The reset held a passkey and waited for the session that held the session and waited for the passkey. After three
  // deadlocks it answered 503.
  test('a reset waits for nobody who waits for it', async () => {
    const { id, session, reset } = await person('carol');
    const { audit, database, sessions } = elsewhere.services;
    const store = storeOf(elsewhere.services);
    const key = await store.passkeys.insert({ ...KEY, credentialId: 'c', userId: id, name: 'Key', createdAt: 1 });
    assert.ok(key);
    const tries = { rename: 0, reset: 0 };
    const rename = () =>
      database.write(async (transaction) => {
        tries.rename += 1;
        await audit.record(transaction, { type: 'passkey_added', userId: id });
        await transaction.query.updateTable('passkeys').set({ name: 'Other' }).where('id', '=', key.id).execute();
        await transaction.query.updateTable('users').set({ locale: 'fr' }).where('id', '=', Number(id)).execute();
      });
    const { accounts } = installation.services;
    const { holdVerified } = accounts;
    Object.assign(accounts, {
      holdVerified: (...given: Parameters<typeof holdVerified>) => {
        tries.reset += 1;
        return holdVerified(...given);
      },
    });
    await meet(() => requestThere(sessions.conditionOf(session), rename), reset);
    assert.deepEqual(tries, { rename: 1, reset: 1 });
  });

  // The reset had deleted the code and waited for the authorization, which whoever redeemed the code had. An intruder's app that
  // redeemed one code after the other kept every reset waiting for five seconds, and then it was answered with 503.
  test('a reset waits for nobody who redeems a code that it takes away', async () => {
    const app = await registerApp(installation, { owner: await installation.addUser('owner') });
    const { reset } = await person('frank');
    const browser = createVisitor(installation);
    await browser.signIn('frank');
    const code = await grantCode(browser, app);
    const { accounts } = installation.services;
    const { holdVerified } = accounts;
    let tries = 0;
    Object.assign(accounts, {
      holdVerified: (...given: Parameters<typeof holdVerified>) => {
        tries += 1;
        return holdVerified(...given);
      },
    });
    let both: [ReturnType<typeof app.exchange>, ReturnType<typeof reset>] | undefined;
    await holdingUp(place.url, 'token_families', async ({ waiting }) => {
      const redeemed = app.exchange(code);
      await waiting(1);
      both = [redeemed, reset()];
      await waiting(2);
    });
    const [redeemed, isSet] = await Promise.all(both ?? []);
    Object.assign(accounts, { holdVerified });
    assert.deepEqual([redeemed?.status, isSet, tries], [200, true, 1]);
  });

  // The same by an app of the user, whose request has the app until it is done.
  test('a reset has its user’s apps before what those were allowed', async () => {
    const { id, reset } = await person('grace');
    const app = await registerApp(installation, { owner: id });
    const browser = createVisitor(installation);
    await browser.signIn('grace');
    const code = await grantCode(browser, app);
    const client = new Client({ connectionString: place.url });
    await client.connect();
    let isSet: Promise<boolean> | undefined;
    const free = await holdingUp(place.url, 'authorizations', async ({ waiting }) => {
      isSet = reset();
      await waiting(1);
      return client.query('select id from apps where id = $1 for share skip locked', [app.id]);
    });
    await client.end();
    assert.deepEqual(free.rows, []);
    assert.equal(await isSet, true);
    assertOAuthError(await app.exchange(code), 401, 'invalid_client');
  });

  // A sign-in held the browser and waited for the account, which the reset held until it forgot the browser. With two at a time, whoever
  // knew the old password had a reset begin again.
  test('a reset waits for nobody who signs in', async () => {
    const { id, reset } = await person('heidi');
    const { accounts, sessions } = elsewhere.services;
    const account = await accounts.getById(id);
    assert.ok(account);
    const signIn = (browser: string) =>
      sessions.start(verifiedOf(account), PASSWORD_AMR, { ...BROWSER, id: browser.repeat(43) });
    for (const browser of ['c', 'd']) await signIn(browser);
    const { accounts: here } = installation.services;
    const { holdVerified } = here;
    let tries = 0;
    Object.assign(here, {
      holdVerified: (...given: Parameters<typeof holdVerified>) => {
        tries += 1;
        return holdVerified(...given);
      },
    });
    let all: Promise<unknown[]> = Promise.resolve([]);
    await holdingUp(place.url, 'pending_sign_ins', async ({ waiting }) => {
      const isSet = reset();
      await waiting(1);
      all = Promise.all([isSet, ...['c', 'd'].map((browser) => signIn(browser).catch((error: unknown) => error))]);
      await waiting(3);
    });
    const [isSet, ...signIns] = await all;
    Object.assign(here, { holdVerified });
    assert.deepEqual([isSet, tries], [true, 1]);
    for (const refused of signIns) assert.ok(refused instanceof ConditionEndedError, String(refused));
  });

  // They were suspended before the developer's sessions and tokens ended, so one that was being created worked on.
  test('an app created while its developer is disabled is suspended too', async () => {
    const { apps, developers, sessions } = elsewhere.services;
    for (const [name, by] of [
      ['dave', 'session'],
      ['erin', 'token'],
    ] as const) {
      const { id, session } = await person(name);
      const made = await developers.createToken(id, 'ci', null);
      assert.ok(made.outcome === 'done');
      const byToken = developers.conditionOf(made.value.token.reveal());
      const condition = by === 'session' ? sessions.conditionOf(session) : byToken;
      await meet(
        () => requestThere(condition, () => apps.create(id, DRAFT)),
        () => installation.services.accountStatuses.set(id, 'disabled'),
      );
      const [app] = await apps.list(id);
      assert.equal(app?.suspendedBy, 'owner_disabled', by);
    }
  });
});
