import type { Context } from 'hono';
import type { ManagedAccounts } from '../../domain/accounts/index.js';
import type { SignIn } from '../../domain/sign-in/index.js';
import type { Clock } from '../../kernel/clock.js';
import { Secret } from '../../kernel/secret.js';
import { clientAddress } from '../http/client-address.js';
import type { PageEnv } from '../http/env.js';
import { faultAt, tooManyTries, type FormFault } from './form-fault.js';
import { isRecent } from './recent-sign-in.js';
import type { Visitors } from './visitor.js';

interface Dependencies {
  accounts: ManagedAccounts;
  signIn: SignIn;
  visitors: Visitors;
  clock: Clock;
  trustProxy: number;
}

/** Asks signed-in users to prove who they are before something sensitive. Null if they did. */
export const createPasswordProof = ({ accounts, signIn, visitors, clock, trustProxy }: Dependencies) => {
  const messagesOf = (c: Context<PageEnv>) => visitors.pageContext(c, c.get('visitor')).messages;

  /** Counts against the limits of signing in, so that a stolen session cannot be used to guess the password. */
  const byPassword = async (c: Context<PageEnv>, field: string): Promise<FormFault | null> => {
    const { account, session } = c.get('who');
    const { faults } = messagesOf(c);
    const password = c.get('form').get(field) ?? '';
    if (password === '') return faultAt(field, faults.currentPasswordRequired);
    const check = await signIn.checkPassword({
      login: account.username,
      password: new Secret(password),
      address: clientAddress(c, trustProxy),
      browserId: c.get('visitor').browserId,
      session,
    });
    if (check.outcome === 'limited') return tooManyTries(c, check, field, faults.tooManyAttempts);
    const isTheirs = check.outcome === 'ok' && check.account.id === account.id;
    return isTheirs ? null : faultAt(field, faults.currentPasswordWrong);
  };

  return {
    byPassword,

    /** By the password in this form field, or for users without a password by a recent sign-in (ADR 0027). */
    anew: async (c: Context<PageEnv>, field: string): Promise<FormFault | null> => {
      const { account, session } = c.get('who');
      if (await accounts.hasPassword(account.id)) return byPassword(c, field);
      return isRecent(session, clock) ? null : faultAt('', messagesOf(c).upstream.signInAgain);
    },
  };
};

export type PasswordProof = ReturnType<typeof createPasswordProof>;
