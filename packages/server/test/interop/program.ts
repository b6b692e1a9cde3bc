import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

/** A program that runs beside a test and talks in lines. What it says on standard error goes to the test's own. */
export interface Program {
  /** The next line it says; undefined once it has ended. */
  hears(): Promise<string | undefined>;
  /** Gives it its one line of input. */
  answers(line: string): void;
  /** Resolves to its exit code; null when it was killed. */
  ended: Promise<number | null>;
}

/** A file of this folder as it was written: programs are not compiled. */
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
