import { outsideRequests } from '../../kernel/condition.js';
import { DAY, HOUR, type Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import { isLoggedErrorCode, type LoggedErrorCode } from '../../protocol/call-errors.js';
import type { AppRequestsStore, NewAppRequest, NewRequestCount, StoredAppRequest } from './store.js';
import { wantedBy, type RequestFilter } from './filter.js';
import { OPERATIONS, type Operation } from './operations.js';
import { redactParameters, redactText, type SentParameter } from './redaction.js';

/** What a developer should look into although the request may have succeeded. */
export const WARNINGS = ['browser_secret', 'no_state', 'no_pkce'] as const;
export type Warning = (typeof WARNINGS)[number];

/** Why a request or a call failed: the code, and text for the developer. */
interface LoggedFailure {
  readonly code: LoggedErrorCode;
  readonly description: string;
}

/** An answered request of an app, or a call of ours to it. */
export interface AnsweredRequest {
  /** The app's id, or the client_id of a request that failed before the app was authenticated. */
  app: number | string;
  operation: Operation;
  requestId: string;
  /** Null on success. */
  error: LoggedFailure | null;
  /** It contained a client secret and came from a browser (design decision 2). */
  secretInBrowser: boolean;
  /** Called only if the request gets a line. */
  parameters(): Iterable<SentParameter>;
}

/** A line of an app's log. */
export interface RequestLine extends StoredAppRequest {
  operation: Operation;
  error: LoggedErrorCode | null;
  warnings: readonly Warning[];
}

type Line = Omit<NewAppRequest, 'appId'> & { app: number | string };

/** What one app did since the last flush. */
interface Tally {
  /** Failures that have a line. */
  failures: number;
  operations: Map<Operation, { succeeded: number; failed: number; kept: number }>;
}

/** The newest lines of an app that stay. */
export const MAX_LINES = 500;
/** The maximum age of a line. */
export const LINE_MEMORY = 3 * DAY;
/** Lines per page. */
export const PAGE = 50;

/** Lines waiting in memory, of all apps; about 500 bytes each. */
const MAX_WAITING = 2000;
/** Real ones are shorter; made-up ones wait in memory too. */
const MAX_CLIENT_ID = 500;
/** Apps counted between two flushes, including made-up ones. */
const MAX_TALLIES = 10_000;
/** Lines between two flushes: of an app's failures, and of its successes per operation. */
const FAILURES_KEPT = 50;
const SUCCESSES_KEPT = 3;
/** An app's lines are trimmed after this many new ones, so that the log of a quiet app costs nothing. */
const TRIM_AFTER = 100;

/** A device polls until its user answers, so a pending answer is not a failure and not every poll is worth a line. */
const isRoutine = (error: LoggedFailure | null): boolean => error === null || error.code === 'authorization_pending';

const warningsOf = (request: AnsweredRequest, parameters: Readonly<Record<string, string | null>>): Warning[] => {
  const { operation, error, secretInBrowser } = request;
  // Only of successes, because anybody can send requests that fail.
  const begins = (operation === 'authorize' || operation === 'par') && error === null;
  const lacks = (name: string): boolean => begins && !Object.hasOwn(parameters, name);
  return [
    ...(secretInBrowser ? (['browser_secret'] as const) : []),
    ...(lacks('state') ? (['no_state'] as const) : []),
    ...(lacks('code_challenge') ? (['no_pkce'] as const) : []),
  ];
};

const lineOf = (stored: StoredAppRequest): RequestLine[] => {
  const { error, warnings } = stored;
  const operation = OPERATIONS.find((each) => each === stored.operation);
  // Written by another version.
  if (operation === undefined) return [];
  return [
    {
      ...stored,
      operation,
      error: error === null || isLoggedErrorCode(error) ? error : 'server_error',
      warnings: WARNINGS.filter((warning) => warnings.includes(warning)),
    },
  ];
};

/**
 * The request log of each app, for its developer: what was requested, the outcome, and why.
 *
 * Each request is counted by app, operation and hour. Lines are kept for each failure (at most fifty per app) and the
 * first few successes of each operation between two flushes (a second), so that a developer who tries things finds
 * every request, while an app with a thousand requests a second costs a few lines and counts. Lines wait in memory, so
 * that requests do not wait for them, and are written in one batch. A crash loses the last second. If too many arrive,
 * lines are dropped, the oldest successes first, and the operator's log says how many.
 *
 * Anybody can send a failing request in an app's name. Such lines are limited like all others, in memory and on disk.
 */
export const createRequestLog = ({ store, clock, log }: { store: AppRequestsStore; clock: Clock; log: Log }) => {
  let successes: Line[] = [];
  let failures: Line[] = [];
  let tallies = new Map<number | string, Tally>();
  let dropped = 0;
  const newLines = new Map<number, number>();

  const tallyOf = (app: number | string): Tally | null => {
    const known = tallies.get(app);
    if (known !== undefined) return known;
    if (tallies.size >= MAX_TALLIES) return null;
    const tally: Tally = { failures: 0, operations: new Map() };
    tallies.set(app, tally);
    return tally;
  };

  const makeRoom = (): void => {
    if (successes.length + failures.length < MAX_WAITING) return;
    dropped += 1;
    if (successes.shift() === undefined) failures.shift();
  };

  const keep = (request: AnsweredRequest): void => {
    const parameters = redactParameters(request.parameters());
    const { error } = request;
    const line: Line = {
      app: request.app,
      requestId: request.requestId,
      operation: request.operation,
      error: error === null ? null : error.code,
      reason: error === null ? null : redactText(error.description),
      parameters: JSON.stringify(parameters),
      warnings: warningsOf(request, parameters),
      at: clock.now(),
    };
    makeRoom();
    (isRoutine(error) ? successes : failures).push(line);
  };

  const resolved = async (apps: Iterable<number | string>): Promise<(app: number | string) => number | undefined> => {
    const claimed = [...apps].filter((app) => typeof app === 'string');
    const ids = claimed.length === 0 ? new Map<string, number>() : await store.idsOf(claimed);
    return (app) => (typeof app === 'number' ? app : ids.get(app));
  };

  const trim = async (lines: readonly NewAppRequest[]): Promise<void> => {
    for (const { appId } of lines) newLines.set(appId, (newLines.get(appId) ?? 0) + 1);
    for (const [appId, count] of newLines) {
      if (count < TRIM_AFTER) continue;
      newLines.delete(appId);
      await store.trim(appId, MAX_LINES);
    }
  };

  const write = async (taken: readonly Line[], counted: ReadonlyMap<number | string, Tally>): Promise<void> => {
    const idOf = await resolved(counted.keys());
    const lines = taken.flatMap(({ app, ...line }): NewAppRequest[] => {
      const appId = idOf(app);
      return appId === undefined ? [] : [{ ...line, appId }];
    });
    const hourAt = Math.floor(clock.now() / HOUR) * HOUR;
    const counts = new Map<string, NewRequestCount>();
    for (const [app, { operations }] of counted) {
      const appId = idOf(app);
      if (appId === undefined) continue;
      for (const [operation, { succeeded, failed }] of operations) {
        // The same app may have been counted by its id and by its client_id.
        const key = `${appId} ${operation}`;
        const earlier = counts.get(key) ?? { appId, operation, hourAt, succeeded: 0, failed: 0 };
        counts.set(key, { ...earlier, succeeded: earlier.succeeded + succeeded, failed: earlier.failed + failed });
      }
    }
    if (counts.size === 0) return;
    await store.add(lines, [...counts.values()]);
    await trim(lines);
  };

  const takeAndWrite = async (): Promise<void> => {
    const lines = [...successes, ...failures].toSorted((a, b) => a.at - b.at);
    const counted = tallies;
    if (dropped > 0) log.warn({ dropped }, 'lines of the request log dropped');
    [successes, failures, tallies, dropped] = [[], [], new Map(), 0];
    if (counted.size === 0) return;
    try {
      await write(lines, counted);
    } catch (error) {
      log.warn({ err: error, dropped: lines.length }, 'lines of the request log dropped');
    }
  };

  // One at a time, so that lines get their ids in the order of their requests.
  let flushes: Promise<void> = Promise.resolve();
  // The lines of all apps, whoever asks to see some.
  const flush = outsideRequests((): Promise<void> => (flushes = flushes.then(takeAndWrite)));

  return {
    /** Records a request. Does not wait for the database and never throws. */
    note: (request: AnsweredRequest): void => {
      if (typeof request.app === 'string' && request.app.length > MAX_CLIENT_ID) return;
      const tally = tallyOf(request.app);
      if (tally === null) return void (dropped += 1);
      let operation = tally.operations.get(request.operation);
      if (operation === undefined) {
        operation = { succeeded: 0, failed: 0, kept: 0 };
        tally.operations.set(request.operation, operation);
      }
      if (isRoutine(request.error)) {
        operation.succeeded += 1;
        if (operation.kept >= SUCCESSES_KEPT) return;
        operation.kept += 1;
      } else {
        operation.failed += 1;
        if (tally.failures >= FAILURES_KEPT) return void (dropped += 1);
        tally.failures += 1;
      }
      keep(request);
    },

    /** Writes what was recorded so far. Never rejects: what cannot be written is dropped and logged. */
    flush,

    /** The newest lines that match a filter, at most PAGE, including those recorded in this process a moment ago. */
    list: async (appId: number, filter: RequestFilter): Promise<RequestLine[]> => {
      await flush();
      return (await store.list(appId, wantedBy(filter, PAGE))).flatMap(lineOf);
    },

    /** The warnings in an app's lines, and its number of requests in about the last 24 hours. */
    summary: async (appId: number): Promise<{ warnings: Warning[]; succeeded: number; failed: number }> => {
      await flush();
      const [given, totals] = await Promise.all([
        store.warnings(appId),
        store.totals(appId, Math.floor((clock.now() - DAY) / HOUR) * HOUR),
      ]);
      return { warnings: WARNINGS.filter((warning) => given.has(warning)), ...totals };
    },
  };
};

export type RequestLog = ReturnType<typeof createRequestLog>;
