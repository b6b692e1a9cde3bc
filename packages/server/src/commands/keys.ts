import type { Command } from 'commander';
import { toSeconds } from '../kernel/clock.js';
import { KEY_ALGS, type KeyAlg, type RotatedKey } from '../domain/keys/index.js';
import { LEFT, removeLeftKeys } from '../wiring/left-keys.js';
import { replaceSecretKey } from '../config/secret-key.js';
import { CommandError, configOf, print, withServices } from './context.js';

const MEANING = `
Without --now, a new key is published immediately and signs after ten minutes, when every client and process has it. The old
key still verifies what it signed and is deleted a day later. Users notice nothing.

With --now, for a key that may have leaked, the old keys are deleted. As soon as running servers see it (about ten
seconds), this invalidates:
  HS256                        every access token for this server's own endpoints; apps get new ones with their refresh tokens
  ES256                        every access token for other resources, and id_tokens signed with it
  RS256, PS256, EdDSA          every id_token signed with it; apps that keep the old key set refuse new ones for up to five minutes
Sessions, authorizations and refresh tokens stay.

With --secret-key, the signing keys stay, and what encrypts them and everything else in the database is replaced: secret.key
beside the database or, where OCTROI_SECRET_KEY is set, a key that is printed once. Nobody is signed out.`;

const algOf = (text: string): KeyAlg => {
  const alg = KEY_ALGS.find((each) => each === text);
  if (alg === undefined) throw new CommandError(`--alg must be one of ${KEY_ALGS.join(', ')}.`);
  return alg;
};

const inWords = ({ alg, kid, signsFrom }: RotatedKey, immediately: boolean): string =>
  `${alg}: key ${kid} ${immediately ? 'signs now. Older keys are deleted' : `signs from ${new Date(signsFrom).toISOString()}`}.`;

const SET_IT = `Set OCTROI_SECRET_KEY to this key, which is shown only now, and restart every process. Until a day after the first one
has started with it, processes can still start with the old key. If none has within 30 days, the new key stops working.`;

const rotateSecretKey = (command: Command): Promise<void> =>
  withServices(command, async ({ secretKeys }) => {
    const config = configOf(command);
    for (const file of await removeLeftKeys(config, secretKeys)) console.error(`${file} ${LEFT}`);
    const { key, file } = await replaceSecretKey(config, { use: secretKeys.add, undo: secretKeys.remove });
    if (file !== null) {
      const isForgotten = await secretKeys.forgetOlder(key);
      const rest = isForgotten ? '' : '; so may the file that ends in -wal, until the server is restarted';
      print(
        command,
        { file },
        `${file} holds a new key. Back it up. The database no longer opens with the old one. Backups made before still do${rest}.`,
      );
      return;
    }
    const text = key.toString('base64url');
    print(command, { secret_key: text }, `${text}\n${SET_IT}`);
  });

export const addKeyCommands = (program: Command): void => {
  const keys = program.command('keys').description('manage the keys that sign tokens');
  keys
    .command('rotate')
    .description('create new signing keys')
    .option('--alg <alg>', `only for this algorithm: ${KEY_ALGS.join(', ')}`)
    .option('--now', 'use the new keys at once and delete the old ones, after a key has leaked')
    .option('--secret-key', 'replace the key that encrypts them in the database instead')
    .addHelpText('after', MEANING)
    .action(async (options: { alg?: string; now?: boolean; secretKey?: boolean }, command: Command) => {
      if (options.secretKey === true) {
        if (options.alg !== undefined || options.now === true) {
          throw new CommandError(
            '--secret-key takes neither --alg nor --now: rotate the signing keys by a command of its own.',
          );
        }
        await rotateSecretKey(command);
        return;
      }
      const chosen = options.alg === undefined ? {} : { alg: algOf(options.alg) };
      const immediately = options.now === true;
      await withServices(command, async (services) => {
        const rotated = await services.keys.rotate({ ...chosen, immediately });
        print(
          command,
          { rotated: rotated.map(({ alg, kid, signsFrom }) => ({ alg, kid, signs_from: toSeconds(signsFrom) })) },
          rotated.map((key) => inWords(key, immediately)).join('\n'),
        );
      });
    });
};
