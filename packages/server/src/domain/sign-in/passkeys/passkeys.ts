import { isIP } from 'node:net';
import { type Limited, unlessJudged } from '../../../database/limiter.js';
import type { WritersEnded } from '../../../kernel/ended.js';
import { hasRoom, type Account } from '../../accounts/index.js';
import type { Tell } from '../../mail/index.js';
import type { Locale } from '../../../i18n/index.js';
import { sameText } from '../../../kernel/secret.js';
import { canonicalName } from '../../../kernel/text.js';
import type { Needs } from '../needs.js';
import type { WaysInTransaction } from '../store/ways-in.js';
import { changeWaysIn } from '../ways-in.js';
import type { Passkey, PasskeysStore } from './store.js';
import { CHALLENGE_LIFETIME, createPasskeyChallenges, type ChallengeUse } from './challenges.js';
import type { Claimed, Expected } from './webauthn.js';

/** What a browser needs to create or use a passkey: the JSON forms of WebAuthn Level 3 section 5.1. */
export type CeremonyOptions = Readonly<Record<string, unknown>>;

export type Addition =
  | { outcome: 'added'; name: string }
  /** The name contains invisible characters or is too long. */
  | { outcome: 'name' }
  | { outcome: 'too_many' }
  /** The response is wrong, late, or from another browser. */
  | { outcome: 'refused' };

export type Removal =
  | { outcome: 'removed'; name: string }
  /** Without it nobody could sign in to the account. */
  | { outcome: 'last' }
  | { outcome: 'unknown' };

export type PasskeySignIn =
  | { outcome: 'ok'; account: Account }
  | { outcome: 'disabled' }
  | { outcome: 'refused' }
  /** Too many were refused. */
  | { outcome: 'limited'; retryAfterSeconds: number };

/** Whose browser answers with a passkey. */
export interface PasskeyUser {
  browserId: string;
  /** The client's. */
  address: string;
}

export const MAX_PASSKEYS = 20;
export const MAX_PASSKEY_NAME = 60;
/** Refused answers in a quarter of an hour, each of which leaves an audit event. */
const REFUSED = { points: 60, durationSeconds: 15 * 60 };
/** EdDSA, ES256 and RS256 (RFC 9053): every authenticator supports one of them. */
const ALGORITHMS: readonly number[] = [-8, -7, -257];

/** The WebAuthn user handle: stable, and neither name nor address (WebAuthn Level 3 section 14.6.1). */
const userHandleOf = (userId: string): string => Buffer.from(userId).toString('base64url');

const toRegister = (userId: string, browserId: string): ChallengeUse => ({ purpose: 'register', userId, browserId });
const toSignIn = (browserId: string): ChallengeUse => ({ purpose: 'sign_in', userId: null, browserId });

/** Loaded on first use: it is large, and many installations run for a long time without it. */
const verification = () => import('./webauthn.js');

