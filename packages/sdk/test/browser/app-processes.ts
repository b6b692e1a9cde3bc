import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOctroi, type Octroi, type OctroiOptions } from '../../dist/server/index.js';

/** A process's requests to the Octroi server, and its errors. */
export interface Report {
  readonly asked: readonly string[];
  readonly errors: readonly string[];
}

/** Several processes of one app, behind one address. */
export interface AppProcesses {
  /** Passes each request to the next process. */
  readonly octroi: Octroi;
  /**
   * Advances the clock of all of them, by milliseconds; resolves to their reports. The next refresh waits until all of
   * a browser's connections wait for it.
   */
  setAhead(duration: number): Promise<Report[]>;
  stop(): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, '../support/app-process.js');
/** The number of connections Chromium opens to one host. */
const CONNECTIONS = 6;
/** The headers of a browser's request that the handler reads. */
const PASSED_ON = ['cookie', 'x-octroi-csrf', 'sec-fetch-site'];

const startProcess = async (options: OctroiOptions, sessions: string) => {
  const child = fork(PROGRAM, {
    env: { ...process.env, APP_OPTIONS: JSON.stringify(options), APP_SESSIONS: sessions },
  });
  const [port] = await once(child, 'message');
  return {
    origin: `http://127.0.0.1:${port}`,
    tell: async (ahead: number): Promise<Report> => {
      child.send(ahead);
      const [report] = await once(child, 'message');
      return report;
    },
    release: () => child.send('release'),
    stop: async (): Promise<void> => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
};

/** Starts processes of an app that share one session store. */
export const startAppProcesses = async (count: number, options: OctroiOptions): Promise<AppProcesses> => {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-app-'));
  const file = join(folder, 'sessions.db');
  const processes = await Promise.all(Array.from({ length: count }, () => startProcess(options, file)));
  let turn = 0;
  const handler = async (request: Request): Promise<Response> => {
    const { origin = '' } = processes[turn % count] ?? {};
    turn += 1;
    if (turn === CONNECTIONS) for (const { release } of processes) release();
    const { pathname, search } = new URL(request.url);
    const headers = PASSED_ON.flatMap((name): [string, string][] => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    return fetch(origin + pathname + search, { method: request.method, headers, redirect: 'manual' });
  };
  return {
    octroi: { ...createOctroi(options), handler },
    setAhead: (duration) => {
      turn = 0;
      return Promise.all(processes.map(({ tell }) => tell(duration)));
    },
    stop: async () => {
      await Promise.all(processes.map(({ stop }) => stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
