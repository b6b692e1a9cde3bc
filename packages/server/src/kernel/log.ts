import { pino, type Logger } from 'pino';

/** The logger: one JSON object per line on standard output. */
export type Log = Logger;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export const createLog = (level: LogLevel): Log => pino({ level, base: null });