/** Passkeys: discoverable credentials with user verification (WebAuthn Level 3). */
export const createPasskeys = (needs: Needs & { store: PasskeysStore }) => {
  const { store, clock, accounts, audit, database, limits, notifications, sessions, issuer, siteName } = needs;
  const challenges = createPasskeyChallenges(needs);
  const refusals = limits.createForgiving({ name: 'refused passkeys', ...REFUSED });
  const rpId = new URL(issuer).hostname;

  const expected = (use: ChallengeUse): Expected => ({
    expectedOrigin: issuer,
    expectedRPID: rpId,
    expectedChallenge: (challenge) => challenges.take(challenge, use),
    requireUserVerification: true,
  });

  const refused = async (userId: string): Promise<{ outcome: 'refused' }> => {
    await audit.observe({ type: 'passkey_refused', userId });
    return { outcome: 'refused' };
  };

  /** Counts an answer until it is found to be right, so that many at once do not pass the limit. */
  const unlessTooMany = async <T extends { outcome: string }>(
    key: string,
    judge: () => Promise<T>,
  ): Promise<T | Limited> => {
    const limited = await refusals.consume(key);
    if (limited !== null) return limited;
    const giveBack = () => refusals.reward(key);
    const judged = await unlessJudged(judge, giveBack);
    if (judged.outcome !== 'refused') await giveBack();
    return judged;
  };

  const removed = async (
    transaction: WaysInTransaction,
    { id, name, userId }: Passkey,
    tell: Tell,
    locale: Locale | null,
  ) => {
    await audit.record(transaction, { type: 'passkey_removed', userId, detail: { passkey: id } });
    await tell(transaction, { notice: 'passkey_removed', about: name, locale });
  };

  const removeAllIn = async (transaction: WaysInTransaction, userId: string, tell: Tell): Promise<number> => {
    const passkeys = await store.deleteByUser(transaction, userId);
    for (const passkey of passkeys) await removed(transaction, passkey, tell, null);
    return passkeys.length;
  };

  const judgeNew = async (
    account: Account,
    { shown, answer, browserId, locale }: { shown: string; answer: string; browserId: string; locale: Locale },
  ): Promise<Addition> => {
    const { verifyNewCredential } = await verification();
    const use = toRegister(account.id, browserId);
    const credential = await verifyNewCredential(answer, expected(use), ALGORITHMS);
    if (credential === null) return refused(account.id);
    const tell = await notifications.to(account);
    const added = await database.write(async (transaction) => {
      const count = () => store.countByUser(transaction, account.id);
      if (!(await hasRoom(transaction, accounts, account.id, { count, limit: MAX_PASSKEYS }))) return 'too_many';
      const given = { ...credential, userId: account.id, name: shown, createdAt: clock.now() };
      const passkey = await store.insert(transaction, given);
      if (passkey === undefined) return 'refused';
      await audit.record(transaction, {
        type: 'passkey_added',
        userId: account.id,
        detail: { passkey: passkey.id },
      });
      await tell(transaction, { notice: 'passkey_added', about: shown, locale });
      return 'added';
    });
    if (added === 'refused') return refused(account.id);
    return added === 'added' ? { outcome: 'added', name: shown } : { outcome: 'too_many' };
  };

  const judge = async (
    answer: string,
    claimed: Claimed,
    passkey: Passkey,
    browserId: string,
  ): Promise<PasskeySignIn> => {
    const { verifyAssertion } = await verification();
    const { userId } = passkey;
    if (claimed.userHandle === null || !sameText(claimed.userHandle, userHandleOf(userId))) return refused(userId);
    // Before the passkey is found to exist still: what ends it raises the account's credential version first.
    const account = await accounts.getById(userId);
    const use = await verifyAssertion(answer, passkey, expected(toSignIn(browserId)));
    if (use === null || !(await store.recordUse(passkey.id, { ...use, now: clock.now() }))) {
      return refused(userId);
    }
    if (account?.status === 'enabled') return { outcome: 'ok', account };
    return { outcome: account?.status === 'disabled' ? 'disabled' : 'refused' };
  };

  return {
    /** Off if the issuer is an IP address: an RP ID is a domain (WebAuthn Level 3 section 5.1.3). */
    isOn: isIP(rpId.replace(/^\[|\]$/g, '')) === 0,

    list: (userId: string): Promise<Passkey[]> => store.listByUser(userId),

    /** Valid for one passkey of this account, in this browser, for five minutes. */
    creationOptions: async (account: Account, browserId: string): Promise<CeremonyOptions> => ({
      challenge: challenges.make(toRegister(account.id, browserId)),
      rp: { id: rpId, name: siteName },
      user: { id: userHandleOf(account.id), name: account.username, displayName: account.username },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: CHALLENGE_LIFETIME,
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      excludeCredentials: (await store.listByUser(account.id)).map((passkey) => ({
        type: 'public-key',
        id: passkey.credentialId,
      })),
    }),

    /** `answer`: the JSON of the credential that the browser created. */
    add: async (
      account: Account,
      { name, answer, browserId, locale }: { name: string; answer: string; browserId: string; locale: Locale },
    ): Promise<Addition> => {
      const shown = canonicalName(name, MAX_PASSKEY_NAME);
      if (shown === null) return { outcome: 'name' };
      const judged = await unlessTooMany(`new of ${account.id}`, () =>
        judgeNew(account, { shown, answer, browserId, locale }),
      );
      return 'outcome' in judged ? judged : { outcome: 'refused' };
    },

    /** False if the name is invalid, or there is no such passkey. */
    rename: async (userId: string, id: number, name: string): Promise<boolean> => {
      const shown = canonicalName(name, MAX_PASSKEY_NAME);
      return shown !== null && store.rename(id, userId, shown);
    },

    remove: async (userId: string, id: number, locale: Locale): Promise<Removal> => {
      const isTheirs = (await store.listByUser(userId)).some((passkey) => passkey.id === id);
      if (!isTheirs) return { outcome: 'unknown' };
      const unlessLast = !(await accounts.hasPassword(userId));
      const tell = await notifications.to(userId);
      return database.write(async (began): Promise<Removal> => {
        const transaction = await changeWaysIn(accounts, began, userId);
        const passkey = await store.delete(transaction, id, userId, { unlessLast });
        if (passkey === undefined) return { outcome: unlessLast ? 'last' : 'unknown' };
        await removed(transaction, passkey, tell, locale);
        return { outcome: 'removed', name: passkey.name };
      });
    },

    /** For a user who has just proven control of the account's address, whoever created the account. */
    removeStrangers: (transaction: WaysInTransaction, { userId }: WritersEnded, tell: Tell): Promise<number> =>
      removeAllIn(transaction, userId, tell),

    /** For a user who resets the password, and says which may be an intruder's. */
    removeChosen: async (
      transaction: WaysInTransaction,
      { userId }: WritersEnded,
      id: number,
      { tell, locale }: { tell: Tell; locale: Locale },
    ): Promise<void> => {
      const passkey = await store.delete(transaction, id, userId, { unlessLast: false });
      if (passkey !== undefined) await removed(transaction, passkey, tell, locale);
    },

    /** For operators, when a user has lost their devices: sessions go on. Resolves to how many there were. */
    removeAllIn,

    /** Names no account or passkey, so it reveals nothing about who has one. */
    requestOptions: (browserId: string): CeremonyOptions => ({
      challenge: challenges.make(toSignIn(browserId)),
      rpId,
      timeout: CHALLENGE_LIFETIME,
      userVerification: 'required',
      allowCredentials: [],
    }),

    /**
     * Verifies a response. Everything that can be wrong with it has the same outcome. Refused ones are counted by address;
     * a browser that the passkey's user has signed in with before is counted apart, so that nobody can lock them out.
     */
    signIn: async (answer: string, { browserId, address }: PasskeyUser): Promise<PasskeySignIn> => {
      const { readAssertion } = await verification();
      const claimed = readAssertion(answer);
      const passkey = claimed && (await store.findByCredential(claimed.credentialId));
      const userId = passkey?.userId ?? '';
      const isKnown = await sessions.isKnownBrowser(userId, browserId);
      const key = isKnown ? `user:${userId} browser:${browserId}` : `address:${address}`;
      const judged = await unlessTooMany(key, async (): Promise<PasskeySignIn> =>
        claimed && passkey ? judge(answer, claimed, passkey, browserId) : { outcome: 'refused' },
      );
      if ('outcome' in judged) return judged;
      const { retryAfterSeconds, isFirst } = judged;
      const detail = { address, retryAfterSeconds };
      if (isFirst) await audit.observe({ type: 'sign_in_limited', userId: passkey?.userId ?? null, detail });
      return { outcome: 'limited', retryAfterSeconds };
    },
  };
};

export type Passkeys = ReturnType<typeof createPasskeys>;
