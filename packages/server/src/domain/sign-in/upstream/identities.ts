import type { WritersEnded } from '../../../kernel/ended.js';
import type { Account } from '../../accounts/index.js';
import type { Tell } from '../../mail/index.js';
import type { Locale } from '../../../i18n/index.js';
import type { NewUpstreamIdentity, UpstreamIdentitiesStore, UpstreamIdentity } from './store/identities.js';
import type { Needs } from '../needs.js';
import type { WaysInTransaction } from '../store/ways-in.js';
import { changeWaysIn } from '../ways-in.js';
import type { UpstreamProvider } from './provider.js';

export type UpstreamSignIn = { outcome: 'ok'; account: Account } | { outcome: 'disabled' } | { outcome: 'unknown' };

/** `taken`: another user has it. `other`: this user has another one there. */
export type UpstreamConnection = 'connected' | 'taken' | 'other';

/** The identities of users at providers. Never matched by email address, only by what the issuer never reassigns. */
export const createUpstreamIdentities = (needs: Needs & { store: UpstreamIdentitiesStore }) => {
  const { store, clock, accounts, audit, database, notifications, providers } = needs;

  /** The operator may have removed the provider. */
  const nameOf = (issuer: string): string =>
    providers.find((provider) => provider.issuer === issuer)?.label ?? URL.parse(issuer)?.host ?? issuer;

  const recordRemoval = async (
    transaction: WaysInTransaction,
    { issuer, userId }: UpstreamIdentity,
    tell: Tell,
    locale: Locale,
  ): Promise<void> => {
    await audit.record(transaction, { type: 'upstream_unlinked', userId, detail: { issuer } });
    await tell(transaction, { notice: 'upstream_unlinked', about: nameOf(issuer), locale });
  };

  return {
    nameOf,

    signIn: async ({ issuer }: UpstreamProvider, subject: string): Promise<UpstreamSignIn> => {
      const identity = await store.find(issuer, subject);
      if (identity === undefined) return { outcome: 'unknown' };
      const account = await accounts.getById(identity.userId);
      if (account?.status !== 'enabled') return { outcome: 'disabled' };
      // Only now, because what ends an identity raises the account's credential version first.
      return (await store.touch(identity.id, clock.now())) ? { outcome: 'ok', account } : { outcome: 'unknown' };
    },

    list: (userId: string): Promise<UpstreamIdentity[]> => store.listByUser(userId),

    connect: async (userId: string, identity: NewUpstreamIdentity, locale: Locale): Promise<UpstreamConnection> => {
      const { issuer, subject } = identity;
      const tell = await notifications.to(userId);
      const isNew = await database.write(async (transaction) => {
        if (!(await store.insert(transaction, userId, identity, clock.now()))) return false;
        await audit.record(transaction, { type: 'upstream_linked', userId, detail: { issuer } });
        await tell(transaction, { notice: 'upstream_linked', about: nameOf(issuer), locale });
        return true;
      });
      if (isNew) return 'connected';
      const holder = await store.find(issuer, subject);
      if (holder === undefined) return 'other';
      return holder.userId === userId ? 'connected' : 'taken';
    },

    /** `last`: without it nobody could sign in to the account. */
    remove: async (userId: string, id: number, locale: Locale): Promise<'removed' | 'last' | 'unknown'> => {
      const identity = (await store.listByUser(userId)).find((each) => each.id === id);
      if (identity === undefined) return 'unknown';
      const unlessLast = !(await accounts.hasPassword(userId));
      const tell = await notifications.to(userId);
      return database.write(async (began) => {
        const transaction = await changeWaysIn(accounts, began, userId);
        if (!(await store.delete(transaction, id, userId, { unlessLast }))) return unlessLast ? 'last' : 'unknown';
        await recordRemoval(transaction, identity, tell, locale);
        return 'removed';
      });
    },

    /** For a user who resets the password, and says which may be an intruder's. */
    removeChosen: async (
      transaction: WaysInTransaction,
      { userId }: WritersEnded,
      identity: UpstreamIdentity,
      { tell, locale }: { tell: Tell; locale: Locale },
    ): Promise<void> => {
      const isRemoved = await store.delete(transaction, identity.id, userId, { unlessLast: false });
      if (isRemoved) await recordRemoval(transaction, identity, tell, locale);
    },

    /** For a user who has just proven control of the account's address, whoever created the account. */
    removeStrangers: async (transaction: WaysInTransaction, { userId }: WritersEnded): Promise<void> => {
      const removed = await store.deleteByUser(transaction, userId);
      if (removed > 0)
        await audit.record(transaction, { type: 'upstream_unlinked', userId, detail: { identities: removed } });
    },
  };
};

export type UpstreamIdentities = ReturnType<typeof createUpstreamIdentities>;
