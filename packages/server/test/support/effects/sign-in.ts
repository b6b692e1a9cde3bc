import assert from 'node:assert/strict';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { createAuthenticator } from '../authenticator.js';
import type { Scene } from '../scenes/account.js';
import { phoneWith } from '../scenes/sign-in.js';
import { storeOf } from '../store.js';
import type { KindsOf } from './kind.js';

const IDENTITY = { issuer: 'https://idp.example', label: 'me' };
const BROWSER = { id: 'b', userAgent: '', locale: 'en' } as const;
const CREDENTIAL = { publicKey: 'k', signCount: 0, transports: [], isBackedUp: false };

/** A user with a stored passkey. */
const withPasskey = async (scene: Scene, name: string) => {
  const userId = await scene.person(name);
  const key = { ...CREDENTIAL, userId, credentialId: name, name: 'Key', createdAt: 1 };
  const passkey = await storeOf(scene.installation.services).passkeys.insert(key);
  return { userId, passkeyId: passkey?.id ?? 0 };
};

/** A user who sets up a second step: `confirm` turns it on. */
const settingUp = async (scene: Scene, name: string) => {
  const { installation } = scene;
  const { secondStep } = installation.services;
  const userId = await scene.person(name);
  await secondStep.propose(userId);
  const secret = (await secondStep.proposal(userId, name))?.secret ?? '';
  const phone = phoneWith(installation, secret);
  const confirm = async (): Promise<readonly string[]> => {
    const codes = await secondStep.confirm(userId, phone.code(), 'en');
    assert.ok(codes);
    return codes;
  };
  return { userId, confirm };
};

/** Somebody with a second step and their recovery codes. */
const withSecondStep = async (scene: Scene, name: string) => {
  const { userId, confirm } = await settingUp(scene, name);
  const [code = ''] = await confirm();
  return { userId, code };
};

/** Effects on sessions and ways to sign in. */
export const SIGN_IN_KINDS: KindsOf<
  | 'passkey_added'
  | 'passkey_removed'
  | 'recovery_code_used'
  | 'recovery_codes_made'
  | 'second_step_reset'
  | 'session_ended'
  | 'sessions_ended'
  | 'signed_in'
  | 'totp_off'
  | 'totp_on'
  | 'upstream_linked'
  | 'upstream_unlinked'
> = {
  signed_in: {
    'signing in': async (scene) => {
      const { accounts, sessions } = scene.installation.services;
      const account = await accounts.getById(await scene.person('arriving'));
      assert.ok(account);
      return () => sessions.start(verifiedOf(account), PASSWORD_AMR, BROWSER);
    },
  },
  session_ended: {
    'ending a session': async (scene) => {
      const { sessions } = scene.installation.services;
      const id = await scene.person('leaving');
      await scene.browser('leaving');
      const [session] = await sessions.list(id);
      assert.ok(session);
      return () => sessions.endById(session.id, session);
    },
  },
  sessions_ended: {
    'ending all other sessions': async (scene) => {
      const { sessions } = scene.installation.services;
      const id = await scene.person('tidy');
      await scene.browser('tidy');
      await scene.browser('tidy');
      const [session] = await sessions.list(id);
      assert.ok(session);
      return () => scene.installation.services.signOutElsewhere(session);
    },
  },
  passkey_added: {
    'adding a passkey': async (scene) => {
      await scene.person('adding');
      const browser = await scene.browser('adding');
      const authenticator = createAuthenticator(scene.installation.issuer);
      return async () => {
        const { credential } = authenticator.make(await browser.get('/account/security'));
        const added = await browser.post('/account/security/passkeys', { passkey_name: 'Key', credential });
        assert.equal(added.status, 200);
      };
    },
  },
  passkey_removed: {
    'removing a passkey': async (scene) => {
      const { userId, passkeyId } = await withPasskey(scene, 'keyed');
      return () => scene.installation.services.passkeys.remove(userId, passkeyId, 'en');
    },
    'removing all passkeys': async (scene) => {
      const { userId } = await withPasskey(scene, 'keyed-twice');
      return () => scene.installation.services.lostPhone(userId, { withPasskeys: true });
    },
  },
  totp_on: {
    'turning the second step on': async (scene) => {
      const { confirm } = await settingUp(scene, 'stepping-on');
      return confirm;
    },
  },
  totp_off: {
    'turning the second step off': async (scene) => {
      const { pendingSignIns, secondStep } = scene.installation.services;
      const { userId, code } = await withSecondStep(scene, 'stepping-off');
      const attempt = { code, browserId: 'b', locale: 'en' } as const;
      return async () => {
        const turnOff = await secondStep.turningOff(userId, 'en');
        assert.equal((await pendingSignIns.spendCode(userId, attempt, turnOff)).outcome, 'ok');
      };
    },
  },
  recovery_codes_made: {
    'renewing recovery codes': async (scene) => {
      const { userId } = await withSecondStep(scene, 'renewing');
      return () => scene.installation.services.secondStep.renewCodes(userId, 'en');
    },
  },
  recovery_code_used: {
    'signing in with a recovery code': async (scene) => {
      const { accounts, pendingSignIns } = scene.installation.services;
      const { userId, code } = await withSecondStep(scene, 'recovering');
      const account = await accounts.getById(userId);
      assert.ok(account);
      const first = { ...verifiedOf(account), amr: PASSWORD_AMR };
      const secret = await pendingSignIns.begin(first, { browserId: BROWSER.id, handle: null });
      return async () => {
        const attempt = await pendingSignIns.attempt(secret.reveal(), { code, handle: null, browser: BROWSER });
        assert.equal(attempt.outcome, 'ok');
      };
    },
  },
  second_step_reset: {
    'resetting a second step': async (scene) => {
      const { userId } = await withSecondStep(scene, 'locked-out');
      return () => scene.installation.services.lostPhone(userId, { withPasskeys: false });
    },
  },
  upstream_linked: {
    'connecting an identity': async (scene) => {
      const id = await scene.person('connecting');
      return () => scene.installation.services.upstreamIdentities.connect(id, { ...IDENTITY, subject: 's1' }, 'en');
    },
  },
  upstream_unlinked: {
    'disconnecting an identity': async (scene) => {
      const { upstreamIdentities } = scene.installation.services;
      const id = await scene.person('disconnecting');
      await upstreamIdentities.connect(id, { ...IDENTITY, subject: 's2' }, 'en');
      const [identity] = await upstreamIdentities.list(id);
      return () => upstreamIdentities.remove(id, identity?.id ?? 0, 'en');
    },
  },
};
