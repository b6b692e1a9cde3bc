import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Config, type Environment } from '#server/config/index.js';
import { createLog } from '#server/kernel/log.js';
import { createServices, type Services } from '#server/server.js';
import { CLI, createCommandLine, type Build, type Program } from '../support/command-line.js';
import { createMigratedDatabase } from '../support/postgres.js';
import { freePort } from '../support/server.js';
import { CALLBACK, form, readAnswer, requestOf, type Answer } from '../support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '../support/page-visitor.js';

const PASSWORD = 'a sentence long enough';
const REQUEST = {
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'profile balance',
  auto_authorize: 'true',
};

/** The parts of a process without a server. */
export interface Joined {
  config: Config;
  services: Services;
}

/** Processes of `octroi start` on one database. */
export interface Servers {
  /** Where each process listens; the first one's is the issuer. */
  origins: readonly string[];
  /** Runs a command on the same database. Resolves to its JSON. */
  command(...args: string[]): Promise<unknown>;
  /** Makes this process another one on the same database: without a server, but with its services. */
  join(): Promise<Joined>;
  /** Their process ids. */
  pids(): number[];
  /** What each has logged since it started. */
  logs(): string[];
  /** Stops one with SIGTERM and starts it again, as an upgrade does. Resolves when it is ready, to what it logged. */
  restart(index: number): Promise<string>;
  /** The same in two steps; meanwhile it does not run. With another build: an upgrade. */
  stop(index: number): Promise<string>;
  start(index: number, build?: Build): Promise<void>;
  /** Kills one, which then does not run. */
  kill(index: number): Promise<void>;
  /** Kills all of them, like a power failure, and starts them again. */
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

/** The same with alice and an app of hers. */
export interface Processes extends Servers {
  app: Readonly<Record<string, string>>;
  /** alice's. */
  developerToken: string;
}

const memberOf = (value: unknown, name: string): string => {
  assert.ok(typeof value === 'object' && value !== null);
  return String(Object.entries(value).find(([key]) => key === name)?.[1]);
};

/** What a test may choose about its processes. */
interface Choice {
  /** Of the first process. */
  port?: number;
  settings?: Environment;
  /** More, for one of them. */
  settingsOf?: (index: number) => Environment;
}

/** Where processes run. */
interface Place {
  databaseUrl: string;
  ports: readonly number[];
  settings: Environment;
  /** More, for one of them. */
  settingsOf?: (index: number) => Environment;
  /** Default: this one. */
  build?: Build;
}

/** One process per port. */
export const startServers = async ({
  databaseUrl,
  ports,
  settings,
  settingsOf = () => ({}),
  build: firstBuild = { cli: CLI },
}: Place): Promise<Servers> => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-processes-'));
  const issuer = `http://localhost:${ports[0]}`;
  const environment = {
    OCTROI_ISSUER: issuer,
    OCTROI_DATABASE_URL: databaseUrl.replace('file:./', `file:${folder}/`),
    OCTROI_SECRET_KEY: 'ab'.repeat(32),
    OCTROI_TOPUP_PROVIDERS: 'test',
    ...settings,
  };
  const octroi = createCommandLine({ folder, env: environment, cli: firstBuild.cli });
  const programs: Program[] = [];
  let joined: Joined | null = null;

  const startAt = async (index: number, { cli, settings: its = {} }: Build = firstBuild): Promise<void> => {
    const env = { ...settingsOf(index), ...its, OCTROI_PORT: String(ports[index]) };
    const program = octroi.start(['start'], { env, cli });
    // Before it is ready, so that it is stopped with the others if it never is.
    programs[index] = program;
    await program.line(/"msg":"ready"/);
  };
  const start = async (): Promise<void> => {
    await Promise.all(ports.map((_port, index) => startAt(index)));
  };
  const stopAt = async (index: number): Promise<string> => {
    const program = programs[index];
    assert.ok(program !== undefined);
    program.signal('SIGTERM');
    const { code, stdout, stderr } = await program.ended;
    assert.deepEqual([code, stderr], [0, '']);
    return stdout;
  };
  const stop = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    for (const program of programs) program.signal(signal);
    await Promise.all(programs.map(({ ended }) => ended));
  };
  const close = async (): Promise<void> => {
    await joined?.services.database.close();
    await stop('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  };

  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    origins: ports.map((port) => `http://localhost:${port}`),
    command: async (...args) => {
      const { code, stdout, stderr } = await octroi.run([...args, '--json']);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    },
    join: async () => {
      const config = loadConfig(environment);
      joined = { config, services: await createServices({ config, log: createLog('silent') }) };
      return joined;
    },
    pids: () => programs.map(({ pid }) => pid),
    logs: () => programs.map((program) => program.output()),
    restart: async (index) => {
      const log = await stopAt(index);
      await startAt(index);
      return log;
    },
    stop: stopAt,
    start: startAt,
    kill: async (index) => {
      programs[index]?.signal('SIGKILL');
      await programs[index]?.ended;
    },
    killAndRestart: async () => {
      await stop('SIGKILL');
      await start();
    },
    close,
  };
};

