import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { MAX_LOGO } from '#server/domain/apps/index.js';
import { pngOf } from '../support/logos.js';
import { NGINX_ISSUER, startDocumentedNginx, type DocumentedNginx } from '../support/nginx.js';
import { CALLBACK, textOf } from '../support/oauth-app.js';
import { inParallel, tally } from '../support/parallel.js';
import { PLACES, speakFor, startProcesses, type Party, type Processes } from './processes.js';

/** An issuer that others can reach allows no test provider. */
const SETTINGS = { OCTROI_ISSUER: NGINX_ISSUER, OCTROI_TRUST_PROXY: '1', OCTROI_TOPUP_PROVIDERS: '' };

interface Scene {
  processes: Processes;
  nginx: DocumentedNginx;
  party: Party;
  close(): Promise<void>;
}

const open = async (place: keyof typeof PLACES): Promise<Scene> => {
  const processes = await PLACES[place](startProcesses, { settings: { ...SETTINGS, OCTROI_STOP_GRACE: '1' } });
  const nginx = await startDocumentedNginx(processes.origins.map((origin) => Number(new URL(origin).port)));
  return {
    processes,
    nginx,
    party: speakFor(processes, (_turn, path, init) => nginx.send(path, init)),
    close: async () => {
      await nginx.stop();
      await processes.close();
    },
  };
};

const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers,
});

const push = async ({ party }: Scene): Promise<number> => (await party.push(0)).status;

const guess = async ({ processes, nginx }: Scene, from: string, claimed: string): Promise<number> => {
  const fields = { grant_type: 'refresh_token', refresh_token: 'refresh_wrong', client_secret: 'wrong' };
  const init = form({ ...processes.app, ...fields }, { 'x-forwarded-for': claimed });
  return (await nginx.send('/api/oauth2/token', init, from)).status;
};

