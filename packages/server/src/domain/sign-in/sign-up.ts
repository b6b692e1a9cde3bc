import type { Queryable } from '../../database/database.js';
import type {
  Account,
  Invitation,
  NewAccount,
  NewAccountFaults,
  NewPasswordlessAccount,
  Registration,
} from '../accounts/index.js';
import { addressLanes } from '../../kernel/network.js';
import { createTurns } from '../../kernel/turns.js';
import type { Needs } from './needs.js';
import type { SignInSchema } from './tables.js';
import {
  SignUpTooLateError,
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
  | { outcome: 'refused'; faults: NewAccountFaults }
  /** Somebody else has used the invitation or the identity meanwhile. */
  | { outcome: 'too_late' }
  | { outcome: 'limited'; retryAfterSeconds: number };

const HOUR_SECONDS = 3600;
/** Each takes a password hash. Their own, so that newcomers keep nobody from signing in. */
const AT_ONCE = 2;
const MOST_WAITING = 50;
const PER_PLACE = { perAddress: 10, perNetwork: 25 };

const inTime = (registration: Promise<Registration>): Promise<SignUpOutcome> =>
  registration.catch((error: unknown) => {
    if (error instanceof SignUpTooLateError) return { outcome: 'too_late' };
    throw error;
  });

/** Creates accounts, with a limit for each client address, because each costs a password hash and reveals which names are taken. */
export const createSignUp = (needs: Needs & { identities: UpstreamIdentitiesStore }) => {
  const { accounts, audit, clock, database, developers, identities, invitations, policy, limits } = needs;
  const perAddress = limits.create({ name: 'sign-up', points: 60, durationSeconds: HOUR_SECONDS });
  const inTurn = createTurns({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING });

  const limited = async (address: string): Promise<{ outcome: 'limited'; retryAfterSeconds: number } | null> => {
    const found = await perAddress.consume(address);
    if (found === null) return null;
    const { retryAfterSeconds, isFirst } = found;
    if (isFirst) await audit.observe({ type: 'sign_up_limited', detail: { address, retryAfterSeconds } });
    return { outcome: 'limited', retryAfterSeconds };
  };

  /** Uses an invitation for its user. False if somebody else was first. */
  const accept = async (transaction: Queryable<SignInSchema>, invitation: Invitation, userId: string) => {
    if (!(await invitations.use(transaction, invitation, userId))) return false;
    if (invitation.role === 'operator') await developers.grantRoleIn(transaction, userId, 'operator');
    return true;
  };

  return {
    /** Whether somebody with this invitation, or without one, may create an account. */
    isFor: (invitation: Invitation | null): boolean =>
      policy === 'open' || invitation?.role === 'operator' || (policy === 'invite' && invitation !== null),

    register: async ({ account, invitation, address }: SignUpAttempt): Promise<SignUpOutcome> => {
      return inTurn(addressLanes(address, PER_PLACE), async () => {
        const stopped = await limited(address);
        if (stopped !== null) return stopped;
        const registration = accounts.register(account, (insert) =>
          database.write(async (transaction) => {
            const created = await insert(transaction);
            await audit.record(transaction, { type: 'account_created', userId: created.id });
            if (invitation !== null && !(await accept(transaction, invitation, created.id))) {
              throw new SignUpTooLateError('the invitation was used, or is over');
            }
            return created;
          }),
        );
        return inTime(registration);
      });
    },

    /** Creates an account for a user proven by a provider: no password, so no hash to wait for. */
    registerUpstream: async (account: NewUpstreamAccount, address: string): Promise<SignUpOutcome> => {
      const stopped = await limited(address);
      if (stopped !== null) return stopped;
      const { identity, request, ...given } = account;
      const { issuer } = identity;
      const registration = accounts.registerWithoutPassword(given, (insert) =>
        database.write(async (transaction) => {
          const created = await identities.signUp(transaction, { request, identity, insert, now: clock.now() });
          await audit.record(transaction, { type: 'account_created', userId: created.id, detail: { issuer } });
          return created;
        }),
      );
      return inTime(registration);
    },

    /** Makes an existing user an operator. False if the invitation is for another role, or used meanwhile. */
    becomeOperator: async (userId: string, invitation: Invitation): Promise<boolean> =>
      invitation.role === 'operator' && database.write((transaction) => accept(transaction, invitation, userId)),
  };
};

export type SignUp = ReturnType<typeof createSignUp>;
