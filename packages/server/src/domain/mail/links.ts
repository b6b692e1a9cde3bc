import { DAY, HOUR, type Clock } from '../../kernel/clock.js';
import { hashSecret, randomSecret } from '../../kernel/secret.js';
import type { MailLink, MailLinkPurpose, MailLinksStore } from './store/links.js';

/** The page of each link, and how long it is good for. In milliseconds. */
const LINKS: Readonly<Record<MailLinkPurpose, { page: string; lifetime: number }>> = {
  verify_email: { page: '/verify-email', lifetime: DAY },
  change_email: { page: '/change-email', lifetime: HOUR },
  reset_password: { page: '/reset-password', lifetime: HOUR },
};

/** Links that prove, by where they were sent, that whoever opens them reads an address. */
export const createMailLinks = ({ store, clock, issuer }: { store: MailLinksStore; clock: Clock; issuer: string }) => ({
  /** Resolves to the link. It ends those that the user was sent for the same purpose before. */
  create: async (purpose: MailLinkPurpose, userId: string, email: string): Promise<string> => {
    const token = randomSecret();
    const now = clock.now();
    const { page, lifetime } = LINKS[purpose];
    await store.replace({ hash: hashSecret(token), purpose, userId, email, expiresAt: now + lifetime, now });
    return `${issuer}${page}?token=${token.reveal()}`;
  },

  /** Whether a link is still good, without using it: programs that check mail open links too. */
  find: async (purpose: MailLinkPurpose, token: string): Promise<MailLink | null> =>
    (await store.findLive(hashSecret(token), purpose, clock.now())) ?? null,

  /** The link, for the one caller who uses it in time. */
  take: async (purpose: MailLinkPurpose, token: string): Promise<MailLink | null> =>
    (await store.take(hashSecret(token), purpose, clock.now())) ?? null,

  endAll: (userId: string): Promise<void> => store.deleteByUser(userId),
});

export type MailLinks = ReturnType<typeof createMailLinks>;
