import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secret } from '../../../../kernel/secret.js';
import { composed } from '../../../../kernel/text.js';
import { createTurns } from '../../../../kernel/turns.js';

/** OWASP's recommendation: argon2id, 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;
const SALT_BYTES = 16;
/** Each takes 19 MiB and one of libuv's four threads; more at once would only block other work. */
const MAX_AT_ONCE = 2;
/** More than two seconds' work: later callers would have given up before their turn. */
const MAX_WAITING = 100;

interface Parameters {
  memory: number;
  passes: number;
  parallelism: number;
  salt: Buffer;
  tag: Buffer;
}

const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

const argon2id = promisify(argon2);

const inTurn = createTurns({ atOnce: MAX_AT_ONCE, mostWaiting: MAX_WAITING });

const derive = (password: Secret, { memory, passes, parallelism, salt, tag }: Parameters): Promise<Buffer> =>
  inTurn({}, () =>
    argon2id('argon2id', {
      message: composed(password.reveal()),
      nonce: salt,
      memory,
      passes,
      parallelism,
      tagLength: tag.length,
    }),
  );

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** Hashes a password, in the PHC string format. @throws {UnavailableError} if too many wait */
export const hashPassword = async (password: Secret): Promise<string> => {
  const salt = randomBytes(SALT_BYTES);
  const tag = await derive(password, {
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: LANES,
    salt,
    tag: Buffer.alloc(TAG_BYTES),
  });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(salt)}$${unpadded(tag)}`;
};

const parse = (hash: string): Parameters | null => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
};

/** Takes as long as a verification, so that timing does not reveal whether a user exists. */
export const burnPasswordTime = async (password: Secret): Promise<void> => {
  await hashPassword(password);
};

/** The stored hash of an account without a password. */
export const NO_PASSWORD = 'none';

/**
 * False for a wrong password, and equally slowly for a hash in an unknown format.
 *
 * @throws {UnavailableError} if too many wait
 */
export const verifyPassword = async (hash: string, password: Secret): Promise<boolean> => {
  const parameters = parse(hash);
  if (parameters === null) {
    await burnPasswordTime(password);
    return false;
  }
  return timingSafeEqual(await derive(password, parameters), parameters.tag);
};
