import type { Locale } from '../../../i18n/index.js';
import { DAY, MINUTE } from '../../../kernel/clock.js';
import type { WritersEnded } from '../../../kernel/ended.js';
import { hmac } from '../../../kernel/hmac.js';
import { deriveKey, seal, unseal } from '../../../kernel/keys.js';
import { randomBytes } from '../../../kernel/random.js';
import type { Queryable } from '../../../database/database.js';
import type { Tell } from '../../mail/index.js';
import type { Needs } from '../needs.js';
import type { WaysInTransaction } from '../store/ways-in.js';
import type { SignInSchema } from '../tables.js';
import { changeWaysIn } from '../ways-in.js';
import type { SecondStepsStore, StoredTotp } from './store.js';

/** An authenticator being set up. */
export interface Proposal {
  /** As typed: base32. */
  secret: string;
  /** As encoded in the QR code. */
  uri: string;
}

type Transaction = Queryable<SignInSchema>;

/** A proof that a code of this user was used up in the transaction. */
class CodeTaken {
  readonly #userId: string;

  constructor(userId: string) {
    this.#userId = userId;
  }

  get userId(): string {
    return this.#userId;
  }
}

/** Somebody else has used the code meanwhile. Undoes what it was to be good for. */
class CodeSpentError extends Error {
  override readonly name = 'CodeSpentError';
}

/**
 * What a code is good for. Takes the code itself, because what else it writes may have to come first: locks are taken in
 * one order (ADR 0036).
 */
export type UseOfCode<T> = (
  transaction: Transaction,
  take: () => Promise<CodeTaken>,
) => Promise<{ taken: CodeTaken; value: T }>;

/** 160 bits (RFC 4226 section 4, R6). */
const SECRET_BYTES = 20;
const SETUP_LIFETIME = 30 * MINUTE;
const RECOVERY_CODES = 10;
/** 60 bits, in characters that cannot be confused. */
const CODE_LENGTH = 12;
const CODE_ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** For how long its codes must have been used. */
const ESTABLISHED = 30 * DAY;

/** Loaded on demand, because otplib would slow down every start and only users with a second step need it. */
const totp = () => import('../../../protocol/totp.js');

const newRecoveryCode = (): string => {
  const characters = [...randomBytes(CODE_LENGTH)].map((byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length]);
  return characters.join('').replaceAll(/(?<=^(?:.{4})+)(?!$)/g, '-');
};

/** Ignores spaces, dashes and case, as people type codes. */
const bare = (code: string): string => code.replaceAll(/[\s-]/g, '').toLowerCase();

