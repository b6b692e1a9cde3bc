import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  createCommandLine,
  hostNode,
  isListening,
  type CommandLine,
  type Finished,
  type Program,
} from '#test/support/command-line.js';
import { form, readAnswer, requestOf, textOf, type Answer } from '#test/support/oauth-app.js';
import { createVisitor, type Visitor } from '#test/support/page-visitor.js';
import { holdingUp } from '#test/support/held-up.js';
import { createMigratedDatabase } from '#test/support/postgres.js';
import { freePort } from '#test/support/server.js';

const PASSWORD = 'a sentence long enough';
const REDIRECT_URI = 'https://app.example/callback';

const stop = (program: Program): Promise<Finished> => {
  program.signal('SIGTERM');
  return program.ended;
};

const authorizePath = (app: Record<string, string>): string =>
  `/api/oauth2/authorize?${new URLSearchParams({
    client_id: app['client_id'] ?? '',
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'profile balance',
    auto_authorize: 'true',
  })}`;

const codeIn = (location: string): string => new URL(location).searchParams.get('code') ?? '';

/** alice signs in at the app, so her browser has a session and the app a code. */
const signIn = async (visitor: Visitor, app: Record<string, string>): Promise<string> => {
  const page = await visitor.follow(await visitor.follow(await visitor.get(authorizePath(app))));
  const sent = await visitor.post('/sign-in', { request: requestOf(page), username: 'alice', password: PASSWORD });
  return codeIn((await visitor.follow(sent)).location);
};

