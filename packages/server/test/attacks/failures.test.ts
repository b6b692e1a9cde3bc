import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { openInstallation, type Installation } from '../support/installation.js';
import {
  assertOAuthError,
  form,
  grantCode,
  grantTokens,
  readAnswer,
  textOf,
  type Answer,
  type OAuthApp,
} from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { inParallel, tally } from '../support/parallel.js';
import { createMigratedDatabase, type PostgresDatabase } from '../support/postgres.js';
import { DEVICE_GRANT, DEVICES } from '../support/scenes/device.js';
import { pkceFields } from '../support/signing-app.js';
import { setScene } from './scene.js';

/** More than any limit on failures allows. */
const MANY = 70;
const WRONG_SECRETS = 20;

const scene = setScene();

interface TokenRequest {
  address?: string;
  path?: string;
  headers?: Record<string, string>;
}

const send = async (
  installation: Installation,
  fields: Record<string, string>,
  { address = '198.51.100.1', path = '/api/oauth2/token', headers = {} }: TokenRequest = {},
): Promise<Answer> =>
  readAnswer(await installation.request(path, form(new URLSearchParams(fields).toString(), headers), address));

const wrongSecret = (app: OAuthApp): Record<string, string> => ({
  client_id: app.clientId,
  client_secret: 'secret_wrong',
  grant_type: 'refresh_token',
  refresh_token: 'x',
});

const statuses = async (count: number, ask: (index: number) => Promise<Answer>): Promise<Record<string, number>> => {
  const answered: string[] = [];
  for (let index = 0; index < count; index += 1) answered.push(String((await ask(index)).status));
  return tally(answered);
};

describe('wrong client secrets', () => {
  test('A83: are answered with 429 and a time to come back, and no word that a client would drop tokens for', async () => {
    const app = await scene().app();
    const { installation } = scene();
    assert.deepEqual(await statuses(WRONG_SECRETS + 5, () => send(installation, wrongSecret(app))), {
      401: WRONG_SECRETS,
      429: 5,
    });
    const stopped = await send(installation, wrongSecret(app));
    assertOAuthError(stopped, 429, 'temporarily_unavailable');
    assert.ok(Number(stopped.headers.get('retry-after')) > 0);
    assert.equal(stopped.headers.get('www-authenticate'), null);
    assert.match(stopped.headers.get('access-control-expose-headers') ?? '', /Retry-After/);
  });

  test('A83: neither the body, nor another way to send them, nor forged headers start a new count', async () => {
    const app = await scene().app();
    const { installation } = scene();
    const ways: ((index: number) => Promise<Answer>)[] = [
      (index) => send(installation, { ...wrongSecret(app), client_secret: `secret_${index}`, state: `${index}` }),
      (index) =>
        send(
          installation,
          { grant_type: 'refresh_token', refresh_token: 'x' },
          { headers: { authorization: `Basic ${btoa(`${app.clientId}:secret_${index}`)}` } },
        ),
      (index) =>
        send(
          installation,
          { ...wrongSecret(app), token: 'x' },
          { path: '/api/oauth2/revoke', headers: { 'x-forwarded-for': `192.0.2.${index}` } },
        ),
      () => send(installation, { client_id: app.clientId, grant_type: 'refresh_token', refresh_token: 'x' }),
    ];
    const answered = await statuses(WRONG_SECRETS + 4, (index) => ways[index % ways.length]?.(index) ?? assert.fail());
    assert.deepEqual(answered, { 401: WRONG_SECRETS, 429: 4 });
  });

  test('A83: all of an IPv6 /64 is one address', async () => {
    const app = await scene().app();
    const { installation } = scene();
    const at = (index: number) => send(installation, wrongSecret(app), { address: `2001:db8:1:2::${index + 1}` });
    assert.deepEqual(await statuses(WRONG_SECRETS + 2, at), { 401: WRONG_SECRETS, 429: 2 });
    assert.equal((await send(installation, wrongSecret(app), { address: '2001:db8:1:3::1' })).status, 401);
  });

  test('A84: sent at once are counted one by one', async () => {
    const app = await scene().app();
    const answers = await inParallel(50, () => send(scene().installation, wrongSecret(app)));
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 401: WRONG_SECRETS, 429: 30 });
  });

  test('A84: stop neither the app they are for, nor another one at the same address', async () => {
    const { installation } = scene();
    const [attacked, neighbour] = [await scene().app(), await scene().app()];
    const alice = await scene().browser('alice');
    const tokens = await grantTokens(alice, attacked);
    const neighbours = await grantTokens(alice, neighbour);
    await statuses(MANY, () => send(installation, wrongSecret(attacked), { address: '203.0.113.1' }));

    assert.equal((await attacked.refresh(tokens.refresh)).status, 200);
    assert.equal((await neighbour.refresh(neighbours.refresh)).status, 200);
    assert.equal((await neighbour.exchange('x')).status, 400);
  });

  test('are written down once for the operator, with the app and the address', async () => {
    const app = await scene().app();
    const { installation } = scene();
    await statuses(MANY, () => send(installation, wrongSecret(app), { address: '198.51.100.9' }));
    const events = (await installation.services.database.read.query.selectFrom('audit_events').selectAll().execute())
      .filter(({ type, app_id: appId }) => type === 'requests_limited' && appId === app.id)
      .map(({ detail }) => JSON.parse(detail) as unknown);
    assert.deepEqual(
      events.map((detail) => (detail as { kind: string; address: string }).kind),
      ['credentials'],
    );
    assert.equal((events[0] as { address: string }).address, '198.51.100.9');
  });
});

