import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { ConditionEndedError } from '#server/kernel/condition.js';
import type { Services } from '#server/server.js';
import { onEachDatabase, type Scene } from '#test/support/scenes/account.js';
import { linkTo } from '#test/support/scenes/recovery.js';
import { recoveryCodesOn, turnOn } from '#test/support/scenes/sign-in.js';
import { storeOf } from '#test/support/store.js';

const CREDENTIAL = { publicKey: 'k', signCount: 0, transports: [], isBackedUp: false, name: 'Key', createdAt: 1 };
const BEARER = { browserId: 'b'.repeat(43), handle: null };
const BROWSER = { id: BEARER.browserId, userAgent: '', locale: 'en' } as const;

const sessionOf = async ({ sessions }: Services, id: string) => {
  const [session] = await sessions.list(id);
  assert.ok(session);
  return session;
};

type Change = (services: Services, id: string, recoveryCodes: readonly string[]) => Promise<() => Promise<unknown>>;

/** What changes how a user signs in: each prepares, and resolves to what does it. */
const CHANGES: Readonly<Record<string, Change>> = {
  'removing a passkey': async (services, id) => {
    const passkey = await storeOf(services).passkeys.insert({ ...CREDENTIAL, credentialId: id, userId: id });
    return () => services.passkeys.remove(id, passkey?.id ?? 0, 'en');
  },
  'disconnecting an identity': async ({ upstreamIdentities }, id) => {
    await upstreamIdentities.connect(id, { issuer: 'https://idp.example', subject: id, label: 'a' }, 'en');
    const [identity] = await upstreamIdentities.list(id);
    return () => upstreamIdentities.remove(id, identity?.id ?? 0, 'en');
  },
  'new recovery codes': async ({ secondStep }, id) => {
    return () => secondStep.renewCodes(id, 'en');
  },
  'turning the second step off': async ({ pendingSignIns, secondStep }, id, [code = '']) => {
    const turnOff = await secondStep.turningOff(id, 'en');
    const attempt = { code, browserId: BEARER.browserId, locale: 'en' } as const;
    return async () => assert.equal((await pendingSignIns.spendCode(id, attempt, turnOff)).outcome, 'ok');
  },
  'an operator’s reset': async ({ lostPhone }, id) => {
    return () => lostPhone(id, { withPasskeys: true });
  },
  'signing out elsewhere': async (services, id) => {
    const session = await sessionOf(services, id);
    return () => services.signOutElsewhere(session);
  },
};

const signedInWithCodes = async ({ installation, person, browser }: Scene, name: string) => {
  const id = await person(name);
  await installation.confirmEmail(id, `${name}@example.com`);
  const visitor = await browser(name);
  return { id, visitor, ...(await turnOn(installation, visitor)) };
};

onEachDatabase(
  'ways in',
  (scene) => {
    // A sign-in that an intruder had begun by an identity could be finished for ten minutes after the owner disconnected it and
    // signed out everywhere else.
    for (const [turn, [name, prepare]] of Object.entries(CHANGES).entries()) {
      test(`${name} ends the sign-ins that have begun, and no session`, async () => {
        const { services } = scene().installation;
        const { id, recoveryCodes } = await signedInWithCodes(scene(), `user${turn}`);
        const change = await prepare(services, id, recoveryCodes);
        const kept = await sessionOf(services, id);
        const account = await services.accounts.getById(id);
        assert.ok(account);
        const secret = await services.pendingSignIns.begin({ ...verifiedOf(account), amr: '' }, BEARER);
        assert.equal(await services.pendingSignIns.isLive(secret.reveal(), BEARER), true);
        await change();
        assert.equal(await services.pendingSignIns.isLive(secret.reveal(), BEARER), false);
        assert.equal((await sessionOf(services, id)).id, kept.id);
        // Verified before the change, and on the way to a session or to the second step.
        await assert.rejects(services.sessions.start(verifiedOf(account), '', BROWSER), ConditionEndedError);
        assert.equal((await services.sessions.list(id)).length, 1);
        // It was stored all the same, and its browser was asked for a code that could not help.
        const late = services.pendingSignIns.begin({ ...verifiedOf(account), amr: '' }, BEARER);
        await assert.rejects(late, ConditionEndedError);
        const { query } = services.database.read;
        const left = query.selectFrom('pending_sign_ins').where('user_id', '=', id).select('id');
        assert.deepEqual(await left.execute(), []);
      });
    }

    test('a sign-in that waits for its second step when the user is disabled is over, and uses no recovery code', async () => {
      const { services } = scene().installation;
      const { id, recoveryCodes } = await signedInWithCodes(scene(), 'late');
      const account = await services.accounts.getById(id);
      assert.ok(account);
      const secret = await services.pendingSignIns.begin({ ...verifiedOf(account), amr: '' }, BEARER);
      for (const status of ['disabled', 'enabled'] as const) await services.accountStatuses.set(id, status);
      const attempt = { code: recoveryCodes[0] ?? '', handle: null, browser: BROWSER };
      assert.equal((await services.pendingSignIns.attempt(secret.reveal(), attempt)).outcome, 'over');
      assert.equal(await services.secondStep.recoveryCodesLeft(id), 10);
    });

    test('turning the second step on ends sign-ins that got past the place where it is asked for', async () => {
      const { services } = scene().installation;
      const id = await scene().person('on');
      const account = await services.accounts.getById(id);
      assert.ok(account);
      await turnOn(scene().installation, await scene().browser('on'));
      await assert.rejects(services.sessions.start(verifiedOf(account), 'pwd', BROWSER), ConditionEndedError);
    });

    // Whoever had a session and asked for another address could have it confirmed after that session had ended, and the
    // account with it.
    test('signing out elsewhere ends a change of the address that another session has begun', async () => {
      const { installation } = scene();
      const { accounts, emailAddresses } = installation.services;
      const { id, visitor } = await signedInWithCodes(scene(), 'moving');
      const account = await accounts.getById(id);
      assert.ok(account);
      await emailAddresses.requestChange(account, 'intruder@example.org', 'en');
      const link = await linkTo(installation, '/change-email', 'intruder@example.org');
      const intruder = await scene().browser();
      assert.equal((await intruder.get(link)).status, 200);
      await visitor.get('/account/security');
      assert.equal((await visitor.post('/account/security/sessions/end-others')).status, 303);
      assert.notEqual((await intruder.get(link)).status, 200);
      assert.equal((await accounts.getById(id))?.email, 'moving@example.com');
    });

    test('new recovery codes leave the session of their user as it is', async () => {
      const { visitor } = await signedInWithCodes(scene(), 'codes');
      await visitor.get('/account/security');
      const page = await visitor.post('/account/security/two-step/recovery-codes');
      assert.equal(recoveryCodesOn(page).length, 10);
      assert.equal((await visitor.get('/account')).status, 200);
    });
  },
  { OCTROI_MAIL_URL: 'mailbox' },
);
