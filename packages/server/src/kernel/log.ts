import { pino, type DestinationStream, type Logger } from 'pino';

/** The logger: one JSON object per line on standard output. */
export type Log = Logger;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** How much waits while standard output takes nothing, in bytes. What does not fit is dropped and counted. */
const WAITING = 1024 * 1024;
/** How long a failing output is left alone when nothing new is logged. In milliseconds. */
const RETRY = 1_000;

/**
 * Standard output, whose failures (a full disk) do not end the process. Lines wait; once all that waited is written,
 * `tell` hears why, and how many lines found no room.
 */
const patientOutput = (tell: (failure: Error, dropped: number) => void): DestinationStream => {
  const output = pino.destination({ sync: true, maxLength: WAITING, retryEAGAIN: () => false });
  let failing = false;
  let dropped = 0;
  output.on('drop', () => {
    dropped += 1;
  });
  output.on('error', (failure) => {
    setTimeout(() => output.write(''), RETRY).unref();
    if (failing) return;
    failing = true;
    output.once('drain', () => {
      tell(failure, dropped);
      failing = false;
      dropped = 0;
    });
  });
  return output;
};

export const createLog = (level: LogLevel): Log => {
  const output = patientOutput((err, dropped) =>
    log.warn({ err, dropped }, 'the log could not be written for a while'),
  );
  const log: Log = pino({ level, base: null }, output);
  return log;
};
