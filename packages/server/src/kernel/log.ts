import { pino, type Logger } from 'pino';

/** The logger every part is handed: JSON lines on standard output, one object an event. */
export type Log = Logger;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export const createLog = (level: LogLevel): Log => pino({ level, base: null });