/** The second step of signing in: time-based codes (RFC 6238), and recovery codes for users who lost their phone. */
export const createSecondStep = (needs: Needs & { store: SecondStepsStore }) => {
  const { store, accounts, clock, worldClock, audit, database, notifications, rootKey, siteName } = needs;
  const sealingKey = deriveKey(rootKey, 'totp secrets');
  const recoveryKey = deriveKey(rootKey, 'recovery codes');

  const secretOf = ({ sealedSecret }: StoredTotp): Buffer => Buffer.from(unseal(sealingKey, sealedSecret), 'base64url');

  /** Keyed, so that the codes cannot be found from a copy of the database alone. */
  const hashCode = (userId: string, code: string): string =>
    hmac(recoveryKey, `${userId} ${bare(code)}`).toString('base64url');

  const newCodes = (userId: string) => {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    return { codes, hashes: codes.map((code) => hashCode(userId, code)) };
  };

  const findInUse = async (userId: string): Promise<StoredTotp | null> => {
    const stored = await store.findTotp(userId);
    return stored === undefined || stored.confirmedAt === null ? null : stored;
  };

  const findProposed = async (userId: string): Promise<StoredTotp | null> => {
    const stored = await store.findTotp(userId);
    if (stored === undefined || stored.confirmedAt !== null) return null;
    return stored.createdAt + SETUP_LIFETIME > clock.now() ? stored : null;
  };

  type Take = (transaction: Transaction) => Promise<boolean>;

  /** Tells the user, because somebody else may have used it. Null if there is no such code. */
  const takingRecoveryCode = async (userId: string, code: string, locale: Locale): Promise<Take | null> => {
    const hash = hashCode(userId, code);
    if (!(await store.hasCode(userId, hash))) return null;
    const tell = await notifications.to(userId);
    return async (transaction) => {
      const left = await store.takeCode(transaction, userId, hash);
      if (left === null) return false;
      await audit.record(transaction, { type: 'recovery_code_used', userId, detail: { left } });
      await tell(transaction, { notice: 'recovery_code_used', about: String(left), locale });
      return true;
    };
  };

  /** Null if the code is wrong. */
  const takingStep = async (userId: string, code: string, stored: StoredTotp): Promise<Take | null> => {
    const step = (await totp()).totpStep(secretOf(stored), code, worldClock.now());
    return step === null ? null : (transaction) => store.takeStep(transaction, userId, stored.sealedSecret, step);
  };

  /**
   * Uses a code in the transaction of what it is good for, so that no code is lost for nothing. Null if the code is wrong
   * or was used before.
   */
  const spend = async <T>(
    userId: string,
    { code: text, locale }: { code: string; locale: Locale },
    use: UseOfCode<T>,
  ): Promise<{ value: T } | null> => {
    const code = bare(text);
    const stored = await findInUse(userId);
    if (stored === null) return null;
    const isStep = /^\d{6}$/.test(code);
    const take = await (isStep ? takingStep(userId, code, stored) : takingRecoveryCode(userId, code, locale));
    if (take === null) return null;
    try {
      return await database.write((transaction) =>
        use(transaction, async () => {
          if (await take(transaction)) return new CodeTaken(userId);
          throw new CodeSpentError('the code was used meanwhile');
        }),
      );
    } catch (error) {
      if (error instanceof CodeSpentError) return null;
      throw error;
    }
  };

  /** Turns it off and tells the user. Resolves to whether it was on. */
  const turnOffIn = async (transaction: WaysInTransaction, userId: string, tell: Tell, locale: Locale | null) => {
    const wasOn = await store.delete(transaction, userId);
    if (wasOn) await tell(transaction, { notice: 'totp_off', locale });
    return wasOn;
  };

  return {
    isOn: async (userId: string): Promise<boolean> => (await findInUse(userId)) !== null,

    /** When it was turned on; null while it is off. */
    since: async (userId: string): Promise<number | null> => (await store.findTotp(userId))?.confirmedAt ?? null,

    /** Whether its codes have been used for so long that the account is theirs who has the phone (ADR 0052). */
    isEstablished: async (userId: string): Promise<boolean> => {
      const stored = await findInUse(userId);
      if (stored === null || stored.confirmedAt === null) return false;
      return (await totp()).timeOfStep(stored.lastStep) - stored.confirmedAt >= ESTABLISHED;
    },

    recoveryCodesLeft: (userId: string): Promise<number> => store.countCodes(userId),

    spend,

    /** Starts over with another secret, unless one is in use. */
    propose: async (userId: string): Promise<void> => {
      const sealed = seal(sealingKey, randomBytes(SECRET_BYTES).toString('base64url'));
      await store.proposeTotp(userId, sealed, clock.now());
    },

    /** Null if none is being set up. */
    proposal: async (userId: string, account: string): Promise<Proposal | null> => {
      const stored = await findProposed(userId);
      if (stored === null) return null;
      const { toBase32, totpUri } = await totp();
      const secret = toBase32(secretOf(stored));
      return { secret, uri: totpUri({ issuer: siteName, account, secret }) };
    },

    /**
     * Turns the second step on with a first code. Resolves to the recovery codes, shown only this once; null if the
     * code is wrong.
     */
    confirm: async (userId: string, code: string, locale: Locale): Promise<readonly string[] | null> => {
      const stored = await findProposed(userId);
      const step = stored && (await totp()).totpStep(secretOf(stored), bare(code), worldClock.now());
      if (stored === null || step === null) return null;
      const { codes, hashes } = newCodes(userId);
      const confirmed = { userId, sealedSecret: stored.sealedSecret, step, hashes, now: clock.now() };
      const tell = await notifications.to(userId);
      return database.write(async (began) => {
        const transaction = await changeWaysIn(accounts, began, userId);
        if (!(await store.confirmTotp(transaction, confirmed))) return null;
        await audit.record(transaction, { type: 'totp_on', userId });
        await tell(transaction, { notice: 'totp_on', locale });
        return codes;
      });
    },

    /** Replaces the recovery codes. Null if the second step is off. */
    renewCodes: async (userId: string, locale: Locale): Promise<readonly string[] | null> => {
      if ((await findInUse(userId)) === null) return null;
      const { codes, hashes } = newCodes(userId);
      const tell = await notifications.to(userId);
      await database.write(async (began) => {
        const transaction = await changeWaysIn(accounts, began, userId);
        await store.replaceCodes(transaction, { userId, hashes, now: clock.now() });
        await audit.record(transaction, { type: 'recovery_codes_made', userId });
        await tell(transaction, { notice: 'recovery_codes_made', locale });
      });
      return codes;
    },

    /** Resolves to what turns it off with a code. */
    turningOff: async (userId: string, locale: Locale): Promise<UseOfCode<null>> => {
      const tell = await notifications.to(userId);
      return async (began, take) => {
        const transaction = await changeWaysIn(accounts, began, userId);
        const taken = await take();
        if (await turnOffIn(transaction, userId, tell, locale)) {
          await audit.record(transaction, { type: 'totp_off', userId });
        }
        return { taken, value: null };
      };
    },

    /** For a user who is the first to prove control of the account's address, whoever created the account. */
    removeStrangers: async (transaction: WaysInTransaction, { userId }: WritersEnded, tell: Tell): Promise<void> => {
      if (await turnOffIn(transaction, userId, tell, null)) {
        await audit.record(transaction, { type: 'totp_off', userId });
      }
    },

    /** For operators. Resolves to whether it was on. */
    resetIn: async (transaction: WaysInTransaction, userId: string, tell: Tell): Promise<boolean> => {
      const wasOn = await turnOffIn(transaction, userId, tell, null);
      await audit.record(transaction, { type: 'second_step_reset', userId });
      return wasOn;
    },
  };
};

export type SecondStep = ReturnType<typeof createSecondStep>;
