import type { Queryable } from '../../database/database.js';
import type { Locale } from '../../i18n/index.js';
import { MINUTE } from '../../kernel/clock.js';
import type { WritersEnded } from '../../kernel/ended.js';
import { hashSecret, randomSecret, type Secret } from '../../kernel/secret.js';
import type { Access } from '../../protocol/access.js';
import { formatScope } from '../../protocol/scopes.js';
import {
  consentTo,
  endAuthorizations,
  endAuthorizationsOf,
  isNewlyAllowed,
  revokeTokensOfUser,
  type Authorization,
  type Consent,
  type GivenAuthorization,
  type AuthorizationPlace,
  type ListedAuthorization,
  type LiveGrant,
} from '../tokens/index.js';
import type { Allowed, AnswersStore } from './store/answers.js';
import type { App } from '../apps/index.js';
import type { Needs } from './needs.js';
import { clickedIn, type By } from './requests.js';
import type { AuthorizationParameters } from './parameters.js';
import type { AuthorizationSchema } from './tables.js';
import type { Session } from '../sessions/index.js';

/** RFC 6749 section 4.1.2 allows ten minutes, but a redirect takes seconds. */
const CODE_LIFETIME = MINUTE;

/** What an app requested, who answers, and in which session. */
export interface Asked {
  app: App;
  parameters: AuthorizationParameters;
  session: Session;
  /** Null if the request is answered at once and was never stored. */
  requestId: number | null;
  by?: By;
}

