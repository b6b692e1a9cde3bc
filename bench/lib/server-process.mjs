import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const READY_TIMEOUT_MS = 20_000;
const POLL_MS = 2;

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const HERE = pathOf('../..');
/** Without this shell's settings, which would affect the measurement. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('OCTROI_')));
const BARE = [pathOf('./bare-server.mjs')];

export const freePort = async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
};

const statusOf = (port, path) =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    }).on('error', () => resolve(0));
  });

/** In megabytes (10^6 bytes): current and peak resident memory. */
const memoryOf = (pid) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
  return { resident: field('VmRSS'), peak: field('VmHWM') };
};

/**
 * CPU time so far, user and system, in milliseconds. Summed from the scheduler's count of each thread, because `stat`
 * counts in steps of 10 ms, several per cent of a short round.
 */
const cpuOf = (pid) =>
  readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]))
    .reduce((sum, nanoseconds) => sum + nanoseconds / 1e6, 0);

/** Starts a program that listens on PORT and waits for its first 200 at /readyz. */
const startProgram = async (args, env, ...channel) => {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...ENVIRONMENT, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe', ...channel],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
  const kill = () => child.kill('SIGKILL');
  // Before the listeners that delete the server's files.
  process.prependOnceListener('exit', kill);
  const ended = once(child, 'exit').finally(() => process.off('exit', kill));

  while ((await statusOf(port, '/readyz')) !== 200) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (hasEnded || performance.now() - started > READY_TIMEOUT_MS) {
      kill();
      throw new Error(`The server did not become ready.\n${complaints}`);
    }
    await delay(POLL_MS);
  }
  return {
    port,
    /** From spawn to the first 200 at /readyz, in milliseconds. */
    readyMs: performance.now() - started,
    memory: () => memoryOf(child.pid),
    cpuMs: () => cpuOf(child.pid),
    /** Sends a message, and resolves to the answer. */
    ask: async (message) => {
      child.send(message);
      return (await once(child, 'message'))[0];
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/**
 * The product as operators start it: as a separate process with its default log level. `folder` is a built checkout.
 * `command` runs another command of the same program and returns its JSON.
 */
export const startProduct = async (env, { folder = HERE, nodeFlags = [] } = {}) => {
  const cli = join(folder, 'packages/server/dist/cli.js');
  const server = await startProgram([...nodeFlags, cli, 'start'], env);
  const settings = { ...ENVIRONMENT, ...env, PORT: String(server.port) };
  return {
    ...server,
    command: async (...args) => {
      const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args, '--json'], { env: settings });
      return JSON.parse(stdout);
    },
  };
};

/** The product, which deletes what is old when it is told to. */
export const startAging = async (env) => {
  const server = await startProgram([pathOf('./age/server.mjs')], env, 'ipc');
  return { ...server, deleteOld: () => server.ask('delete old') };
};

/** The bare node:http server. */
export const startBare = () => startProgram(BARE, {});
