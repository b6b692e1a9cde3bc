import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const READY_TIMEOUT_MS = 20_000;
const POLL_MS = 2;
/** What Linux counts CPU time in, for programs (USER_HZ). */
const TICK_MS = 10;

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const PRODUCT = [pathOf('../../packages/server/dist/cli.js'), 'start'];
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

/** CPU time used so far, user and system, in milliseconds. */
const cpuOf = (pid) => {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(afterName[11]) + Number(afterName[12])) * TICK_MS;
};

/** Starts a program that listens on PORT and waits for its first 200 of /readyz. */
const startProgram = async (args, env) => {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
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

/** The product as operators start it: its own process, its own log level, its own everything. */
export const startProduct = (env, nodeFlags = []) => startProgram([...nodeFlags, ...PRODUCT], env);

/** Bare node:http, to divide by. */
export const startBare = () => startProgram(BARE, {});