/** The same with alice and an app of hers. */
export const startProcesses = async (place: Place): Promise<Processes> => {
  const servers = await startServers(place);
  const { command } = servers;
  const alice = ['--username', 'alice', '--email', 'alice@example.com', '--password', PASSWORD, '--role', 'developer'];
  try {
    await command('user', 'create', ...alice);
    const app = await command('app', 'create', '--owner', 'alice', '--name', 'Races', '--redirect-uri', CALLBACK);
    const token = await command('developer-token', 'create', '--user', 'alice');
    return {
      ...servers,
      app: { client_id: memberOf(app, 'client_id'), client_secret: memberOf(app, 'client_secret') },
      developerToken: memberOf(token, 'token'),
    };
  } catch (error) {
    await servers.close();
    throw error;
  }
};

type Start<S extends Servers> = (place: Place) => Promise<S>;

const onPostgres = async <S extends Servers>(
  start: Start<S>,
  { port, settings = {}, ...rest }: Choice = {},
): Promise<S> => {
  const { url, drop } = await createMigratedDatabase();
  const ports = [port ?? (await freePort()), await freePort()];
  const servers = await start({ databaseUrl: url, ports, settings, ...rest });
  return { ...servers, close: () => servers.close().then(drop) };
};

export const onSqlite = async <S extends Servers>(
  start: Start<S>,
  { port, settings = {}, ...rest }: Choice = {},
): Promise<S> => start({ databaseUrl: 'file:./octroi.db', ports: [port ?? (await freePort())], settings, ...rest });

/** Where the tests of several processes run. */
export const PLACES = { 'two processes on PostgreSQL': onPostgres, 'one process on SQLite': onSqlite };

/** Sends a request to a process. */
export type Send = (turn: number, path: string, init?: RequestInit) => Promise<Response>;

/** Each to the next process in turn. */
const inTurn =
  (origins: readonly string[]): Send =>
  (turn, path, init) =>
    fetch(`${origins[turn % origins.length]}${path}`, { redirect: 'manual', ...init });

const followed = async (visitor: Visitor, first: VisitedPage): Promise<VisitedPage> => {
  let page = first;
  while (page.location.startsWith('/')) page = await visitor.follow(page);
  return page;
};

const signIn = async (visitor: Visitor, page: VisitedPage, username = 'alice'): Promise<VisitedPage> => {
  const fields = { request: requestOf(page), username, password: PASSWORD };
  return followed(visitor, await visitor.post('/sign-in', fields));
};

/** Requests of alice's browser and of the app. */
export const speakFor = (
  { origins, app, developerToken }: Pick<Processes, 'origins' | 'app' | 'developerToken'>,
  send: Send = inTurn(origins),
) => {
  const post = async (turn: number, path: string, fields: Record<string, string>): Promise<Answer> => {
    const body = new URLSearchParams({ ...app, ...fields }).toString();
    return readAnswer(await send(turn, path, form(body)));
  };
  const token = (turn: number, fields: Record<string, string>): Promise<Answer> =>
    post(turn, '/api/oauth2/token', fields);

  const manage = async (turn: number, init: RequestInit): Promise<Answer> => {
    const headers = { authorization: `Bearer ${developerToken}`, 'content-type': 'application/json', ...init.headers };
    return readAnswer(await send(turn, '/api/oauth_apps', { ...init, headers }));
  };

  /** The app sends its user to sign in: where that ends. */
  const open = async (visitor: Visitor): Promise<VisitedPage> => {
    const parameters = new URLSearchParams({ ...REQUEST, client_id: app['client_id'] ?? '' });
    return followed(visitor, await visitor.get(`/api/oauth2/authorize?${parameters}`));
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
      createVisitor({
        request: (path, init) => {
          const { pathname, search } = new URL(path, origins[0]);
          return send(0, `${pathname}${search}`, init);
        },
      }),

    open,
    signIn,
    /** A code for the app: alice signs in the first time. */
    code: async (alice: Visitor): Promise<string> => {
      let page = await open(alice);
      if (page.status === 200) page = await signIn(alice, page);
      return new URL(page.location).searchParams.get('code') ?? '';
    },

    redeem: (turn: number, code: string): Promise<Answer> =>
      token(turn, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }),
    refresh: (turn: number, refreshToken: string, changes: Record<string, string> = {}): Promise<Answer> =>
      token(turn, { grant_type: 'refresh_token', refresh_token: refreshToken, ...changes }),
    /** An authorization request, sent ahead (RFC 9126). */
    push: (turn: number): Promise<Answer> => post(turn, '/api/oauth2/par', REQUEST),
    revoke: (turn: number, revoked: string): Promise<Answer> => post(turn, '/api/oauth2/revoke', { token: revoked }),
    introspect: (turn: number, asked: string): Promise<Answer> =>
      post(turn, '/api/oauth2/introspect', { token: asked }),
    userinfo: async (turn: number, accessToken: string): Promise<Answer> =>
      readAnswer(await send(turn, '/api/oauth2/userinfo', { headers: { authorization: `Bearer ${accessToken}` } })),
  };
};

export type Party = ReturnType<typeof speakFor>;