/** What users have allowed apps. */
export const createAuthorizations = (needs: Needs & { answers: AnswersStore }) => {
  const { answers, database, clock, audit, playground, notifications } = needs;
  const records = needs.tokenRecords.authorizations;

  const isForPlayground = ({ redirectUri }: AuthorizationParameters): boolean => playground?.owns(redirectUri) === true;

  /** Checked again as the code is issued, because another user may have signed in since the request was stored. */
  const isMisdirected = async ({ app, parameters, session }: Asked): Promise<boolean> =>
    isForPlayground(parameters) && (await playground?.accepts(app, session, parameters.state)) !== true;

  /** `also` is part of the transaction that answers for the first time. */
  const answer = async (
    asked: Asked,
    authorization: Consent | number,
    also: (transaction: Queryable<AuthorizationSchema>, allowed: Allowed) => Promise<void> = async () => {},
  ): Promise<Secret | 'refused' | null> => {
    if (await isMisdirected(asked)) return null;
    const { parameters, session, requestId, by = 'visit' } = asked;
    const code = randomSecret();
    const now = clock.now();
    const given = {
      requestId,
      authorization,
      code: {
        hash: hashSecret(code),
        redirectUri: parameters.redirectUri,
        registeredUri: isForPlayground(parameters) ? null : parameters.registeredUri,
        codeChallenge: parameters.codeChallenge,
        nonce: parameters.nonce,
        dpopJkt: parameters.dpopJkt,
        signIn: session.signIn,
        expiresAt: now + CODE_LIFETIME,
      },
      asked: parameters,
      clickedIn: clickedIn(session, by),
      now,
    };
    return database.write(async (transaction) => {
      const allowed = await answers.allow(transaction, given);
      if (allowed === null || allowed === 'refused') return allowed;
      if (!allowed.isRepeated) await also(transaction, allowed);
      return code;
    });
  };

  const endOne = async (transaction: Queryable<AuthorizationSchema>, id: number, userId: string): Promise<boolean> =>
    (await endAuthorizations(transaction, { ids: [id], userId }, clock.now())).length > 0;

  const recordEnd = (transaction: Queryable<AuthorizationSchema>, userId: string, id: number): Promise<void> =>
    audit.record(transaction, { type: 'authorization_ended', userId, detail: { authorization: id } });

  /** For a user who resets the password, and says which may be an intruder's. What has ended is passed over. */
  const endSeveral = async (
    transaction: Queryable<AuthorizationSchema>,
    { userId }: WritersEnded,
    ids: readonly number[],
  ): Promise<void> => {
    const ended = await endAuthorizations(transaction, { ids, userId }, clock.now());
    if (ended.length === 0) return;
    const detail = { authorizations: ended.length };
    await audit.record(transaction, { type: 'authorization_ended', userId, detail });
  };

  return {
    /** What the user allows the app now, or null. */
    find: (userId: string, app: App): Promise<Authorization | null> => records.findLive(userId, app.id),

    /**
     * Records a consent to `granted` of the requested scopes, and answers the request with a code. Keeps what the user
     * allowed the same app before and was not asked about now. The first answer to a request stands: it may be refused,
     * and another code is for what was allowed then. Null if it is over, or the app has just changed.
     */
    allow: async (asked: Asked, granted: Access, locale: Locale | null = null): Promise<Secret | 'refused' | null> => {
      const { app, parameters, session } = asked;
      const { userId } = session;
      // The playground's URI is not the app's, and what the developer allowed their app elsewhere stays.
      const about = isForPlayground(parameters) ? { scopes: parameters.scopes, registeredUri: null } : parameters;
      const detail = { scope: formatScope(granted.scopes) };
      const tell = await notifications.to(userId);
      return answer(asked, consentTo(app, about, userId, granted), async (transaction, { before }) => {
        await audit.record(transaction, { type: 'authorization_granted', userId, appId: app.id, detail });
        if (isNewlyAllowed(before, app, about)) {
          await tell(transaction, { notice: 'app_allowed', app, locale });
        }
      });
    },

    /** Answers the request with an existing authorization. Null if that has just ended. */
    reuse: (asked: Asked, authorization: Authorization): Promise<Secret | 'refused' | null> =>
      answer(asked, authorization.id),

    /** The user's live ones, the last used first; only those after a position, if given. */
    list: (userId: string, limit: number, after: AuthorizationPlace | null = null): Promise<ListedAuthorization[]> =>
      records.listLiveByUser(userId, limit, after, clock.now()),

    /** Null if the user has no such live one. */
    findListed: (userId: string, id: number): Promise<ListedAuthorization | null> =>
      records.findListed(userId, id, clock.now()),

    /** Every stored authorization of the user, newest first; only those before the id `before`. */
    listGiven: (userId: string, limit: number, before: number | null): Promise<GivenAuthorization[]> =>
      records.listGiven(userId, limit, before),

    /** Ends an authorization and revokes its tokens. False if the user has no such live one. */
    end: (id: number, userId: string): Promise<boolean> =>
      database.write(async (transaction) => {
        if (!(await endOne(transaction, id, userId))) return false;
        await recordEnd(transaction, userId, id);
        return true;
      }),

    /** What apps the user allows now: every one, the last allowed first. */
    listGrants: (userId: string): Promise<LiveGrant[]> => records.listGrants(userId),

    /** The names of the apps of the first of these, by the authorization's id. */
    lastGrantedNames: (userId: string, limit: number): Promise<Map<number, string>> =>
      records.lastGrantedNames(userId, limit),

    endSeveral,

    /** For a user who is the first to prove control of the account's address: whoever had it allowed these. */
    endAllIn: async (transaction: Queryable<AuthorizationSchema>, { userId }: WritersEnded): Promise<void> => {
      const authorizations = await endAuthorizationsOf(transaction, userId, clock.now());
      if (authorizations === 0) return;
      // One event for all of them, because a stranger may have allowed thousands.
      await audit.record(transaction, { type: 'authorization_ended', userId, detail: { authorizations } });
    },

    /** Revokes every app's tokens for the user. The authorizations stay, so that signing in again is enough. */
    revokeTokens: (
      transaction: Queryable<AuthorizationSchema>,
      userId: string,
      reason: 'password_changed' | 'account_disabled',
    ): Promise<void> => revokeTokensOfUser(transaction, userId, reason),
  };
};

export type Authorizations = ReturnType<typeof createAuthorizations>;
