import { DAY, type Clock } from '../kernel/clock.js';
import { hashSecret, randomSecret } from '../kernel/secret.js';
import type { InvitationRow } from '../store/invitations.js';
import type { Store } from '../store/index.js';

export type Invitation = InvitationRow;

const LIFETIME = 7 * DAY;

/** One-time links: to sign up where that needs an invitation, or to become an operator. */
export const createInvitations = ({ store, clock, issuer }: { store: Store; clock: Clock; issuer: string }) => ({
  /** The link itself; only its hash is kept. */
  create: async (role: Invitation['role']): Promise<{ url: string; expiresAt: number }> => {
    const token = randomSecret('invitation_');
    const now = clock.now();
    await store.invitations.insert(hashSecret(token), role, now + LIFETIME, now);
    return { url: `${issuer}/sign-up?invitation=${token.reveal()}`, expiresAt: now + LIFETIME };
  },

  find: (token: string): Promise<Invitation | undefined> => store.invitations.findLive(hashSecret(token), clock.now()),

  /**
   * Uses an invitation for what `accept` does; resolves to null when somebody else was first. `accept` returns the new
   * holder's user id, or null when it came to nothing: then the invitation can be used again.
   */
  use: async (invitation: Invitation, accept: () => Promise<string | null>): Promise<'used' | 'returned' | null> => {
    if (!(await store.invitations.consume(invitation.id, clock.now()))) return null;
    let usedBy: string | null = null;
    try {
      usedBy = await accept();
    } finally {
      await store.invitations.settle(invitation.id, usedBy);
    }
    return usedBy === null ? 'returned' : 'used';
  },
});

export type Invitations = ReturnType<typeof createInvitations>;
