import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The workspace's root folder, where every child process starts. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const parent = process.ppid;

/** A fault whose message says cause and remedy; shown without a stack. */
export class Failure extends Error {}

/** Somebody asked this script to stop while a child process ran. The child has ended; `exitCode` is how. */
export class Interrupted extends Error {
  constructor(signal, exitCode) {
    super(`stopped by ${signal}`);
    this.signal = signal;
    this.exitCode = exitCode;
  }
}

/** The exit code by which shells report an end by this signal. */
const exitCodeOf = (signal) => 128 + constants.signals[signal];

/**
 * Calls back once npm's shell, our parent, is gone. A signal sent to npm ends that shell, which does not tell us; what we
 * started would run on and keep its port. Outside npm a vanished parent is no fault: that is what nohup is for.
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

/** Calls back for each signal that asks this script to end, instead of ending it. Gives the function that stops that. */
export const onSignals = (callback) => {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, callback);
  return () => {
    for (const signal of signals) process.off(signal, callback);
  };
};

/** One line on what is being waited for. */
export const progress = (line) => console.error(line);

/**
 * Runs a program to its end and gives `{ exitCode, output }`. Its output goes to the terminal, or into `output` with
 * `capture`. A signal sent to this script is passed on, and once the child has ended `Interrupted` is thrown.
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
    // A terminal sends Ctrl-C to the whole foreground group: the child has it already, and twice may mean "at once".
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

/** Runs a script's body and leaves with the exit code it returns; a `Failure` is told in one line. */
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
