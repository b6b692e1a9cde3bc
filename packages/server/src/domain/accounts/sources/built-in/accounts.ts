import { canonicalName, foldKey, mixesAlphabets, readRowId } from '../../../../kernel/text.js';
import type { Clock } from '../../../../kernel/clock.js';
import { MAX_UNITS, unitsToNumber } from '../../../../kernel/quota.js';
import type { Secret } from '../../../../kernel/secret.js';
import { isUniqueViolation } from '../../../../database/database.js';
import { holdUser } from '../../store/deletion.js';
import type { UsersStore } from './store.js';
import {
  confirmEmail,
  holdVerified,
  insertUser,
  rename,
  setEmail,
  setPasswordHash,
  setStatus,
  type StoredUser,
  voidVerified,
} from './store.js';
import { AmbiguousLoginError, type Account } from '../../source.js';
import type {
  AccountLimits,
  ManagedAccounts,
  NewAccount,
  NewAccountFault,
  Registration,
  WriteAccount,
} from '../../managed.js';
import { burnPasswordTime, hashPassword, NO_PASSWORD, verifyPassword } from './passwords.js';

const LIMITS: AccountLimits = { minPasswordLength: 8, maxPasswordLength: 256, maxUsernameLength: 64 };
const MAX_EMAIL_LENGTH = 254;
/** The domain has no empty label: `example.com.` is `example.com`, and so is one with another of the dots of IDNA. */
const EMAIL =
  /^[^\s@"(),:;<>[\\\]]+@[^\s@"(),:;<>[\\\].\u3002\uFF0E\uFF61]+(?:\.[^\s@"(),:;<>[\\\].\u3002\uFF0E\uFF61]+)*$/;

export const toAccount = (user: StoredUser): Account => ({
  id: String(user.id),
  username: user.username,
  email: user.email,
  emailVerified: user.isEmailVerified,
  createdAt: user.createdAt,
  status: user.status,
  quota: BigInt(user.quota),
  usedQuota: BigInt(user.usedQuota),
  locale: user.locale,
  credentialVersion: user.credentialVersion,
});

/** 0, which no account has, for an id that is not of this source. */
const userIdOf = (id: string): number => readRowId(id) ?? 0;

/** Both as mail is sent to it and as accounts are looked up by it. */
const isEmail = (text: string): boolean =>
  canonicalName(text, MAX_EMAIL_LENGTH) !== null && [text, foldKey(text)].every((form) => EMAIL.test(form));

const canonicalUsername = (text: string): string => canonicalName(text, LIMITS.maxUsernameLength) ?? '';

/** An @, or a character that folds to one, would let a name equal another user's address. */
const isUsername = (canonical: string): boolean =>
  canonical !== '' && !foldKey(canonical).includes('@') && !mixesAlphabets(canonical);

type Identifiers = Pick<NewAccount, 'username' | 'email'>;

/** `username` is '' if it has no canonical form. */
const faultsOf = (account: Identifiers): NewAccountFault[] => {
  const faults: NewAccountFault[] = [];
  if (!isUsername(account.username)) faults.push({ field: 'username', reason: 'invalid' });
  if (!isEmail(account.email)) faults.push({ field: 'email', reason: 'invalid' });
  return faults;
};

const passwordFault = (password: Secret): NewAccountFault | null => {
  const length = Array.from(password.reveal()).length;
  if (length < LIMITS.minPasswordLength) return { field: 'password', reason: 'too_short' };
  return length > LIMITS.maxPasswordLength ? { field: 'password', reason: 'too_long' } : null;
};

/** Null if there is no fault. */
const refusal = ([first, ...others]: readonly NewAccountFault[]): Registration | null =>
  first === undefined ? null : { outcome: 'refused', faults: [first, ...others] };

/** Users and balances in Octroi's own database. */
export const createBuiltInAccounts = (store: UsersStore, clock: Clock): ManagedAccounts => {
  const usersByLogin = (login: string): Promise<StoredUser[]> => store.findByLogin(login.trim());

  const taken = async (account: Identifiers): Promise<NewAccountFault[]> => {
    const [byName, byEmail] = await Promise.all([
      store.findByLogin(account.username),
      store.findByLogin(account.email),
    ]);
    const faults: NewAccountFault[] = [];
    if (byName.length > 0) faults.push({ field: 'username', reason: 'taken' });
    if (byEmail.length > 0) faults.push({ field: 'email', reason: 'taken' });
    return faults;
  };

  /** `secure` makes the password's hash. */
  const create = async (
    given: Omit<NewAccount, 'password'>,
    passwordFaults: NewAccountFault[],
    secure: () => string | Promise<string>,
    write: WriteAccount,
  ): Promise<Registration> => {
    const username = canonicalUsername(given.username);
    const { email, isEmailVerified = false, quota = 0n, usedQuota = 0n, memo = 'Opening balance' } = given;
    const refused =
      refusal([...faultsOf({ username, email }), ...passwordFaults]) ??
      // Before hashing, which is much more expensive. The insert decides races.
      refusal(await taken({ username, email }));
    if (refused !== null) return refused;
    const units = { quota: unitsToNumber(quota), usedQuota: unitsToNumber(usedQuota) };
    const passwordHash = await secure();
    try {
      const user = { username, email, isEmailVerified, passwordHash, ...units, memo, now: clock.now() };
      const account = await write(async (transaction) => toAccount(await insertUser(transaction, user)));
      return { outcome: 'created', account };
    } catch (error) {
      const lost = isUniqueViolation(error) ? refusal(await taken({ username, email })) : null;
      if (lost === null) throw error;
      return lost;
    }
  };

  return {
    limits: LIMITS,

    getById: async (id) => {
      const user = await store.find(userIdOf(id));
      return user === undefined || user.deletedAt !== null ? null : toAccount(user);
    },

    getEach: async (ids) => {
      const users = await store.findEach([...new Set(ids)].map(userIdOf));
      return new Map(
        users.filter(({ deletedAt }) => deletedAt === null).map((user) => [String(user.id), toAccount(user)]),
      );
    },

    findByLogin: async (login) => {
      const [user, another] = await usersByLogin(login);
      if (another !== undefined) throw new AmbiguousLoginError('the login matches two accounts');
      return user === undefined ? null : toAccount(user);
    },

    verifyPassword: async (login, password) => {
      const [user, another] = await usersByLogin(login);
      if (user === undefined || another !== undefined) {
        await burnPasswordTime(password);
        return { outcome: 'wrong' };
      }
      if (!(await verifyPassword(user.passwordHash, password))) return { outcome: 'wrong' };
      return { outcome: user.status === 'enabled' ? 'ok' : 'disabled', account: toAccount(user) };
    },

    holdVerified: (transaction, { userId, credentialVersion }) =>
      holdVerified(transaction, userIdOf(userId), credentialVersion),

    hold: (transaction, id) => holdUser(transaction, userIdOf(id)),

    voidVerified: (transaction, userId) => voidVerified(transaction, userIdOf(userId)),

    credit: async (id, units, { idempotencyKey, memo }, credited) => {
      const userId = userIdOf(id);
      if (userId === 0) throw new RangeError('no account of the built-in source has this id');
      const deltas = { quotaDelta: unitsToNumber(units), usedDelta: 0 };
      try {
        return await store.move({ userId, ...deltas, memo, idempotencyKey, now: clock.now() }, credited);
      } catch (error) {
        // The database holds no sum that a number cannot.
        const user = await store.find(userId);
        if (user !== undefined && BigInt(user.quota) + units > MAX_UNITS) return 'over_limit';
        throw error;
      }
    },

    passwordFault,

    register: ({ password, ...account }, write = store.write) => {
      const found = passwordFault(password);
      const faults = found === null ? [] : [found];
      return create(account, faults, () => hashPassword(password), write);
    },

    registerWithoutPassword: (account, write) => create(account, [], () => NO_PASSWORD, write),

    isUsernameFree: async (username) => {
      const name = canonicalUsername(username);
      return isUsername(name) && (await store.findByLogin(name)).length === 0;
    },

    hasPassword: async (id) => {
      const user = await store.find(userIdOf(id));
      return user !== undefined && user.passwordHash !== NO_PASSWORD;
    },

    newPassword: async (password) => {
      const passwordHash = await hashPassword(password);
      return (transaction, id) => setPasswordHash(transaction, userIdOf(id), passwordHash);
    },

    isEmail,

    isEmailTaken: async (id, email) => (await store.findByLogin(email)).some((holder) => String(holder.id) !== id),

    setEmail: (transaction, id, email, { isVerified }) => setEmail(transaction, userIdOf(id), email, isVerified),

    confirmEmail: (transaction, id, email) => confirmEmail(transaction, userIdOf(id), email),

    setStatus: (transaction, id, status) => setStatus(transaction, userIdOf(id), status),

    rename: async (transaction, id, given) => {
      const username = canonicalUsername(given);
      return isUsername(username) && (await rename(transaction, userIdOf(id), username)) ? username : null;
    },

    setLocale: (id, locale) => store.setLocale(userIdOf(id), locale),

    balanceHistory: async (id, first, last) => {
      const history = await store.balanceHistory(userIdOf(id), first, last);
      return (
        history && {
          balance: BigInt(history.balance),
          changes: history.changes.map(({ day, units }) => ({ day, units: BigInt(units) })),
        }
      );
    },

    ledger: async (id, limit, before = null) => {
      const entries = await store.ledger(userIdOf(id), limit, before);
      return entries.map((entry) => ({
        ...entry,
        quotaDelta: BigInt(entry.quotaDelta),
        usedDelta: BigInt(entry.usedDelta),
      }));
    },
  };
};
