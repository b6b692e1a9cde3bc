import { DAY, HOUR, SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Keys } from './keys.js';

interface Needs {
  keys: Keys;
  /** How old signing keys get, in days; 0 for never rotated. */
  keyRotation: number;
}

export const keysJobs = ({ keys, keyRotation }: Needs): Job[] => [
  // Often, since until then this process signs with a key that another one may have taken away.
  { name: 'see which signing keys there are', every: 10 * SECOND, run: () => keys.refresh() },
  {
    name: 'rotate old signing keys',
    every: HOUR,
    run: async () => {
      if (keyRotation > 0) await keys.rotateOlderThan(keyRotation * DAY);
    },
  },
];
