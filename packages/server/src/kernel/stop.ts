import { AsyncLocalStorage } from 'node:async_hooks';

/** A job was told to stop, and did not come to its end. Its next run goes on with it. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

const jobs = new AsyncLocalStorage<AbortSignal>();

/** Runs a job, whose batches end with a StoppedError once `stop` is aborted. */
export const untilStopped = <T>(stop: AbortSignal, work: () => T): T => jobs.run(stop, work);

/**
 * Between two batches. Throws, so that nobody takes what was interrupted for done. Requests and commands, which no job
 * waits for, go on.
 *
 * @throws {StoppedError} if the job that this runs in is to stop
 */
export const goOn = (): void => {
  if (jobs.getStore()?.aborted === true) throw new StoppedError('told to stop');
};
