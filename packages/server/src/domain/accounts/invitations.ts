import type { Queryable } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import { DAY } from '../../kernel/clock.js';
import { hashSecret, randomSecret } from '../../kernel/secret.js';
import type { Invitation, InvitationsStore } from './store/invitations.js';
import type { Needs } from './needs.js';
import type { AccountsSchema, AccountsTables } from './tables.js';

const LIFETIME = 7 * DAY;

/** One-time links to sign up where that needs an invitation, or to become an operator. */
export const createInvitations = (parts: Shared<AccountsSchema> & Needs & { store: InvitationsStore }) => {
  const { store, clock, database, audit, issuer } = parts;

  /** Resolves to the link; only its hash is stored. */
  const create = async (role: Invitation['role'], insert = store.insert) => {
    const token = randomSecret('invitation_');
    const now = clock.now();
    await database.write(async (transaction) => {
      await insert(transaction, hashSecret(token), role, now + LIFETIME, now);
      await audit.record(transaction, { type: 'invitation_created', detail: { role } });
    });
    return { url: `${issuer}/sign-up?invitation=${token.reveal()}`, expiresAt: now + LIFETIME };
  };

  return {
    create: (role: Invitation['role']) => create(role),

    /** For an installation without an operator: the only link to become one. Ends earlier ones. */
    createOnly: () => create('operator', store.insertOnly),

    find: (token: string): Promise<Invitation | undefined> => store.findLive(hashSecret(token), clock.now()),

    /** Uses an invitation for a user. False if somebody else was first. */
    use: (transaction: Queryable<AccountsTables>, { id }: Invitation, userId: string): Promise<boolean> =>
      store.use(transaction, id, userId, clock.now()),
  };
};

export type Invitations = ReturnType<typeof createInvitations>;
