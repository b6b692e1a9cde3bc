import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Hono } from 'hono';
import { managementApi } from '#server/features/management/index.js';
import { limitsStore, type Limits } from '#server/database/limits.js';
import { createIdempotency, type Idempotency } from '#server/domain/idempotency/idempotency.js';
import { idempotentRequestsStore } from '#server/domain/idempotency/store.js';
import { inRequest } from '#server/kernel/condition.js';
import { DAY, SECOND } from '#server/kernel/clock.js';
import { createLog } from '#server/kernel/log.js';
import { UnavailableError } from '#server/kernel/unavailable.js';
import type { RequestEnv } from '#server/web/http/env.js';
import { requestId } from '#server/web/http/every-answer.js';
import { createPostgresDatabase } from '#test/support/postgres.js';
import { openInstallation, START, type Installation } from '#test/support/installation.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { deleteOld } from '#test/support/store.js';

const APPS = '/api/oauth_apps';
const CHAT = { name: 'Chat', redirect_uri: 'https://yourapp.com/oauth/callback' };
const CLAIM = 10 * SECOND;

type Apps = Installation['services']['apps'];
type Requested = Pick<Installation, 'request'>;

const place = async (dialect: string) =>
  dialect === 'SQLite' ? { environment: {}, drop: async () => {} } : postgresPlace();

const postgresPlace = async () => {
  const { url, drop } = await createPostgresDatabase();
  return { environment: { OCTROI_DATABASE_URL: url, OCTROI_SECRET_KEY: 'ab'.repeat(32) }, drop };
};

/** Resolves when `open` is called. */
const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
};