describe('wrong codes and refresh tokens', () => {
  for (const [what, fields] of [
    ['codes', { grant_type: 'authorization_code', code: 'x', redirect_uri: 'https://app.example/callback' }],
    ['refresh tokens', { grant_type: 'refresh_token', refresh_token: 'x' }],
    ['device codes', { grant_type: DEVICE_GRANT, device_code: 'x' }],
  ] as const) {
    test(`A83: ${what} are limited in a public app’s name, by address, and a good one passes all the same`, async () => {
      const app = await scene().app({ isPublic: true, ...DEVICES });
      const pkce = pkceFields();
      const code = await grantCode(await scene().browser('alice'), app, pkce.request);
      const refresh = textOf(await app.exchange(code, pkce.exchange), 'refresh_token');
      assert.deepEqual(await statuses(MANY, () => app.token(fields)), { 400: 60, 429: 10 });
      assert.equal((await app.refresh(refresh)).status, 200);
      const elsewhere = await send(scene().installation, { ...app.credentials, ...fields });
      assertOAuthError(elsewhere, 400, 'invalid_grant');
    });

    // After 60 dead tokens a minute it was told to retry, and so kept them and retried for ever.
    test(`a confidential app that proved itself is told of ${what} as often as it asks (RFC 6749 section 5.2)`, async () => {
      const app = await scene().app(DEVICES);
      const told = await inParallel(3 * MANY, () => app.token(fields));
      assert.deepEqual(tally(told.map(({ status, json }) => `${status} ${String(json['error'])}`)), {
        '400 invalid_grant': 3 * MANY,
      });
    });
  }
});

describe('unknown client_ids', () => {
  test('A83: are limited by address, whatever their name, at every endpoint that asks who calls', async () => {
    const { installation } = scene();
    const paths: string[] = [];
    for (const path of installation.paths.filter((each) => each.startsWith('/api/oauth2/'))) {
      const answer = await send(installation, { client_id: 'client_x', token: 'x' }, { path });
      if (answer.json['error'] === 'invalid_client') paths.push(path);
    }
    assert.ok(paths.includes('/api/oauth2/token') && paths.includes('/api/oauth2/revoke'));
    const ask = (index: number): Promise<Answer> =>
      send(
        installation,
        { client_id: `client_${index}`, client_secret: 'x', token: 'x' },
        { address: '198.51.100.20', path: paths[index % paths.length] ?? '' },
      );
    assert.deepEqual(await statuses(MANY, ask), { 401: 60, 429: 10 });
    for (const path of paths) {
      const stopped = await send(installation, { client_id: 'client_x' }, { address: '198.51.100.20', path });
      assertOAuthError(stopped, 429, 'temporarily_unavailable');
    }
  });

  test('A84: stop no app at the same address', async () => {
    const { installation } = scene();
    await statuses(MANY, (index) => send(installation, { client_id: `client_${index}` }, { address: '203.0.113.1' }));
    const app = await scene().app();
    assert.equal((await app.exchange('x')).status, 400);
    await grantTokens(await scene().browser('bob'), app);
  });

  test('A83: in authorization requests get the page for too many tries', async () => {
    const stranger = createVisitor(scene().installation, { address: '198.51.100.21' });
    const answered: string[] = [];
    for (let count = 0; count < MANY; count += 1) {
      answered.push(String((await stranger.get(`/api/oauth2/authorize?client_id=client_${count}`)).status));
    }
    assert.deepEqual(tally(answered), { 400: 60, 429: 10 });
    const stopped = await stranger.get('/api/oauth2/authorize?client_id=x');
    assert.match(stopped.html, /Too many attempts/);
    assert.ok(Number(stopped.headers.get('retry-after')) > 0);
  });

  test('A83: so do unregistered redirect URIs; registered ones still work', async () => {
    const app = await scene().app();
    const visitor = createVisitor(scene().installation, { address: '198.51.100.22' });
    for (let count = 0; count < MANY; count += 1) {
      const { status } = await visitor.get(app.authorizePath({ redirect_uri: `https://evil.example/${count}` }));
      assert.equal(status, count < 60 ? 400 : 429);
    }
    assert.equal((await visitor.get(app.authorizePath())).status, 303);
  });
});

