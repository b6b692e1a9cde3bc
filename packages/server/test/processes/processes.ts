import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, createCommandLine, type Program } from '../support/command-line.js';
import { CALLBACK, form, readAnswer, requestOf, type Answer } from '../support/oauth-app.js';
import { createVisitor, type Visitor } from '../support/page-visitor.js';

const PASSWORD = 'a sentence long enough';
const REQUEST = {
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'profile balance',
  auto_authorize: 'true',
};

/** Processes of `octroi start` on one database, with alice and an app of hers. */
export interface Processes {
  /** Where each process listens; the first one's is the issuer. */
  origins: readonly string[];
  app: Readonly<Record<string, string>>;
  /** Runs a command on the same database. Resolves to its JSON. */
  command(...args: string[]): Promise<unknown>;
  /** alice's. */
  developerToken: string;
  /** Their process ids. */
  pids(): number[];
  /** Stops one with SIGTERM and starts it again, as an upgrade does. Resolves when it is ready, to what it logged. */
  restart(index: number): Promise<string>;
  /** The same, from the `cli.js` of another build: an upgrade. */
  upgrade(index: number, cli: string): Promise<string>;
  /** Kills all of them, like a power failure, and starts them again. */
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

const memberOf = (value: unknown, name: string): string => {
  assert.ok(typeof value === 'object' && value !== null);
  return String(Object.entries(value).find(([key]) => key === name)?.[1]);
};

/** One process per port, with more settings than these need, of this build or that of another `cli.js`. */
export const startProcesses = async (
  databaseUrl: string,
  ports: readonly number[],
  env: Readonly<Record<string, string>> = {},
  cli = CLI,
): Promise<Processes> => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-processes-'));
  const octroi = createCommandLine({
    folder,
    env: {
      OCTROI_ISSUER: `http://localhost:${ports[0]}`,
      OCTROI_DATABASE_URL: databaseUrl,
      OCTROI_SECRET_KEY: 'ab'.repeat(32),
      OCTROI_TOPUP_PROVIDERS: 'test',
      ...env,
    },
    cli,
  });
  let programs: Program[] = [];

  const startAt = async (port: number, build = cli): Promise<Program> => {
    const program = octroi.start(['start'], { env: { OCTROI_PORT: String(port) }, cli: build });
    await program.line(/"msg":"ready"/);
    return program;
  };
  const start = async (): Promise<void> => {
    programs = await Promise.all(ports.map((port) => startAt(port)));
  };
  const restart = async (index: number, build?: string): Promise<string> => {
    const [program, port] = [programs[index], ports[index]];
    assert.ok(program !== undefined && port !== undefined);
    program.signal('SIGTERM');
    const { code, stdout, stderr } = await program.ended;
    assert.deepEqual([code, stderr], [0, '']);
    programs[index] = await startAt(port, build);
    return stdout;
  };
  const stop = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    for (const program of programs) program.signal(signal);
    await Promise.all(programs.map(({ ended }) => ended));
  };
  const close = async (): Promise<void> => {
    await stop('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  };
  const create = async (...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await octroi.run([...args, '--json']);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };

  try {
    await start();
    await create(
      'user',
      'create',
      '--username',
      'alice',
      '--email',
      'alice@example.com',
      '--password',
      PASSWORD,
      '--role',
      'developer',
    );
    const app = await create('app', 'create', '--owner', 'alice', '--name', 'Races', '--redirect-uri', CALLBACK);
    const token = await create('developer-token', 'create', '--user', 'alice');
    return {
      origins: ports.map((port) => `http://localhost:${port}`),
      app: { client_id: memberOf(app, 'client_id'), client_secret: memberOf(app, 'client_secret') },
      command: create,
      developerToken: memberOf(token, 'token'),
      pids: () => programs.map(({ pid }) => pid),
      restart,
      upgrade: restart,
      killAndRestart: async () => {
        await stop('SIGKILL');
        await start();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Requests of alice's browser and of the app, each to the next process in turn. */
export const speakFor = ({ origins, app, developerToken }: Pick<Processes, 'origins' | 'app' | 'developerToken'>) => {
  const at = (turn: number): string => origins[turn % origins.length] ?? '';
  const [issuer] = origins;

  const post = async (turn: number, path: string, fields: Record<string, string>): Promise<Answer> => {
    const body = new URLSearchParams({ ...app, ...fields }).toString();
    return readAnswer(await fetch(`${at(turn)}${path}`, form(body)));
  };
  const token = (turn: number, fields: Record<string, string>): Promise<Answer> =>
    post(turn, '/api/oauth2/token', fields);

  const manage = async (turn: number, init: RequestInit): Promise<Answer> => {
    const headers = { authorization: `Bearer ${developerToken}`, 'content-type': 'application/json', ...init.headers };
    return readAnswer(await fetch(`${at(turn)}/api/oauth_apps`, { ...init, headers }));
  };

  return {
    /** alice's program registers an app; a repeat has the same key. */
    createApp: (turn: number, key: string): Promise<Answer> =>
      manage(turn, {
        method: 'POST',
        headers: { 'idempotency-key': key },
        body: JSON.stringify({ name: key, redirect_uri: CALLBACK }),
      }),
    /** The names of alice's apps. */
    appNames: async (): Promise<string[]> => {
      const { json } = await manage(0, {});
      assert.ok(Array.isArray(json['data']));
      return json['data'].map((each) => memberOf(each, 'name'));
    },

    visitor: (): Visitor =>
      createVisitor({ request: (path, init = {}) => fetch(new URL(path, issuer), { redirect: 'manual', ...init }) }),

    /** A code for the app: alice signs in the first time. */
    code: async (alice: Visitor): Promise<string> => {
      const parameters = new URLSearchParams({ ...REQUEST, client_id: app['client_id'] ?? '' });
      let page = await alice.get(`/api/oauth2/authorize?${parameters}`);
      while (page.location.startsWith('/')) page = await alice.follow(page);
      if (page.status === 200) {
        const fields = { request: requestOf(page), username: 'alice', password: PASSWORD };
        page = await alice.post('/sign-in', fields);
        while (page.location.startsWith('/')) page = await alice.follow(page);
      }
      return new URL(page.location).searchParams.get('code') ?? '';
    },

    redeem: (turn: number, code: string): Promise<Answer> =>
      token(turn, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }),
    refresh: (turn: number, refreshToken: string, changes: Record<string, string> = {}): Promise<Answer> =>
      token(turn, { grant_type: 'refresh_token', refresh_token: refreshToken, ...changes }),
    /** An authorization request, sent ahead (RFC 9126). */
    push: (turn: number): Promise<Answer> => post(turn, '/api/oauth2/par', REQUEST),
    revoke: (turn: number, revoked: string): Promise<Answer> => post(turn, '/api/oauth2/revoke', { token: revoked }),
    userinfo: async (turn: number, accessToken: string): Promise<Answer> =>
      readAnswer(
        await fetch(`${at(turn)}/api/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } }),
      ),
  };
};

export type Party = ReturnType<typeof speakFor>;
