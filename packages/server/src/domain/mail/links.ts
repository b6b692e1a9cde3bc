import type { Queryable } from '../../database/database.js';
import type { Common } from '../../database/shared.js';
import { DAY, HOUR } from '../../kernel/clock.js';
import { hashSecret, randomSecret } from '../../kernel/secret.js';
import type { MailLink, MailLinkPurpose, MailLinksStore } from './store/links.js';
import type { MailTables } from './tables.js';

/** The page and lifetime (in milliseconds) of each link. */
const LINKS: Readonly<Record<MailLinkPurpose, { page: string; lifetime: number }>> = {
  verify_email: { page: '/verify-email', lifetime: DAY },
  change_email: { page: '/change-email', lifetime: HOUR },
  reset_password: { page: '/reset-password', lifetime: HOUR },
};

/** Links that prove control of the address they were sent to. */
export const createMailLinks = ({ store, clock, issuer }: Common & { store: MailLinksStore }) => ({
  /** Resolves to the link. Ends the user's earlier links for the same purpose. */
  create: async (
    transaction: Queryable<MailTables>,
    purpose: MailLinkPurpose,
    userId: string,
    email: string,
  ): Promise<string> => {
    const token = randomSecret();
    const now = clock.now();
    const { page, lifetime } = LINKS[purpose];
    await store.replace(transaction, {
      hash: hashSecret(token),
      purpose,
      userId,
      email,
      expiresAt: now + lifetime,
      now,
    });
    return `${issuer}${page}?token=${token.reveal()}`;
  },

  /** Looks up a live link without using it, because mail scanners open links too. */
  find: async (purpose: MailLinkPurpose, token: string): Promise<MailLink | null> =>
    (await store.findLive(hashSecret(token), purpose, clock.now())) ?? null,

  /** Uses the link. Works once, before it expires. */
  take: async (transaction: Queryable<MailTables>, purpose: MailLinkPurpose, token: string): Promise<MailLink | null> =>
    (await store.take(transaction, hashSecret(token), purpose, clock.now())) ?? null,

  endAll: store.deleteByUser,
});

export type MailLinks = ReturnType<typeof createMailLinks>;
