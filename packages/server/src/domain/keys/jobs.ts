import { DAY, HOUR, SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Keys } from './keys.js';

/** `keyRotation` is the age at which signing keys are rotated, in days; 0 for never. */
export const keysJobs = ({ keys, keyRotation }: { keys: Keys; keyRotation: number }): Job[] => [
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
