import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { DAY, HOUR, MINUTE, SECOND, toSeconds } from '#server/kernel/clock.js';
import { createLog } from '#server/kernel/log.js';
import { signAccessToken, verifyAccessToken } from '#server/protocol/access-token.js';
import { SIGNING_ALGS } from '#server/protocol/signing-alg.js';
import { createAudit } from '#server/domain/audit/audit.js';
import { loadKeys, type Keys } from '#server/domain/keys/keys.js';
import { signingKeysStore } from '#server/domain/keys/store.js';
import { deleteOld, type Store } from '#test/support/store.js';
import { forEachDatabase, type Databases } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';

const START = Date.UTC(2026, 0, 15, 12);
const ISSUER = 'https://id.example';
const ROOT_KEY = Buffer.alloc(32, 7);
const LEAD = 10 * MINUTE;

/** A database, a clock, and processes that start and stop on them. */
const setStage = async (open: Databases['open']) => {
  const database = await open();
  let now = START;
  const clock = { now: () => now };

  const startOn = async (
    store: Store,
    rootKey: Uint8Array = ROOT_KEY,
    signingKeys = signingKeysStore(store.database),
  ): Promise<Keys> =>
    loadKeys({
      store: signingKeys,
      database: store.database,
      clock,
      audit: createAudit({ store: store.auditEvents, clock, log: createLog('silent') }),
      rootKey,
    });

  return {
    database,
    startOn,
    start: async (): Promise<Keys> => startOn((await database.connect()).store),
    letTimePass: (duration: number): void => {
      now += duration;
    },
    deleteOld: () => deleteOld(database.store, now),
    accessToken: ({ accessTokenKey }: Keys): string =>
      signAccessToken(accessTokenKey, {
        iss: ISSUER,
        aud: ISSUER,
        sub: '1',
        client_id: 'client_x',
        scope: 'profile',
        iat: toSeconds(now),
        exp: toSeconds(now + DAY),
        auth_time: toSeconds(now),
        family: 1,
        generation: 0,
      }),
    verifies: async (keys: Keys, token: string): Promise<boolean> => {
      try {
        verifyAccessToken(await keys.accessTokenKeysFor(token), token, { issuer: ISSUER, now: toSeconds(now) });
        return true;
      } catch {
        return false;
      }
    },
    /** The audit events of rotations, oldest first. */
    recorded: async (): Promise<unknown[]> => {
      const events = await database.database.read.query
        .selectFrom('audit_events')
        .where('type', '=', 'keys_rotated')
        .orderBy('id')
        .selectAll()
        .execute();
      return events.map(({ detail }): unknown => JSON.parse(detail));
    },
  };
};

const kidOf = (jwt: string): string => decodeProtectedHeader(jwt).kid ?? '';

/** The kids of the published ES256 keys, oldest first. */
const published = async (keys: Keys): Promise<string[]> =>
  (await keys.jwks()).keys.filter(({ alg }) => alg === 'ES256').map(({ kid }) => kid);

/** As clients read it. */
const keySet = async (keys: Keys) => {
  const set: JSONWebKeySet = JSON.parse(JSON.stringify(await keys.jwks()));
  return createLocalJWKSet(set);
};

const sign = (keys: Keys): Promise<string> => keys.sign('ES256', 'JWT', { sub: 'alice' });

forEachDatabase('signing keys', ({ open }) => {
  test('sign with every algorithm what a client verifies with the published keys (RFC 7517)', async () => {
    const stage = await setStage(open);
    const keys = await stage.start();

    for (const alg of SIGNING_ALGS) {
      const jwt = await keys.sign(alg, 'logout+jwt', { sub: 'alice' });
      const { payload, protectedHeader } = await jwtVerify(jwt, await keySet(keys));
      assert.deepEqual(payload, { sub: 'alice' });
      assert.deepEqual(protectedHeader, { alg, typ: 'logout+jwt', kid: kidOf(jwt) });
      assert.deepEqual(await keys.verifyOwn(jwt), { typ: 'logout+jwt', claims: payload });
    }

    const { keys: jwks } = await keys.jwks();
    assert.deepEqual(
      jwks.map(({ alg }) => alg),
      [...SIGNING_ALGS],
    );
    for (const jwk of jwks) {
      assert.equal(jwk.use, 'sig');
      assert.match(jwk.kid, /^[\w-]{12}$/);
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.ok(!(secret in jwk), secret);
    }
  });

  test('are the same in processes that start at once on an empty database', async () => {
    const stage = await setStage(open);
    const [first, second] = await Promise.all([stage.start(), stage.start()]);

    const [one, other] = await Promise.all([first.jwks(), second.jwks()]);
    assert.deepEqual(one, other);
    assert.equal(one.keys.length, SIGNING_ALGS.length);
    assert.ok(await second.verifyOwn(await sign(first)));
    assert.ok(await stage.verifies(second, stage.accessToken(first)));
  });

  test('are of no use to a process with another root key', async () => {
    const stage = await setStage(open);
    await stage.start();
    await assert.rejects(stage.startOn(stage.database.store, Buffer.alloc(32, 8)), /another root key/);
  });

  test('are made by the next request when the database failed the first', async () => {
    const stage = await setStage(open);
    const { store } = stage.database;
    let failures = 1;
    const signingKeys = signingKeysStore(store.database);
    const keys = await stage.startOn(store, ROOT_KEY, {
      ...signingKeys,
      insert: async (key) => {
        if (key.alg === 'ES256' && failures-- > 0) throw new Error('no space left');
        return signingKeys.insert(key);
      },
    });

    await assert.rejects(sign(keys), /no space left/);
    assert.ok(await keys.verifyOwn(await sign(keys)));
  });
});

