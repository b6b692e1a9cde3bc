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
/** Without the settings of this shell: they would be measured too. */
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

/** In megabytes (10^6 bytes), as the kernel counts what is resident now and what was at most. */
const memoryOf = (pid) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
  return { resident: field('VmRSS'), peak: field('VmHWM') };
};

/**
 * CPU time used so far, user and system, in milliseconds. The scheduler's own count of each thread: the one in `stat` goes by
 * steps of 10 ms, which is some per cent of a short round.
 */
const cpuOf = (pid) =>
  readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]))
    .reduce((sum, nanoseconds) => sum + nanoseconds / 1e6, 0);

/** Starts a program that listens on PORT and waits for its first 200 of /readyz. */
const startProgram = async (args, env) => {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...ENVIRONMENT, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
  const kill = () => child.kill('SIGKILL');
  // Before the listeners that delete what the server writes to.
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
    /** From spawn to the first 200 of /readyz, in milliseconds. */
    readyMs: performance.now() - started,
    memory: () => memoryOf(child.pid),
    cpuMs: () => cpuOf(child.pid),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/**
 * The product as operators start it: its own process, its own log level, its own everything. `folder` is a checkout that
 * was built. `command` runs another command of the same program beside it, and gives what that prints as JSON.
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

/** Bare node:http, to divide by. */
export const startBare = () => startProgram(BARE, {});
