import { setTimeout as wait } from 'node:timers/promises';
import { goOn } from './stop.js';

/** How many times as long as a step took, the database, or whatever it used, is left to requests after it. */
const REST = 4;
/** In milliseconds, so that a backlog gets smaller under any load. */
const LONGEST_REST = 50;

/**
 * Takes steps until one resolves to false, with a rest after each: a slow disk, or a busy one, gets a longer one.
 *
 * @throws {StoppedError} between two steps, in a job that is to stop
 */
export const withRests = async (step: () => Promise<boolean>): Promise<void> => {
  for (;;) {
    goOn();
    const began = performance.now();
    if (!(await step())) return;
    await wait(Math.min((performance.now() - began) * REST, LONGEST_REST));
  }
};