forEachDatabase('a rotation', ({ open }) => {
  test('publishes the new key at once, and signs with it in every process after ten minutes', async () => {
    const stage = await setStage(open);
    const [first, second] = [await stage.start(), await stage.start()];
    const [before, oldToken] = [await sign(first), stage.accessToken(first)];

    const rotated = await first.rotate({ immediately: false });
    await second.refresh(); // as the job does

    assert.deepEqual(
      rotated.map(({ alg, signsFrom }) => [alg, signsFrom]),
      // The others have no key yet, so their first key signs at once.
      [
        ['HS256', START + LEAD],
        ['RS256', START],
        ['PS256', START],
        ['ES256', START + LEAD],
        ['EdDSA', START],
      ],
    );
    const kid = rotated.find(({ alg }) => alg === 'ES256')?.kid;
    stage.letTimePass(LEAD - 1);
    for (const keys of [first, second]) {
      assert.deepEqual(await published(keys), [kidOf(before), kid]);
      assert.equal(kidOf(await sign(keys)), kidOf(before));
      assert.equal(stage.accessToken(keys).split('.')[0], oldToken.split('.')[0]);
    }

    stage.letTimePass(1);
    for (const keys of [first, second]) {
      assert.equal(kidOf(await sign(keys)), kid);
      assert.notEqual(stage.accessToken(keys).split('.')[0], oldToken.split('.')[0]);
      assert.ok(await keys.verifyOwn(before));
      assert.ok(await stage.verifies(keys, oldToken));
    }
    assert.ok(await second.verifyOwn(await sign(first)));
    assert.ok(await stage.verifies(second, stage.accessToken(first)));
  });

  test('leaves the old key published until all it signed has expired, and no longer', async () => {
    const stage = await setStage(open);
    const keys = await stage.start();
    const before = await sign(keys);
    await keys.rotate({ immediately: false });
    stage.letTimePass(LEAD - 1);
    const lastOfOld = stage.accessToken(keys);

    stage.letTimePass(DAY - SECOND);
    await stage.deleteOld();
    await keys.refresh();
    assert.ok(await stage.verifies(keys, lastOfOld));
    assert.ok(await keys.verifyOwn(before));

    stage.letTimePass(HOUR + SECOND + 1);
    await stage.deleteOld();
    await keys.refresh();
    assert.equal((await keys.accessTokenKeysFor(lastOfOld)).length, 1);
    assert.equal((await published(keys)).length, 1);
    assert.equal(await keys.verifyOwn(before), null);
    assert.ok(await keys.verifyOwn(await sign(keys)));
  });

  test('of leaked keys voids what they signed, and other processes follow when they see the new key', async () => {
    const stage = await setStage(open);
    const [first, second] = [await stage.start(), await stage.start()];
    const [before, oldToken] = [await sign(first), stage.accessToken(first)];
    assert.ok(await second.verifyOwn(before));

    const [rotated] = await first.rotate({ alg: 'ES256', immediately: true });
    assert.deepEqual({ ...rotated, kid: '' }, { alg: 'ES256', kid: '', signsFrom: START });
    const after = await sign(first);
    assert.equal(kidOf(after), rotated?.kid);
    assert.deepEqual(await published(first), [rotated?.kid]);
    assert.equal(await first.verifyOwn(before), null);
    assert.ok(await stage.verifies(first, oldToken), 'the other algorithms keep their keys');

    stage.letTimePass(2 * SECOND);
    assert.ok(await second.verifyOwn(after));
    assert.equal(await second.verifyOwn(before), null);
    assert.equal(kidOf(await sign(second)), rotated?.kid);

    await first.rotate({ alg: 'HS256', immediately: true });
    assert.ok(!(await stage.verifies(first, oldToken)));
    stage.letTimePass(2 * SECOND);
    assert.ok(await stage.verifies(second, stage.accessToken(first)));
    assert.ok(!(await stage.verifies(second, oldToken)));
  });

  test('by age makes one key, however many processes find the old one too old', async () => {
    const stage = await setStage(open);
    const [first, second] = [await stage.start(), await stage.start()];
    await sign(first);

    stage.letTimePass(90 * DAY - 1);
    assert.deepEqual(await first.rotateOlderThan(90 * DAY), []);
    stage.letTimePass(1);
    const outcomes = await Promise.all([first, second].map((keys) => keys.rotateOlderThan(90 * DAY)));

    const { signingKeys } = stage.database.store;
    const rows = await signingKeys.list();
    assert.deepEqual(rows.map(({ alg, ordinal }) => `${alg} ${ordinal}`).toSorted(), [
      'ES256 1',
      'ES256 2',
      'HS256 1',
      'HS256 2',
    ]);
    const made = rows.filter(({ ordinal }) => ordinal === 2).map(({ alg, kid }) => [alg, kid]);
    for (const { alg, kid } of outcomes.flat())
      assert.deepEqual(
        [alg, kid],
        made.find(([each]) => each === alg),
      );
    assert.deepEqual(
      (await stage.recorded()).length,
      2, // each is recorded once
    );

    assert.deepEqual(await second.rotateOlderThan(90 * DAY), []);
  });

  // All were chosen beforehand, so a process that was slow with one key made another key after one that was created
  // meanwhile.
  test('by age makes one key of each beside a process that is through with all of them', async (t) => {
    const stage = await setStage(open);
    const { store } = await stage.database.connect();
    const signingKeys = signingKeysStore(store.database);
    const [first, second] = [await stage.start(), await stage.startOn(store, ROOT_KEY, signingKeys)];
    await sign(first);
    stage.letTimePass(90 * DAY);
    const { list } = signingKeys;
    const overtaken: typeof list = async () => {
      const rows = await list();
      await first.rotateOlderThan(90 * DAY);
      return rows;
    };
    t.mock.method(signingKeys, 'list', overtaken, { times: 1 });
    await second.rotateOlderThan(90 * DAY);
    const rows = await store.signingKeys.list();
    assert.deepEqual(rows.map(({ alg, ordinal }) => `${alg} ${ordinal}`).toSorted(), [
      'ES256 1',
      'ES256 2',
      'HS256 1',
      'HS256 2',
    ]);
  });

  test('of leaked keys in several processes at once leaves none of the old ones', async () => {
    const stage = await setStage(open);
    const processes = await inParallel(4, () => stage.start());
    const before = await Promise.all(processes.map(sign));

    await Promise.all(processes.map((keys) => keys.rotate({ alg: 'ES256', immediately: true })));

    await inParallel(4, async (index) => processes[index]?.refresh());
    const [key] = await published(processes[0] ?? (await stage.start()));
    for (const keys of processes) {
      assert.deepEqual(await published(keys), [key]);
      for (const jwt of before) assert.equal(await keys.verifyOwn(jwt), null);
    }
    assert.equal((await stage.recorded()).length, 4);
  });

  test('is written down', async () => {
    const stage = await setStage(open);
    const keys = await stage.start();
    const [slow] = await keys.rotate({ alg: 'HS256', immediately: false });
    const [fast] = await keys.rotate({ alg: 'HS256', immediately: true });

    assert.deepEqual(await stage.recorded(), [
      { alg: 'HS256', kid: slow?.kid, immediately: 'false' },
      { alg: 'HS256', kid: fast?.kid, immediately: 'true' },
    ]);
  });

  test('survives the process: what comes next is in the database', async () => {
    const stage = await setStage(open);
    const first = await stage.start();
    const before = await sign(first);
    const [rotated] = await first.rotate({ alg: 'ES256', immediately: false });

    const second = await stage.start();
    assert.equal(kidOf(await sign(second)), kidOf(before));
    stage.letTimePass(LEAD);
    const third = await stage.start();
    assert.equal(kidOf(await sign(third)), rotated?.kid);
    assert.ok(await third.verifyOwn(before));
  });
});

