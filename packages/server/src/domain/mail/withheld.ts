import type { Shared } from '../../database/shared.js';
import { eachInTurn } from '../../kernel/jobs.js';
import type { Messages } from '../../i18n/index.js';
import type { Mails } from './mails.js';
import type { Needs } from './needs.js';
import { placeOf } from './notice-kinds.js';
import { takeWithheld, usersToTell, type WithheldNotice } from './store/withheld-notices.js';
import type { MailSchema } from './tables.js';

/** Users who are told in one run of the job, the longest waiting first. */
const BATCH = 500;
/** In one mail. The others follow with the next run. */
const MOST_LINES = 100;

const linesOf = (withheld: readonly WithheldNotice[], texts: Messages['mails']): string[] =>
  withheld
    .toSorted((a, b) => a.count - b.count || (a.about < b.about ? -1 : 1))
    .map(({ notice, about, count }) => {
      const subject = texts.notices[notice].subject(about);
      return count === 1 ? subject : texts.withheld.repeated(subject, count);
    });

/** The page for all of them, or else the account's. */
const commonPlaceOf = (withheld: readonly WithheldNotice[]): string => {
  const [place = '/account', ...others] = new Set(withheld.map(({ notice }) => placeOf(notice)));
  return others.length === 0 ? place : '/account';
};

type Parts = Shared<MailSchema> & Needs & { mails: Mails };

/** Mails together the notices that were too many to be mailed one by one. */
export const createWithheldNotices = ({ accounts, clock, database, issuer, mails }: Parts) => {
  const tell = async (userId: string): Promise<void> => {
    const account = await accounts.getById(userId);
    await database.write(async (transaction) => {
      const withheld = await takeWithheld(transaction, userId, MOST_LINES);
      if (withheld.length === 0 || account === null || account.email === null || !account.emailVerified) return;
      await mails.sendTo(transaction, account, account.email, null, (texts) => ({
        subject: texts.withheld.subject,
        paragraphs: [texts.greeting(account.username), texts.withheld.text, ...linesOf(withheld, texts), texts.notYou],
        action: { label: texts.review, url: `${issuer}${commonPlaceOf(withheld)}` },
        footer: texts.why,
      }));
    });
  };

  return {
    /** Tells users who have waited long enough: one mail each. */
    deliver: async (): Promise<void> => eachInTurn(await usersToTell(database, clock.now(), BATCH), tell),
  };
};

export type WithheldNotices = ReturnType<typeof createWithheldNotices>;
