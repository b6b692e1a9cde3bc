import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';

export const WORKSPACE = join(import.meta.dirname, '../../../..');
export const EXAMPLES = join(WORKSPACE, 'examples');

/** A running example. */
export interface Running {
  /** Its output so far. */
  said(): string;
  /** Resolves once it has printed this; rejects if it ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves to its exit code; null if it was killed. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Makes scripts find this Node, and Java skip optimisation. */
const COMMON = {
  PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
  JDK_JAVA_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
  COOKIE_SECRET: 'a cookie secret of more than thirty-two bytes',
};

/** Starts an example's run script. */
export const startExample = (name: string, environment: Readonly<Record<string, string>>): Running => {
  const child = spawn(join(EXAMPLES, name, 'run'), { env: { ...process.env, ...COMMON, ...environment } });
  let output = '';
  let hasEnded = false;
  let listener: (() => void) | undefined;
  const hear = (text: string): void => {
    output += text;
    listener?.();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  child.once('error', (error) => hear(String(error)));
  const closed = once(child, 'close').then(() => {
    hasEnded = true;
    listener?.();
    return child.exitCode;
  });
  return {
    said: () => output,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(output);
          if (match !== null) resolve(match);
          else if (hasEnded) reject(new Error(`the example ${name} ended, having said: ${output}`));
        };
        listener = look;
        look();
      }),
    ended: closed,
    stop: async () => {
      child.kill();
      await closed;
    },
  };
};

/** Runs a tool of the workspace until it ends. */
export const runTool = async (
  path: string,
  args: readonly string[],
  folder: string,
): Promise<{ exitCode: number | null; output: string }> => {
  const child = spawn(process.execPath, [join(WORKSPACE, 'node_modules', path), ...args], { cwd: folder });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  return { exitCode: child.exitCode, output };
};
