import { timingSafeEqual } from 'node:crypto';
import { MINUTE } from '../../../kernel/clock.js';
import { hmac } from '../../../kernel/hmac.js';
import { deriveKey } from '../../../kernel/keys.js';
import { randomBytes } from '../../../kernel/random.js';
import { hashSecret } from '../../../kernel/secret.js';
import type { Needs } from '../needs.js';

/** What the response to a challenge is for, and in which browser. */
export interface ChallengeUse {
  purpose: 'register' | 'sign_in';
  /** Null for a sign-in, when nobody knows yet who it is. */
  userId: string | null;
  browserId: string;
}

export const CHALLENGE_LIFETIME = 5 * MINUTE;

/** 128 random bits (WebAuthn Level 3 section 13.4.3), and the expiry in milliseconds. */
const RANDOM_BYTES = 16;
const TIME_BYTES = 6;
const TAG_BYTES = 32;
const LENGTH = RANDOM_BYTES + TIME_BYTES + TAG_BYTES;

/**
 * Passkey challenges. Every visitor of the sign-in page gets one and few answer it, so none is stored before it is
 * answered: its tag proves that we issued it, until when it is valid, and for what.
 */
export const createPasskeyChallenges = ({
  usedJtis,
  clock,
  rootKey,
}: Pick<Needs, 'usedJtis' | 'clock' | 'rootKey'>) => {
  const key = deriveKey(rootKey, 'passkey challenges');

  const tagOf = (head: Uint8Array, { purpose, userId, browserId }: ChallengeUse): Buffer =>
    hmac(key, Buffer.concat([head, Buffer.from(JSON.stringify([purpose, userId, browserId]))]));

  return {
    /** base64url. */
    make: (use: ChallengeUse): string => {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUIntBE(clock.now() + CHALLENGE_LIFETIME, 0, TIME_BYTES);
      const head = Buffer.concat([randomBytes(RANDOM_BYTES), time]);
      return Buffer.concat([head, tagOf(head, use)]).toString('base64url');
    },

    /** True for the first caller that answers it in time, in the browser and for the purpose it was issued for. */
    take: async (challenge: string, use: ChallengeUse): Promise<boolean> => {
      const bytes = Buffer.from(challenge, 'base64url');
      // Only the canonical spelling, because used challenges are stored as text.
      if (bytes.length !== LENGTH || bytes.toString('base64url') !== challenge) return false;
      const head = bytes.subarray(0, -TAG_BYTES);
      if (!timingSafeEqual(bytes.subarray(-TAG_BYTES), tagOf(head, use))) return false;
      const expiresAt = head.readUIntBE(RANDOM_BYTES, TIME_BYTES);
      return expiresAt > clock.now() && usedJtis.use(hashSecret(`passkey ${challenge}`), expiresAt);
    },
  };
};
