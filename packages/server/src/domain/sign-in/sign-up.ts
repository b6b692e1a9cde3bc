import type { Account, Invitation, NewAccount, NewAccountFault, NewPasswordlessAccount } from '../accounts/index.js';
import type { Needs } from './needs.js';
import {
  UpstreamSignUpTooLateError,
  type NewUpstreamIdentity,
  type UpstreamIdentitiesStore,
} from './upstream/store/identities.js';
import type { UpstreamRequestKey } from './upstream/store/requests.js';

export interface SignUpAttempt {
  account: NewAccount;
  invitation: Invitation | null;
  /** The client's address, or its /64 for IPv6. */
  address: string;
}

/** An account without a password, created through an identity at an upstream provider. */
export interface NewUpstreamAccount extends NewPasswordlessAccount {
  identity: NewUpstreamIdentity;
  /** The stored request, which creates one account. */
  request: UpstreamRequestKey;
}

export type SignUpOutcome =
  | { outcome: 'created'; account: Account }
  | { outcome: 'refused'; faults: NewAccountFault[] }
  /** Somebody else has used the invitation or the identity meanwhile. */
  | { outcome: 'too_late' }
  | { outcome: 'limited'; retryAfterSeconds: number };

const HOUR_SECONDS = 3600;

/** Creates accounts, a few per address and hour, because each costs a password hash and reveals which names are taken. */
export const createSignUp = (needs: Needs & { identities: UpstreamIdentitiesStore }) => {
  const { accounts, audit, clock, developers, identities, invitations, policy, limits } = needs;
  const perAddress = limits.create({ name: 'sign-up', points: 60, durationSeconds: HOUR_SECONDS });

  const limited = async (address: string): Promise<{ outcome: 'limited'; retryAfterSeconds: number } | null> => {
    const found = await perAddress.consume(address);
    if (found === null) return null;
    const { retryAfterSeconds, isFirst } = found;
    if (isFirst) await audit.record({ type: 'sign_up_limited', detail: { address, retryAfterSeconds } });
    return { outcome: 'limited', retryAfterSeconds };
  };

  const open = async (account: NewAccount): Promise<SignUpOutcome> => {
    const registration = await accounts.register(account);
    if (registration.outcome === 'refused') return registration;
    await audit.record({ type: 'account_created', userId: registration.account.id });
    return registration;
  };

  const openInvited = async (account: NewAccount, invitation: Invitation): Promise<SignUpOutcome> => {
    const opened = await invitations.use(invitation, async (usedBy) => {
      const result = await open(account);
      if (result.outcome !== 'created') return result;
      const { id } = result.account;
      if (invitation.role === 'operator') await developers.grantRole(id, 'operator');
      usedBy(id);
      return result;
    });
    return opened ?? { outcome: 'too_late' };
  };

  return {
    /** Whether somebody with this invitation, or without one, may create an account. */
    isFor: (invitation: Invitation | null): boolean =>
      policy === 'open' || invitation?.role === 'operator' || (policy === 'invite' && invitation !== null),

    register: async ({ account, invitation, address }: SignUpAttempt): Promise<SignUpOutcome> => {
      const stopped = await limited(address);
      if (stopped !== null) return stopped;
      return invitation === null ? open(account) : openInvited(account, invitation);
    },

    /** Creates an account for a user proven by a provider: no password, so no hash to wait for. */
    registerUpstream: async (account: NewUpstreamAccount, address: string): Promise<SignUpOutcome> => {
      const stopped = await limited(address);
      if (stopped !== null) return stopped;
      const { identity, request, ...given } = account;
      const registration = await accounts
        .registerWithoutPassword(given, (insert) => identities.signUp({ request, identity, insert, now: clock.now() }))
        .catch((error: unknown) => {
          if (error instanceof UpstreamSignUpTooLateError) return null;
          throw error;
        });
      if (registration === null) return { outcome: 'too_late' };
      if (registration.outcome !== 'created') return registration;
      const { issuer } = identity;
      await audit.record({ type: 'account_created', userId: registration.account.id, detail: { issuer } });
      return registration;
    },

    /** Makes an existing user an operator. False if the invitation is for another role, or used meanwhile. */
    becomeOperator: async (userId: string, invitation: Invitation): Promise<boolean> => {
      if (invitation.role !== 'operator') return false;
      const done = await invitations.use(invitation, async (usedBy) => {
        await developers.grantRole(userId, 'operator');
        usedBy(userId);
        return true;
      });
      return done ?? false;
    },
  };
};

export type SignUp = ReturnType<typeof createSignUp>;