forEachDatabase('tokens that name unknown keys', ({ open }) => {
  test('make a process look for new keys every two seconds at most, and all wait for the same look', async () => {
    const stage = await setStage(open);
    const { store } = stage.database;
    let looks = 0;
    const signingKeys = signingKeysStore(store.database);
    const keys = await stage.startOn(store, ROOT_KEY, {
      ...signingKeys,
      list: () => {
        looks += 1;
        return signingKeys.list();
      },
    });
    const [part = '', ...rest] = (await sign(keys)).split('.');
    const header: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    assert.ok(typeof header === 'object');
    const unknown = [Buffer.from(JSON.stringify({ ...header, kid: 'x' })).toString('base64url'), ...rest].join('.');
    const access = `${Buffer.from('{"alg":"HS256","typ":"at+jwt","kid":"x"}').toString('base64url')}.e30.AA`;
    const flood = (): Promise<unknown> =>
      Promise.all([
        inParallel(50, () => keys.verifyOwn(unknown)),
        inParallel(50, () => keys.accessTokenKeysFor(access)),
      ]);

    looks = 0;
    await flood();
    await flood();
    assert.equal(looks, 1);
    stage.letTimePass(2 * SECOND);
    await flood();
    assert.equal(looks, 2);

    // Something that is not one of our tokens costs no query.
    stage.letTimePass(2 * SECOND);
    for (const text of ['', 'x', '.', 'bnVsbA.e30.AA', await sign(keys)]) await keys.accessTokenKeysFor(text);
    for (const text of ['', 'x', '.', 'bnVsbA.e30.AA', 'W10.e30.AA']) assert.equal(await keys.verifyOwn(text), null);
    assert.equal(looks, 2);
  });
});
