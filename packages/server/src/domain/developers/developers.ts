import { ConditionEndedError, hasChanged, type Condition } from '../../kernel/condition.js';
import { type SessionsEnded, WritersEnded } from '../../kernel/ended.js';
import type { Queryable } from '../../database/database.js';
import type { Limited } from '../../database/limiter.js';
import type { Shared } from '../../database/shared.js';
import { type Outcome, refused } from '../../i18n/field-fault.js';
import { bestEffort } from '../../kernel/best-effort.js';
import { HOUR, MINUTE, SECOND } from '../../kernel/clock.js';
import { fault } from '../../kernel/fault.js';
import { hashSecret, hintOf, randomSecret, type Secret } from '../../kernel/secret.js';
import { canonicalName } from '../../kernel/text.js';
import { hasRoom, type Account, type AccountSource, type RolesStore, type StoredRole } from '../accounts/index.js';
import type { DeveloperToken, DeveloperTokensStore } from './store.js';
import type { Audit } from '../audit/index.js';
import type { Notifications } from '../mail/index.js';
import type { DevelopersSchema, DevelopersTables } from './tables.js';

const MAX_NAME = 100;
const MAX_TOKENS = 50;
/** Far more than a program needs that creates all it may, and each is recorded for ever. */
const CHANGES_AN_HOUR = 1_200;
/** So that whoever has stolen a session leaves its owner as many, to revoke and mend with. */
const OF_A_SESSION = CHANGES_AN_HOUR / 2;

export type Role = 'user' | StoredRole;

export interface CreatedDeveloperToken {
  kept: DeveloperToken;
  /** Shown once; only its hash is stored. */
  token: Secret;
}

export interface Needs {
  accounts: AccountSource;
  audit: Audit;
  notifications: Notifications;
  roles: RolesStore;
}

type Parts = Shared<DevelopersSchema> & Needs & { store: DeveloperTokensStore };

/** Who is a developer, and the tokens of their programs for the management API. */
export const createDevelopers = ({ store, roles, ...parts }: Parts) => {
  const { clock, log, database, accounts, audit, notifications, limits } = parts;
  const changes = limits.createForgiving({
    name: 'developer',
    points: CHANGES_AN_HOUR,
    durationSeconds: HOUR / SECOND,
  });
  const perSession = limits.createForgiving({
    name: 'developer session',
    points: OF_A_SESSION,
    durationSeconds: HOUR / SECOND,
  });
  const grantRoleIn = async (
    transaction: Queryable<DevelopersSchema>,
    userId: string,
    role: StoredRole,
  ): Promise<void> => {
    const isNew = await roles.grant(transaction, userId, role, clock.now());
    if (isNew) await audit.record(transaction, { type: 'role_granted', userId, detail: { role } });
  };

  return {
    roleOf: async (userId: string): Promise<Role> => (await roles.find(userId)) ?? 'user',

    grantRole: (userId: string, role: StoredRole): Promise<void> =>
      database.write((transaction) => grantRoleIn(transaction, userId, role)),

    grantRoleIn,

    /**
     * Runs a request that may change something, of a developer (`caller` is their id, and `session` that of the browser) or of
     * a program with a developer token, which is counted apart: whoever has stolen it does not keep its owner from revoking it.
     * It is counted at first, so that many at once do not pass, and given back if it changed nothing, whatever the answer: only
     * changes are kept.
     */
    asChange: async <T>(
      { caller, session = null }: { caller: string; session?: number | null },
      work: () => Promise<T>,
      onLimit: (limited: Limited) => Promise<T>,
    ): Promise<T> => {
      const ofSession = session === null ? null : String(session);
      const giveSessionBack = async (): Promise<void> => {
        if (ofSession !== null) await perSession.reward(ofSession);
      };
      const tooMany = ofSession === null ? null : await perSession.consume(ofSession);
      if (tooMany !== null) return onLimit(tooMany);
      const limited = await changes.consume(caller);
      if (limited !== null) {
        await giveSessionBack();
        return onLimit(limited);
      }
      try {
        return await work();
      } finally {
        if (!hasChanged()) await bestEffort(log, Promise.all([changes.reward(caller), giveSessionBack()]));
      }
    },

    createToken: async (
      userId: string,
      name: string,
      expiresAt: number | null,
    ): Promise<Outcome<CreatedDeveloperToken>> => {
      const clean = canonicalName(name, MAX_NAME);
      if (clean === null) return refused('name', fault('tokenName', MAX_NAME));
      const token = randomSecret('dev_');
      const texts = { name: clean, hash: hashSecret(token), hint: hintOf(token) };
      const tell = await notifications.to(userId);
      const kept = await database.write(async (transaction) => {
        const count = () => store.countByUser(transaction, userId);
        if (!(await hasRoom(transaction, accounts, userId, { count, limit: MAX_TOKENS }))) return null;
        const row = await store.insert(transaction, { userId, ...texts, expiresAt, now: clock.now() });
        await audit.record(transaction, { type: 'developer_token_created', userId, detail: { token: row.id } });
        await tell(transaction, { notice: 'developer_token_created', about: clean, locale: null });
        return row;
      });
      if (kept === null) return refused('name', fault('tokensTooMany', MAX_TOKENS));
      return { outcome: 'done', value: { kept, token } };
    },

    listTokens: store.listByUser,

    /** False if this developer has no such token. */
    revokeToken: (id: number, userId: string): Promise<boolean> =>
      database.write(async (transaction) => {
        const revoked = await store.revoke(transaction, id, userId, clock.now());
        if (revoked)
          await audit.record(transaction, { type: 'developer_token_revoked', userId, detail: { token: id } });
        return revoked;
      }),

    revokeAllTokens: async (transaction: Queryable<DevelopersSchema>, ended: SessionsEnded): Promise<WritersEnded> => {
      const { userId } = ended;
      for (const id of await store.revokeAll(transaction, userId, clock.now())) {
        await audit.record(transaction, { type: 'developer_token_revoked', userId, detail: { token: id } });
      }
      return new WritersEnded(ended);
    },

    /** What a request with this token depends on. */
    conditionOf:
      (token: string): Condition<Queryable<DevelopersTables>> =>
      async (transaction) => {
        if (!(await store.hold(transaction, hashSecret(token), clock.now())))
          throw new ConditionEndedError('the developer token has ended');
      },

    /** The developer of a token. Null if it is not live, or its owner is no longer a developer. */
    authenticate: async (token: string): Promise<Account | null> => {
      const now = clock.now();
      const kept = await store.findLive(hashSecret(token), now);
      if (kept === undefined) return null;
      const [account, role] = await Promise.all([accounts.getById(kept.userId), roles.find(kept.userId)]);
      if (account === null || account.status !== 'enabled' || role === undefined) return null;
      if (kept.lastUsedAt === null || now - kept.lastUsedAt > MINUTE) {
        await bestEffort(log, store.touch(kept.id, now));
      }
      return account;
    },
  };
};

export type Developers = ReturnType<typeof createDevelopers>;
