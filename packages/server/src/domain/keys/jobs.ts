import { DAY, HOUR, SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Log } from '../../kernel/log.js';
import type { Keys } from './keys.js';
import type { SecretKeys } from './root-key.js';

interface Needs {
  keys: Keys;
  keyRotation: number;
  secretKeys: SecretKeys;
  /** The configured one; null if it is in a file of ours. */
  secretKey: object | null;
  log: Log;
}

/** Tells the log if this process goes on with a secret key that was replaced, or that is to be. */
export const tellOfSecretKey = async ({ secretKeys, log }: { secretKeys: SecretKeys; log: Log }): Promise<void> => {
  const advice = await secretKeys.advice();
  if (advice !== null) log.warn({ remedy: advice.remedy }, advice.message);
};

/** `keyRotation` is the age at which signing keys are rotated, in days; 0 for never. */
export const keysJobs = ({ keys, keyRotation, ...needs }: Needs): Job[] => [
  // Only where an operator gives it to each process: `secret.key` is read again at the next start.
  ...(needs.secretKey === null
    ? []
    : [
        {
          name: 'see whether the secret key was replaced',
          every: HOUR,
          runsIn: 'each process' as const,
          run: () => tellOfSecretKey(needs),
        },
      ]),
  // Frequent, because until then this process may sign with a key that another process has deleted.
  {
    name: 'see which signing keys there are',
    every: 10 * SECOND,
    runsIn: 'each process',
    run: () => keys.refresh(),
  },
  {
    name: 'rotate old signing keys',
    every: HOUR,
    runsIn: 'one process',
    byAge: true,
    run: async () => {
      if (keyRotation > 0) await keys.rotateOlderThan(keyRotation * DAY);
    },
  },
];
