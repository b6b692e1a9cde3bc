import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

/** A program that runs beside a test and communicates by lines. Its standard error goes to the test's. */
export interface Program {
  /** The next line it prints; undefined once it has ended. */
  hears(): Promise<string | undefined>;
  /** Writes its one line of input. */
  answers(line: string): void;
  /** Resolves to its exit code; null if it was killed. */
  ended: Promise<number | null>;
}

/** A source file of this folder, because programs are not compiled. */
export const sourceOf = (name: string): string => join(import.meta.dirname, '../../test/interop', name);

/** Starts a program, which ends with the test at the latest. */
export const startProgram = (
  t: TestContext,
  [command = process.execPath, ...args]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Program => {
  const env = { ...process.env, ...environment };
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  t.after(async () => {
    child.kill();
    await closed;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    hears: async () => {
      const { done, value } = await lines.next();
      return done === true ? undefined : value;
    },
    answers: (line) => child.stdin.end(`${line}\n`),
    ended: closed.then(() => child.exitCode),
  };
};