describe('requests that succeed', () => {
  test('ask no limit anything, however many there are', async (t) => {
    const { installation } = scene();
    const app = await scene().app();
    let { refresh } = await grantTokens(await scene().browser('alice'), app);
    const counted = t.mock.method(installation.services.failures, 'count');
    for (let index = 0; index < MANY; index += 1) {
      const answer = await app.refresh(refresh);
      assert.equal(answer.status, 200);
      refresh = String(answer.json['refresh_token']);
    }
    assert.equal(counted.mock.callCount(), 0);
  });

  test('are not touched when failures cannot be counted; those that fail are answered with “later”', async (t) => {
    const { installation } = scene();
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    t.mock.method(installation.services.failures, 'count', () => Promise.reject(new UnavailableError('away')));
    assertOAuthError(await send(installation, wrongSecret(app)), 503, 'temporarily_unavailable');
    assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
    assert.equal((await app.refresh(refresh)).status, 200);
  });
});

describe('two processes on PostgreSQL', () => {
  let database: PostgresDatabase;
  let processes: Installation[] = [];
  before(async () => {
    database = await createMigratedDatabase();
    const environment = { OCTROI_DATABASE_URL: database.url, OCTROI_SECRET_KEY: 'ab'.repeat(32) };
    processes = [await openInstallation(environment), await openInstallation(environment)];
    await processes[0]?.addUser('alice');
  });
  after(async () => {
    for (const installation of processes) await installation.close();
    await database.drop();
  });

  test('A84: count wrong passwords together', async () => {
    const visitors = processes.map((installation) => createVisitor(installation, { address: '192.0.2.1' }));
    for (const visitor of visitors) await visitor.get('/sign-in');
    const fields = { username: 'alice', password: 'wrong' };
    const answers = await inParallel(30, async (index) => visitors[index % 2]?.post('/sign-in', fields));
    assert.deepEqual(tally(answers.map((answer) => String(answer?.status))), { 401: 10, 429: 20 });
  });

  test('A83: give back attempts without a verdict, and count names and addresses of an account together', async (t) => {
    const [first, second] = processes;
    assert.ok(first && second);
    await first.addUser('bob');
    const visitor = createVisitor(first, { address: '192.0.2.2' });
    await visitor.get('/sign-in');
    const away = t.mock.method(first.services.accounts, 'verifyPassword', () =>
      Promise.reject(new UnavailableError('away')),
    );
    for (let count = 0; count < MANY; count += 1) {
      assert.equal((await visitor.post('/sign-in', { username: 'bob', password: 'wrong' })).status, 503);
    }
    away.mock.restore();
    const other = createVisitor(second, { address: '192.0.2.2' });
    await other.get('/sign-in');
    const answered: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      const username = count % 2 === 0 ? 'bob' : 'bob@example.com';
      answered.push(String((await other.post('/sign-in', { username, password: 'wrong' })).status));
    }
    assert.deepEqual(tally(answered), { 401: 10, 429: 2 });
  });

  test('A84: count unknown clients together', async () => {
    const answered = await statuses(MANY, async (index) => {
      const installation = processes[index % 2] ?? assert.fail();
      return send(installation, { client_id: `client_${index}` });
    });
    assert.deepEqual(answered, { 401: 60, 429: 10 });
  });
});
