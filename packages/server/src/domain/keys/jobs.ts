import { DAY, HOUR, SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Keys } from './keys.js';

interface Needs {
  keys: Keys;
  /** Age at which signing keys are rotated, in days; 0 for never. */
  keyRotation: number;
}

export const keysJobs = ({ keys, keyRotation }: Needs): Job[] => [
  // Frequent, because until then this process may sign with a key that another process has deleted.
  { name: 'see which signing keys there are', every: 10 * SECOND, run: () => keys.refresh() },
  {
    name: 'rotate old signing keys',
    every: HOUR,
    run: async () => {
      if (keyRotation > 0) await keys.rotateOlderThan(keyRotation * DAY);
    },
  },
];