describe('octroi start', () => {
  let folder: string;
  let port: number;
  let octroi: CommandLine;
  let running: Program[] = [];

  beforeEach(async () => {
    [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'octroi-start-')), freePort()]);
    octroi = createCommandLine({ folder, env: { OCTROI_PORT: String(port) } });
  });
  afterEach(async () => {
    for (const program of running) program.signal('SIGKILL');
    await Promise.all(running.map(({ ended }) => ended));
    running = [];
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (commandLine = octroi): Promise<Program> => {
    const program = commandLine.start(['start']);
    running.push(program);
    await program.line(/"msg":"ready"/);
    return program;
  };

  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, `http://localhost:${port}`), { redirect: 'manual', ...init });
  const newVisitor = (): Visitor => createVisitor({ request });

  const create = async (...args: string[]): Promise<Record<string, string>> => {
    const { code, stdout, stderr } = await octroi.run([...args, '--json']);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Record<string, string>;
  };

  /** alice, and an app that she has not used yet. */
  const prepare = async (): Promise<Record<string, string>> => {
    await create('user', 'create', '--username', 'alice', '--email', 'alice@example.com', '--password', PASSWORD);
    return create('app', 'create', '--owner', 'alice', '--name', 'My app', '--redirect-uri', REDIRECT_URI);
  };

  const token = async (app: Record<string, string>, fields: Record<string, string>): Promise<Answer> => {
    const { client_id = '', client_secret = '' } = app;
    const body = new URLSearchParams({ ...fields, client_id, client_secret });
    return readAnswer(await request('/api/oauth2/token', form(body.toString())));
  };
  const exchange = (app: Record<string, string>, code: string): Promise<Answer> =>
    token(app, { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI });
  const refresh = (app: Record<string, string>, from: Answer): Promise<Answer> =>
    token(app, { grant_type: 'refresh_token', refresh_token: textOf(from, 'refresh_token') });

  it('serves, and says what to run, if the database fails before that link is made', async (t) => {
    const { url, drop } = await createMigratedDatabase();
    t.after(drop);
    const env = { OCTROI_PORT: String(port), OCTROI_DATABASE_URL: url, OCTROI_SECRET_KEY: 'ab'.repeat(32) };
    const program = await holdingUp(url, 'invitations', async () => {
      const started = await start(createCommandLine({ folder, env }));
      await started.line(/cannot see whether there is an operator.*octroi operator invite/);
      assert.equal((await request('/readyz')).status, 200);
      return started;
    });
    const { code, stderr } = await stop(program);
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('prints a link at first start that makes one operator, and none once there is one', async () => {
    const first = await start();
    const link = (await first.line(/^ +http.*\/sign-up\?invitation=/)).trim();
    assert.match(first.output(), /no operator yet.*works once and expires in 7 days/);

    const invitation = new URL(link).searchParams.get('invitation') ?? '';
    const operator = newVisitor();
    assert.match((await operator.get(link)).html, /Become the operator/);
    const fields = { invitation, username: 'olga', email: 'olga@example.com', password: PASSWORD };
    assert.equal((await operator.post('/sign-up', fields)).status, 303);

    const latecomer = newVisitor();
    await latecomer.get(link);
    const refused = await latecomer.post('/sign-up', { ...fields, username: 'otto', email: 'otto@example.com' });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /was already used/);

    assert.equal((await stop(first)).code, 0);
    const second = await start();
    const { stdout } = await stop(second);
    assert.doesNotMatch(stdout, /invitation/);
  });

  // Each start printed another link, and all of them stayed valid.
  it('makes void the link of an earlier start', async () => {
    const links: string[] = [];
    for (let starts = 0; starts < 2; starts += 1) {
      const program = await start();
      links.push((await program.line(/^ +http.*\/sign-up\?invitation=/)).trim());
      if (starts === 0) await stop(program);
    }
    assert.match((await newVisitor().get(links[0] ?? '')).html, /was already used/);
    assert.match((await newVisitor().get(links[1] ?? '')).html, /Become the operator/);
  });

  for (const [name, node] of [
    ['the Node of the workspace', process.execPath],
    ['the Node of this machine', hostNode()],
  ] as const) {
    it(`finishes the request under way when it is told to stop, then ends with code 0, under ${name}`, async () => {
      const app = await prepare();
      const program = await start(
        createCommandLine({ folder, node: node ?? process.execPath, env: { OCTROI_PORT: String(port) } }),
      );
      const first = await exchange(app, await signIn(newVisitor(), app));
      const body = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: textOf(first, 'refresh_token'),
        client_id: app['client_id'] ?? '',
        client_secret: app['client_secret'] ?? '',
      }).toString();

      // The server answers 100 Continue when it starts on the request; the body is sent only after it was told to stop.
      const socket = connect(port, '127.0.0.1').setEncoding('utf8');
      socket.write(
        `POST /api/oauth2/token HTTP/1.1\r\nHost: localhost:${port}\r\nExpect: 100-continue\r\nConnection: close\r\n` +
          `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      const [interim] = await once(socket, 'data');
      assert.match(String(interim), /^HTTP\/1\.1 100 /);
      program.signal('SIGTERM');
      while (await isListening(port));
      let answer = '';
      socket.on('data', (text) => (answer += String(text)));
      socket.write(body);
      await once(socket, 'close');

      assert.match(answer, /^HTTP\/1\.1 200 [^]*"access_token":/);
      const { code, stderr } = await program.ended;
      assert.deepEqual([code, stderr], [0, '']);
    });
  }

  it('keeps everything it has answered when it is killed', async () => {
    const app = await prepare();
    const program = await start();
    const alice = newVisitor();
    const spent = await signIn(alice, app);
    const first = await exchange(app, spent);
    const second = await refresh(app, first);
    const unspent = codeIn((await alice.get(authorizePath(app))).location);
    program.signal('SIGKILL');
    await program.ended;

    await start();
    const userinfo = await request('/api/oauth2/userinfo', {
      headers: { authorization: `Bearer ${textOf(second, 'access_token')}` },
    });
    assert.equal(userinfo.status, 200, 'the access token is valid');
    assert.equal((await alice.get('/account')).status, 200, 'the browser is signed in');
    assert.equal((await exchange(app, unspent)).status, 200, 'the code that was not spent is good');
    assert.equal((await refresh(app, second)).status, 200, 'the refresh token is good');
    assert.equal((await refresh(app, first)).status, 400, 'the one before is spent');
    const replayed = await exchange(app, spent);
    assert.deepEqual([replayed.status, replayed.json['error']], [400, 'invalid_grant'], 'the code is spent');
  });

  it('ends when the Node that it was started with is killed, and frees its port', async (t) => {
    const node = hostNode();
    if (node === undefined) return t.skip('this machine has no Node of its own');
    const program = await start(createCommandLine({ folder, node, env: { OCTROI_PORT: String(port) } }));
    program.signal('SIGKILL');
    await program.ended;
    assert.equal(await isListening(port), false);
  });

  it('says which port is taken and what to do about it', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { code, stderr } = await octroi.run(['start']);
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^listen EADDRINUSE.*:${port}.*--port`));
  });
});
