import { DAY, HOUR, type Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import { OAUTH_ERRORS, type OAuthError, type OAuthErrorCode } from '../../protocol/errors.js';
import type { AppRequestsStore, NewAppRequest, NewRequestCount, StoredAppRequest } from './store.js';
import { OPERATIONS, wantedBy, type Operation, type RequestFilter } from './filter.js';
import { redactParameters, redactText, type SentParameter } from './redaction.js';

/** What a request did that its developer should look into, although it may have succeeded. */
export const WARNINGS = ['browser_secret', 'no_state', 'no_pkce'] as const;
export type Warning = (typeof WARNINGS)[number];

/** A request of an app that has been answered. */
export interface AnsweredRequest {
  /** The app's id or, of a request that failed before that was proven, the client_id it came with. */
  app: number | string;
  operation: Operation;
  requestId: string;
  /** Null when all went well. */
  error: OAuthError | null;
  /** It carried a client secret and came from a browser (design decision 2). */
  secretInBrowser: boolean;
  /** Asked for only when the request gets a line. */
  parameters(): Iterable<SentParameter>;
}

/** A line of an app's log. */
export interface RequestLine {
  id: number;
  /** Milliseconds since the epoch. */
  at: number;
  operation: Operation;
  requestId: string;
  error: OAuthErrorCode | null;
  reason: string | null;
  /** The value of each harmless parameter by its name, null for the others. */
  parameters: Readonly<Record<string, string | null>>;
  warnings: readonly Warning[];
}

type Line = Omit<NewAppRequest, 'appId'> & { app: number | string };

/** What one app did since the last flush. */
interface Tally {
  /** Failures that have a line. */
  failures: number;
  operations: Map<Operation, { succeeded: number; failed: number; kept: number }>;
}

/** Newest lines of an app that stay, whatever their age. */
export const MAX_LINES = 500;
/** How long a line stays. */
export const LINE_MEMORY = 3 * DAY;
/** Lines of one page. */
export const PAGE = 50;

/** Lines that wait in memory, of all apps; about 500 bytes each. */
const MAX_WAITING = 2000;
/** No app has a longer client_id; those that somebody made up wait in memory as well. */
const MAX_CLIENT_ID = 500;
/** Apps counted between two flushes, those that may not exist included. */
const MAX_TALLIES = 10_000;
/** Between two flushes, lines of one app's failures, and of its successes in each operation. */
const FAILURES_KEPT = 50;
const SUCCESSES_KEPT = 3;
/** An app's lines are trimmed after so many new ones, so that the log of a quiet app costs nothing. */
const TRIM_AFTER = 100;

/** A device asks until its user has answered: that is no fault, and nobody wants to read each time. */
const isRoutine = (error: OAuthError | null): boolean => error === null || error.code === 'authorization_pending';

const warningsOf = (request: AnsweredRequest, parameters: Readonly<Record<string, string | null>>): Warning[] => {
  const { operation, error, secretInBrowser } = request;
  // Of those that succeed: anybody can send ones that do not.
  const begins = (operation === 'authorize' || operation === 'par') && error === null;
  const lacks = (name: string): boolean => begins && !Object.hasOwn(parameters, name);
  return [
    ...(secretInBrowser ? (['browser_secret'] as const) : []),
    ...(lacks('state') ? (['no_state'] as const) : []),
    ...(lacks('code_challenge') ? (['no_pkce'] as const) : []),
  ];
};

const isErrorCode = (code: string): code is OAuthErrorCode => Object.hasOwn(OAUTH_ERRORS, code);

const lineOf = ({ id, at, requestId, error, reason, parameters, ...stored }: StoredAppRequest): RequestLine[] => {
  const operation = OPERATIONS.find((each) => each === stored.operation);
  // Written by another version of this program.
  if (operation === undefined) return [];
  return [
    {
      id,
      at,
      operation,
      requestId,
      error: error === null ? null : isErrorCode(error) ? error : 'server_error',
      reason,
      parameters,
      warnings: WARNINGS.filter((warning) => stored.warnings.includes(warning)),
    },
  ];
};

/**
 * The request log of each app, for its developer: what was asked, with what outcome, and why.
 *
 * Each request is counted by app, operation and hour. A line has each failure (fifty of an app at most), and of each
 * operation the first few successes, between two flushes (a second): a developer who tries things out finds each request,
 * and an app with a thousand requests a second costs a few lines and one count in each. What is noted waits in memory, so
 * that no request waits for it, and goes to the database in one batch. It is no acknowledged effect: a crash loses the
 * last second, and when more arrives than is kept lines are dropped, the oldest successes first, and the operator's log
 * says how many.
 *
 * Anybody can send a request that fails in an app's name. Such lines are bounded like all others, in memory and on disk.
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

  // One after the other, so that lines get their ids in the order of their requests.
  let flushes: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => (flushes = flushes.then(takeAndWrite));

  return {
    /** Notes a request. Nothing waits for the database here, and nothing is thrown. */
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

    /** Writes what has been noted so far. Never rejects: what cannot be written is dropped, and the log says so. */
    flush,

    /** The newest lines that a filter wants, at most PAGE; those noted in this process a moment ago included. */
    list: async (appId: number, filter: RequestFilter): Promise<RequestLine[]> => {
      await flush();
      return (await store.list(appId, wantedBy(filter, PAGE))).flatMap(lineOf);
    },

    /** The warnings that lines of the app have, and how many requests there were in the last 24 hours or a little more. */
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