describe('one process behind nginx', () => {
  let scene: Scene;
  before(async () => {
    scene = await open('one process on SQLite');
  });
  after(() => scene.close());

  /** Opens as many connections as nginx keeps, pauses, and sends requests again while they reach this age. */
  const burst = async ([from, until]: readonly [number, number]): Promise<number[]> => {
    const first = await inParallel(64, () => push(scene));
    const opened = performance.now();
    await wait(from);
    const later: Promise<number>[] = [];
    while (performance.now() - opened < until) {
      later.push(push(scene));
      await wait(1);
    }
    return [...first, ...(await Promise.all(later))];
  };

  // The server closed connections after five seconds, and requests that nginx had just sent on them failed: 3.8 % of such bursts.
  test('bursts after pauses as long as either side keeps connections are all answered', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 6; round += 1) statuses.push(...(await burst([5_900, 6_100])));
    statuses.push(...(await burst([59_900, 60_100])));
    assert.deepEqual(Object.keys(tally(statuses.map(String))), ['201']);
    assert.ok(statuses.length > 7 * 64, 'requests were sent after the pauses');
  });

  test('a visitor signs in, and the app gets tokens and reads', async () => {
    const tokens = await scene.party.redeem(0, await scene.party.code(scene.party.visitor()));
    assert.equal(tokens.status, 200, tokens.text);
    assert.equal((await scene.party.userinfo(0, textOf(tokens, 'access_token'))).status, 200);
  });

  test('limits count the address that nginx saw, whatever a client says of itself', async () => {
    const statuses: number[] = [];
    for (let turn = 0; turn < 100 && !statuses.includes(429); turn += 1) {
      statuses.push(await guess(scene, '127.0.0.2', `198.51.100.${turn}`));
    }
    assert.deepEqual(Object.keys(tally(statuses.map(String))), ['401', '429']);
    assert.equal(await guess(scene, '127.0.0.3', '127.0.0.2'), 401);
  });

  test('a state of 4,096 characters comes back, in a URL and in a form', async () => {
    const parameters = {
      client_id: scene.processes.app['client_id'] ?? '',
      redirect_uri: CALLBACK,
      response_type: 'code',
    };
    const asUrl = (state: string) =>
      scene.nginx.send(`/api/oauth2/authorize?${new URLSearchParams({ ...parameters, prompt: 'none', state })}`);
    const asForm = (state: string) =>
      scene.nginx.send('/api/oauth2/authorize', form({ ...parameters, prompt: 'none', state }));
    for (const [send, state] of [
      [asUrl, '/'.repeat(4096)],
      [asForm, '€'.repeat(4096)],
    ] as const) {
      let answer = await send(state);
      while (answer.headers.get('location')?.startsWith('/') === true) {
        answer = await scene.nginx.send(answer.headers.get('location') ?? '');
      }
      assert.equal(answer.status, 303, await answer.text());
      const received = new URL(answer.headers.get('location') ?? '').searchParams;
      assert.deepEqual([received.get('error'), received.get('state')], ['login_required', state]);
    }
  });

  test('a body that is too long is answered by the server, however much of it nginx has passed on', async () => {
    for (const size of [70_000, 900_000, 12_000_000]) {
      const elsewhere = await inParallel(8, () => scene.nginx.send('/nowhere', form({ code: 'x'.repeat(size) })));
      assert.deepEqual(tally(elsewhere.map(({ status }) => String(status))), { 404: 8 }, `${size} bytes`);
      const answers = await inParallel(8, () =>
        scene.nginx.send('/api/oauth2/token', form({ code: 'x'.repeat(size) })),
      );
      const told = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`));
      assert.match(told.join('\n'), /^(413 \{"error":"invalid_request".*\n?){8}$/, `${size} bytes`);
    }
  });

  test('a logo that is too large is refused on its form, and the largest is taken', async () => {
    const alice = scene.party.visitor();
    await scene.party.code(alice);
    const [, page = ''] = /href="(\/console\/apps\/\d+)"/.exec((await alice.get('/console')).html) ?? [];
    for (const size of [70_000, 900_000, 12_000_000]) {
      await alice.get(page);
      const refused = await alice.upload(`${page}/logo`, 'logo', new Uint8Array(size), { page });
      assert.equal(refused.status, 413);
      assert.match(refused.text('logo-error'), /larger than 64 kB/, `${size} bytes`);
    }
    const empty = pngOf(64, 64, [['tEXt', new Uint8Array()]]);
    const largest = pngOf(64, 64, [['tEXt', new Uint8Array(MAX_LOGO - empty.length)]]);
    assert.equal(largest.length, MAX_LOGO);
    await alice.get(page);
    const taken = await alice.follow(await alice.upload(`${page}/logo`, 'logo', largest, { page }));
    assert.match(taken.html, /Logo saved/);
  });
});

const CLIENTS = 8;

describe('two processes behind nginx', () => {
  let scene: Scene;
  before(async () => {
    scene = await open('two processes on PostgreSQL');
  });
  after(() => scene.close());

  test('F14: six rolling restarts under load leave no request unanswered', async () => {
    const { party, processes } = scene;
    const alice = party.visitor();
    const load = new AbortController();
    const statuses: string[] = [];
    const refreshOnAndOn = async (first: string): Promise<void> => {
      for (let token = first; !load.signal.aborted;) {
        const answer = await party.refresh(0, token);
        statuses.push(answer.status === 200 ? '200' : `${answer.status} ${answer.text}`);
        if (answer.status === 200) token = textOf(answer, 'refresh_token');
      }
    };
    const tokens: string[] = [];
    for (let client = 0; client < CLIENTS; client += 1) {
      tokens.push(textOf(await party.redeem(0, await party.code(alice)), 'refresh_token'));
    }
    const clients = tokens.map(refreshOnAndOn);
    try {
      for (let round = 0; round < 6; round += 1) {
        await processes.restart(round % 2);
        await wait(200);
      }
    } finally {
      load.abort();
      await Promise.all(clients);
    }
    assert.deepEqual(Object.keys(tally(statuses)), ['200']);
    assert.ok(statuses.length > 100 * CLIENTS, `only ${statuses.length} requests`);
  });
});
