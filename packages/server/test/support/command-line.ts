import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';

/** Of this build. */
export const CLI = join(import.meta.dirname, '../../dist/cli.js');

/** Another version of the program. */
export interface Build {
  cli: string;
  /** For each of its processes. Undefined takes away one that it does not know. */
  settings?: Record<string, string | undefined>;
}

/** The result of a command. */
export interface Finished {
  /** Null if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A program that runs until it is stopped. */
export interface Program {
  pid: number;
  /** The first line of standard output that matches, now or later; rejects if the program ends without it. */
  line(pattern: RegExp): Promise<string>;
  /** Its standard output so far. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Settles once it has ended, and with it everything it started that shares its output. */
  ended: Promise<Finished>;
}

export interface CommandLineOptions {
  /** The working directory, with `.env` and `./data`. */
  folder: string;
  /** The Node that runs it; default: the one that runs this test. */
  node?: string;
  /** The `cli.js` of another build. */
  cli?: string;
  env?: Readonly<Record<string, string>>;
}

interface Launch {
  /** Its standard input. */
  input?: string;
  /** The `cli.js` of another build. */
  cli?: string;
  /** Undefined takes a setting away. */
  env?: Readonly<Record<string, string | undefined>>;
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The `node` in this machine's shell, whatever its version, not the one npm installed here. */
export const hostNode = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find(isExecutable);

/** Whether a loopback port accepts connections. */
export const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** `octroi` as a process, with only the given settings. */
export const createCommandLine = (options: CommandLineOptions) => {
  const { folder, node = process.execPath, env = {} } = options;
  const start = (
    args: readonly string[],
    { input = '', cli = options.cli ?? CLI, env: more = {} }: Launch = {},
  ): Program => {
    const child = spawn(node, [cli, ...args], {
      cwd: folder,
      // No load balancer looks at /readyz here, so stopping need not wait for one.
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        ...(args[0] === 'start' ? { OCTROI_STOP_GRACE: '0' } : {}),
        ...env,
        ...more,
      },
      stdio: 'pipe',
    });
    // A command that does not read its input may end before it is written.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    let stdout = '';
    let stderr = '';
    const watchers = new Set<() => void>();
    const closed = Promise.withResolvers<Finished>();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (const watch of watchers) watch();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', closed.reject);
    child.once('close', (code) => closed.resolve({ code, stdout, stderr }));

    return {
      pid: child.pid ?? 0,
      line: (pattern) =>
        new Promise((resolve, reject) => {
          const watch = (): void => {
            const line = stdout.split('\n').find((candidate) => pattern.test(candidate));
            if (line === undefined) return;
            watchers.delete(watch);
            resolve(line);
          };
          watchers.add(watch);
          watch();
          closed.promise.then(
            () => reject(new Error(`it ended without a line that matches ${pattern}: ${stdout}${stderr}`)),
            reject,
          );
        }),
      output: () => stdout,
      signal: (signal) => void child.kill(signal),
      ended: closed.promise,
    };
  };

  return {
    start,
    /** Runs a command until it ends. */
    run: (args: readonly string[], launch?: Launch): Promise<Finished> => start(args, launch).ended,
  };
};

export type CommandLine = ReturnType<typeof createCommandLine>;