for (const dialect of ['SQLite', 'PostgreSQL']) {
  describe(`a creating call with an Idempotency-Key (${dialect})`, () => {
    let installation: Installation;
    /** A second process on PostgreSQL; on SQLite, which has one, the first. */
    let other: Installation;
    let drop: () => Promise<void>;
    let developer: string;
    let token: string;
    let keys = 0;

    const newToken = async (): Promise<string> => {
      const created = await installation.services.developers.createToken(developer, 'tests', null);
      assert.ok(created.outcome === 'done');
      return created.value.token.reveal();
    };
    const newKey = (): string => `key ${(keys += 1)}`;
    const letTimePass = (duration: number): void => {
      for (const each of new Set([installation, other])) each.letTimePass(duration);
    };

    const post = async (
      key: string,
      body: unknown = CHAT,
      { path = APPS, by = token, to = installation }: { path?: string; by?: string; to?: Requested } = {},
    ) => {
      const response = await to.request(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json', 'idempotency-key': key },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    };
    const kept = async (): Promise<number> =>
      (await installation.services.database.read.query.selectFrom('idempotent_requests').selectAll().execute()).length;

    const appsOf = async (): Promise<number[]> =>
      (await installation.services.apps.list(developer)).map(({ id }) => id);

    /** A process whose apps are created as `create` says. */
    const processWith = (
      create: (real: Apps['create']) => Apps['create'],
      changes: { idempotency?: Idempotency } = {},
    ): Requested => {
      const { apps, ...services } = other.services;
      const api = managementApi({
        ...services,
        ...changes,
        apps: { ...apps, create: create(apps.create) },
        issuer: installation.issuer,
        log: createLog('silent'),
      });
      const app = new Hono<RequestEnv>().use(requestId, (_c, next) => inRequest(next)).route('/', api);
      return { request: async (path, init) => app.request(path, init) };
    };

    before(async () => {
      const opened = await place(dialect);
      ({ drop } = opened);
      installation = await openInstallation(opened.environment);
      other = dialect === 'SQLite' ? installation : await openInstallation(opened.environment);
      developer = await installation.addUser('alice');
      await installation.services.developers.grantRole(developer, 'developer');
      token = await newToken();
    });
    after(async () => {
      for (const each of new Set([installation, other])) await each.close();
      await drop();
    });

    test('creates once, and every repeat gets the same answer for a day, in every process', async () => {
      const key = newKey();
      const first = await post(key);
      assert.equal(first.status, 201);
      assert.match(first.text, /"client_secret":"secret_/);
      const known = await appsOf();

      letTimePass(DAY - 1);
      for (const to of [installation, other]) {
        const again = await post(key, CHAT, { to });
        assert.deepEqual([again.status, again.text], [201, first.text]);
        for (const name of ['location', 'content-type', 'cache-control']) {
          assert.equal(again.headers.get(name), first.headers.get(name));
        }
      }
      assert.deepEqual(await appsOf(), known);

      letTimePass(1);
      assert.notEqual((await post(key)).text, first.text);
      assert.equal((await appsOf()).length, known.length + 1);
    });

    test('creates one app and one secret, however many arrive at once', async () => {
      const known = (await appsOf()).length;
      const key = newKey();
      const answers = await inParallel(20, (index) => post(key, CHAT, { to: index % 2 === 0 ? installation : other }));
      const statuses = tally(answers.map(({ status }) => String(status)));
      assert.equal((statuses['201'] ?? 0) + (statuses['409'] ?? 0), 20, JSON.stringify(statuses));
      assert.equal((await appsOf()).length, known + 1);
      assert.equal(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size, 1);

      const path = `${answers.find(({ status }) => status === 201)?.headers.get('location')}/secrets`;
      const added = await post(key, null, { path });
      assert.equal(added.status, 201);
      assert.equal((await post(key, null, { path, to: other })).text, added.text);
      assert.equal((await post(newKey(), null, { path })).status, 400);
    });

    test('is refused with 409 and Retry-After while the first runs, and with 422 if its body is another', async () => {
      const key = newKey();
      const arrived = gate();
      const allowed = gate();
      const slow = processWith((create) => async (...given) => {
        arrived.open();
        await allowed.passed;
        return create(...given);
      });
      const first = post(key, CHAT, { to: slow });
      await arrived.passed;
      const second = await post(key);
      assert.equal(second.status, 409);
      assert.match(second.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      assert.equal((await post(key, { ...CHAT, name: 'Chat 2' })).status, 422);

      allowed.open();
      assert.equal((await first).status, 201);
      assert.equal((await post(key)).text, (await first).text);
      assert.equal((await post(key, { ...CHAT, name: 'Chat 2' })).status, 422);
    });

    test('is not answered with what another token or path got', async () => {
      const key = newKey();
      const first = await post(key);
      const otherToken = await post(key, CHAT, { by: await newToken() });
      assert.equal(otherToken.status, 201);
      assert.notEqual(otherToken.text, first.text);
      const added = await post(key, CHAT, { path: `${first.headers.get('location')}/secrets` });
      assert.equal(added.status, 201);
      assert.match(added.text, /Secret created/);
    });

    // The key belonged to the header as it was sent, so a library that spells the scheme otherwise created twice.
    test('is the same caller’s however the scheme is spelt', async () => {
      const key = newKey();
      const send = (authorization: string) =>
        installation.request(APPS, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(CHAT),
        });
      const first = await (await send(`Bearer ${token}`)).text();
      const known = await appsOf();
      for (const spelt of [`bearer ${token}`, `BEARER ${token}`, `Bearer   ${token}`]) {
        assert.equal(await (await send(spelt)).text(), first, spelt);
      }
      assert.deepEqual(await appsOf(), known);
    });

    test('that creates a secret is refused with 422 if it comes with another body', async () => {
      const { headers } = await post(newKey());
      const path = `${headers.get('location')}/secrets`;
      const key = newKey();
      const first = await post(key, null, { path });
      assert.equal(first.status, 201);
      assert.equal((await post(key, { note: 'another' }, { path })).status, 422);
      assert.equal((await post(key, null, { path })).text, first.text);
    });

    // Refusals were stored too, so a token could fill the table with made-up keys.
    test('whose first attempt was refused runs again, and nothing is stored', async () => {
      const known = await kept();
      const refused = Array.from({ length: 20 }, newKey);
      const [key = ''] = refused;
      for (const each of refused) assert.equal((await post(each, { name: '' })).status, 400);
      assert.equal((await post(key, null, { path: `${APPS}/999999/secrets` })).status, 404);
      assert.equal((await post(key, 'no object')).status, 400);
      assert.equal(await kept(), known);
      assert.equal((await post(key)).status, 201, 'and the key is free for a corrected body');
      assert.equal(await kept(), known + 1);
    });

    test('is judged anew after a server error', async () => {
      const failed = newKey();
      const failing = processWith(() => () => Promise.reject(new UnavailableError('no database')));
      assert.equal((await post(failed, CHAT, { to: failing })).status, 503);
      assert.equal((await post(failed)).status, 201);
    });

    // The audit row failed after the app was there: its caller got 503, and the secret was lost.
    test('keeps the answer with the app: an error after that loses no secret', async () => {
      const known = (await appsOf()).length;
      const key = newKey();
      const failing = processWith((create) => async (...given) => {
        await create(...given);
        throw new UnavailableError('no database');
      });
      assert.equal((await post(key, CHAT, { to: failing })).status, 503);
      const again = await post(key);
      assert.equal(again.status, 201);
      assert.match(again.text, /"client_secret":"secret_/);
      assert.equal((await appsOf()).length, known + 1);
    });

    test('of a process that died runs again after ten seconds, and creates nothing if that process lives after all', async () => {
      const known = (await appsOf()).length;
      const key = newKey();
      const arrived = gate();
      const allowed = gate();
      const hanging = processWith((create) => async (...given) => {
        arrived.open();
        await allowed.passed;
        return create(...given);
      });
      const first = post(key, CHAT, { to: hanging });
      await arrived.passed;
      letTimePass(CLAIM - 1);
      assert.equal((await post(key)).status, 409);
      letTimePass(1);
      const second = await post(key);
      assert.equal(second.status, 201);

      allowed.open();
      const late = await first;
      assert.equal(late.status, 503);
      assert.ok(late.headers.get('retry-after'));
      assert.equal((await post(key, CHAT, { to: hanging })).text, second.text);
      assert.equal((await appsOf()).length, known + 1);
    });

    test('is refused with 429 once a developer has created too much with keys, and only with a new key', async () => {
      const { database, rootKey } = other.services;
      const store = idempotentRequestsStore(database);
      // The real limiter, with less to count.
      const createForgiving: Limits['createForgiving'] = (options) =>
        database.limiter({ ...options, name: 'few answers', points: 3 });
      const limits = { ...limitsStore(database), createForgiving };
      const idempotency = createIdempotency({ clock: { now: other.now }, limits, rootKey, store });
      const few = processWith((real) => real, { idempotency });
      const firstKey = newKey();
      const first = await post(firstKey, CHAT, { to: few });
      assert.equal(first.status, 201);
      for (let turn = 0; turn < 4; turn += 1)
        assert.equal((await post(newKey(), { name: '' }, { to: few })).status, 400);
      const failing = processWith(() => () => Promise.reject(new UnavailableError('no database')), { idempotency });
      for (let turn = 0; turn < 4; turn += 1) assert.equal((await post(newKey(), CHAT, { to: failing })).status, 503);
      const { length: known } = await appsOf();
      assert.equal((await post(newKey(), CHAT, { to: few })).status, 201, 'what created nothing does not count');
      assert.equal((await post(newKey(), CHAT, { to: few, by: await newToken() })).status, 201);

      const late = newKey();
      for (const by of [token, await newToken()]) {
        const answer = await post(late, CHAT, { to: few, by });
        assert.equal(answer.status, 429, 'with every token of the developer');
        assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
        assert.match(answer.text, /"success":false,"message":"You have created too much with Idempotency-Key today/);
      }
      assert.equal((await appsOf()).length, known + 2);
      assert.equal((await post(firstKey, CHAT, { to: few })).text, first.text);
      assert.equal((await post(late)).status, 201, 'and no claim is left behind');
    });

    test('has a key of 1 to 255 characters', async () => {
      assert.equal((await post('x'.repeat(255))).status, 201);
      for (const key of ['', 'x'.repeat(256)]) assert.equal((await post(key)).status, 400);
    });

    test('leaves no secret in clear text, and nothing after a day', async () => {
      const { database } = installation.services;
      const first = await post(newKey());
      const secret = /secret_[\w-]{43}/.exec(first.text)?.[0] ?? '';
      assert.notEqual(secret, '');
      const rows = await database.read.query.selectFrom('idempotent_requests').selectAll().execute();
      assert.ok(rows.length > 0);
      for (const text of [secret, token, CHAT.name]) assert.ok(!JSON.stringify(rows).includes(text));

      await deleteOld({ database }, installation.now() + DAY);
      assert.deepEqual(await database.read.query.selectFrom('idempotent_requests').selectAll().execute(), []);
    });
  });
}

test('without a key, each creating call creates', async () => {
  const installation = await openInstallation();
  try {
    const id = await installation.addUser('alice');
    await installation.services.developers.grantRole(id, 'developer');
    const created = await installation.services.developers.createToken(id, 'tests', START + DAY);
    assert.ok(created.outcome === 'done');
    const headers = {
      authorization: `Bearer ${created.value.token.reveal()}`,
      'content-type': 'application/json',
    };
    for (const _ of [1, 2]) {
      const answer = await installation.request(APPS, { method: 'POST', headers, body: JSON.stringify(CHAT) });
      assert.equal(answer.status, 201);
    }
    assert.equal((await installation.services.apps.list(id)).length, 2);
  } finally {
    await installation.close();
  }
});
