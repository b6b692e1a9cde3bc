import assert from 'node:assert/strict';
import { Secret } from '#server/kernel/secret.js';
import { PASSWORD } from '../installation.js';
import type { Scene } from '../scenes/account.js';
import { tokenOf } from '../scenes/recovery.js';
import type { Kind, KindsOf } from './kind.js';

const ADDRESS = '203.0.113.9';

const invitationTo = async ({ installation }: Scene, role: 'user' | 'operator') => {
  const { invitations } = installation.services;
  const { url } = await invitations.create(role);
  const invitation = await invitations.find(new URL(url).searchParams.get('invitation') ?? '');
  assert.ok(invitation);
  return invitation;
};

const accountOf = async (scene: Scene, name: string) => {
  const account = await scene.installation.services.accounts.getById(await scene.person(name));
  assert.ok(account);
  return account;
};

/** Of a developer with an app of their own. */
const changingPassword =
  (name: string, revokesCredentials: boolean): Kind =>
  async (scene) => {
    const account = await accountOf(scene, name);
    await scene.installation.services.developers.grantRole(account.id, 'developer');
    await scene.app({ owner: account.id });
    const next = {
      password: new Secret('another long sentence'),
      kept: null,
      address: '192.0.2.1',
      locale: 'en',
      revokesCredentials,
    } as const;
    return () => scene.installation.services.passwordChange.set(account, next);
  };

/** Effects on accounts. */
export const ACCOUNT_KINDS: KindsOf<
  | 'account_created'
  | 'account_deleted'
  | 'account_disabled'
  | 'account_enabled'
  | 'app_credentials_revoked'
  | 'balance_credited'
  | 'email_changed'
  | 'email_verified'
  | 'invitation_created'
  | 'password_changed'
  | 'password_reset_requested'
  | 'role_granted'
  | 'username_changed'
> = {
  account_created: {
    'signing up with an invitation': async (scene) => {
      const invitation = await invitationTo(scene, 'operator');
      const account = { username: 'invited', email: 'invited@example.com', password: new Secret(PASSWORD) };
      return async () => {
        const { outcome } = await scene.installation.services.signUp.register({
          account,
          invitation,
          address: ADDRESS,
        });
        assert.equal(outcome, 'created');
      };
    },
    'signing up through a provider': async ({ installation }) => {
      const { signUp, upstream } = installation.services;
      const identity = { issuer: 'https://idp.example', subject: 'newcomer', label: 'me' };
      const profile = { label: 'me', username: null, email: null, isEmailVerified: false };
      const newcomer = { ...identity, profile, handle: null, returnTo: '/account' };
      const handle = await upstream.requests.admit('example', 'b', newcomer);
      const admitted = await upstream.requests.newcomer('example', 'b', handle);
      assert.ok(admitted);
      const account = {
        username: 'newcomer',
        email: 'newcomer@example.com',
        isEmailVerified: false,
        identity,
        request: admitted.request,
      };
      return async () => assert.equal((await signUp.registerUpstream(account, ADDRESS)).outcome, 'created');
    },
  },
  account_deleted: {
    'deleting an account': async (scene) => {
      const id = await scene.person('departing');
      return async () => {
        const { outcome } = await scene.installation.services.accountDeletion.delete(id, 'operator');
        assert.equal(outcome, 'deleted');
      };
    },
  },
  account_disabled: {
    'disabling an account': async (scene) => {
      const id = await scene.person('disabled');
      return () => scene.installation.services.accountStatuses.set(id, 'disabled');
    },
  },
  account_enabled: {
    'enabling an account': async (scene) => {
      const { accountStatuses } = scene.installation.services;
      const id = await scene.person('enabled');
      await accountStatuses.set(id, 'disabled');
      return () => accountStatuses.set(id, 'enabled');
    },
  },
  app_credentials_revoked: {
    'revoking credentials with a password change': changingPassword('revoking-all', true),
  },
  balance_credited: {
    'crediting a balance': async ({ installation, devId }) => {
      const { accounts, audit } = installation.services;
      return () =>
        accounts.credit(devId, 5n, { idempotencyKey: 'a gift', memo: 'A gift' }, (transaction) =>
          audit.record(transaction, { type: 'balance_credited', userId: devId }),
        );
    },
  },
  email_changed: {
    'changing an address': async (scene) => {
      const account = await accountOf(scene, 'readdressed');
      return async () => {
        const { emailAddresses } = scene.installation.services;
        const { outcome } = await emailAddresses.requestChange(account, 'other@example.com', 'en');
        assert.equal(outcome, 'changed');
      };
    },
  },
  email_verified: {
    'verifying an address': async (scene) => {
      const { database, emailAddresses, mailLinks } = scene.installation.services;
      const { id, email } = await accountOf(scene, 'verified');
      const url = await database.write((transaction) => mailLinks.create(transaction, 'verify_email', id, email ?? ''));
      return async () => assert.equal(await emailAddresses.verify(tokenOf(url)), email);
    },
  },
  invitation_created: {
    'creating an invitation':
      async ({ installation }) =>
      () =>
        installation.services.invitations.create('user'),
    'creating the only invitation': async (scene) => {
      await invitationTo(scene, 'operator');
      return () => scene.installation.services.invitations.createOnly();
    },
  },
  password_changed: { 'changing a password': changingPassword('changing', false) },
  password_reset_requested: {
    'creating a reset link': async (scene) => {
      const account = await accountOf(scene, 'forgetful');
      return () => scene.installation.services.passwordReset.createLink(account);
    },
  },
  role_granted: {
    'granting a role': async (scene) => {
      const id = await scene.person('promoted');
      return () => scene.installation.services.developers.grantRole(id, 'developer');
    },
    'becoming an operator': async (scene) => {
      const id = await scene.person('operating');
      const invitation = await invitationTo(scene, 'operator');
      return async () => {
        assert.equal(await scene.installation.services.signUp.becomeOperator(id, invitation), true);
      };
    },
  },
  username_changed: {
    'changing a username': async (scene) => {
      const id = await scene.person('renamed');
      return () => scene.installation.services.profile.changeUsername(id, 'anew');
    },
  },
};
