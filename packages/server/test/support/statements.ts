import { mock } from 'node:test';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';

const counts = new Map<string, number>();

const PLACEHOLDERS = String.raw`\((?:\?|\$\d+)(?:, (?:\?|\$\d+))*\)`;

/** With a list of any length as one of one. */
const ofAnyLength = (text: string): string =>
  text.replaceAll(new RegExp(`${PLACEHOLDERS}(?:, ${PLACEHOLDERS})*`, 'g'), '(?)');

/** What begins and ends transactions is no statement about rows. */
const note = (text: string): void => {
  if (!/^\s*(?:select|insert|update|delete|with)\b/i.test(text)) return;
  const statement = ofAnyLength(text);
  counts.set(statement, (counts.get(statement) ?? 0) + 1);
};

interface Watched {
  readonly source: string;
}

type Run = (this: Watched, ...given: unknown[]) => unknown;

const watchSqlite = (): void => {
  const connection = new Sqlite(':memory:');
  const prototype: Record<'all' | 'get' | 'iterate' | 'run', Run> = Object.getPrototypeOf(
    connection.prepare('select 1'),
  );
  for (const method of ['all', 'get', 'iterate', 'run'] as const) {
    const original = prototype[method];
    mock.method(prototype, method, function (this: Watched, ...given: unknown[]) {
      note(this.source);
      return original.apply(this, given);
    });
  }
  connection.close();
};

const textOf = (query: unknown): string => {
  if (typeof query === 'string') return query;
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : '';
};

const watchPostgres = (): void => {
  const prototype: { query: (this: Client, ...given: unknown[]) => unknown } = Client.prototype;
  const original = prototype.query;
  mock.method(prototype, 'query', function (this: Client, ...given: unknown[]) {
    note(textOf(given[0]));
    return original.apply(this, given);
  });
};

let isWatching = false;

/** How often each statement, by its text, was sent to a database by this process during `work`. */
export const statementsOf = async (work: () => Promise<unknown>): Promise<ReadonlyMap<string, number>> => {
  if (!isWatching) {
    isWatching = true;
    watchSqlite();
    watchPostgres();
  }
  counts.clear();
  await work();
  return new Map(counts);
};

/**
 * The statements that ran more often with many rows than with few. One more time is none: what is only noted down may be
 * written after an answer, in the time of the next one.
 */
export const grown = (few: ReadonlyMap<string, number>, many: ReadonlyMap<string, number>): string[] =>
  [...many].flatMap(([statement, count]) => {
    const before = few.get(statement) ?? 0;
    return count > before + 1 ? [`${before} times, then ${count}: ${statement}`] : [];
  });
