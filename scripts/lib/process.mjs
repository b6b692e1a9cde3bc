import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The workspace's root, where every child process starts. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const parent = process.ppid;

/** An error whose message gives cause and remedy; printed without a stack. */
export class Failure extends Error {}

/** A signal asked this script to stop while a child process ran. The child has ended with `exitCode`. */
export class Interrupted extends Error {
  constructor(signal, exitCode) {
    super(`stopped by ${signal}`);
    this.signal = signal;
    this.exitCode = exitCode;
  }
}

/** The exit code that shells report for this signal. */
const exitCodeOf = (signal) => 128 + constants.signals[signal];

/**
 * Calls back when our parent, npm's shell, is gone. A signal to npm ends that shell without telling us, and our
 * children would keep running and hold their port. Outside npm a missing parent is normal, as with nohup.
 */
const onAbandoned = (callback) => {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 200);
  return () => clearInterval(timer);
};

/** Calls back for each signal that asks this script to end, instead of ending it. Returns a function that undoes this. */
export const onSignals = (callback) => {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, callback);
  return () => {
    for (const signal of signals) process.off(signal, callback);
  };
};

/** Prints what is being waited for. */
export const progress = (line) => console.error(line);

/**
 * Runs a program and returns `{ exitCode, output }`. Its output goes to the terminal, or with `capture` into `output`.
 * Passes signals on, and throws `Interrupted` once the child has ended.
 */
export const run = async (command, args, { env = process.env, cwd = root, capture = false, uid, gid } = {}) => {
  const child = spawn(command, args, {
    cwd,
    env,
    uid,
    gid,
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });

  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => (output += text));
  }

  let received;
  const passOn = (signal) => {
    received ??= signal;
    // A terminal sends Ctrl-C to the whole foreground group, so the child has it already, and a second one may mean "at
    // once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const forget = onSignals(passOn);
  const stopWatching = onAbandoned(() => passOn('SIGTERM'));

  try {
    const exitCode = await new Promise((resolve, reject) => {
      child.once('error', (error) => reject(new Failure(`${command} could not be run: ${error.message}`)));
      child.once('close', (code, signal) => resolve(code ?? exitCodeOf(signal)));
    });
    if (received !== undefined) throw new Interrupted(received, exitCode);
    return { exitCode, output };
  } finally {
    stopWatching();
    forget();
  }
};

/** Runs a script's main function and exits with the code it returns. A `Failure` is printed as one line. */
export const main = async (body) => {
  try {
    process.exitCode = await body(process.argv.slice(2));
  } catch (error) {
    if (error instanceof Interrupted) {
      process.exitCode = exitCodeOf(error.signal);
    } else if (error instanceof Failure) {
      console.error(error.message);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
};
