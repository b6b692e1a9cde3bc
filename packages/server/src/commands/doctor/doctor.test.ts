import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import Connection from 'better-sqlite3';
import { DAY } from '#server/kernel/clock.js';
import { referenceTimeStore } from '#server/database/clock/store.js';
import { connect } from '#server/database/connect.js';
import { lookAlikeKey } from '#server/kernel/text.js';
import type { Schema } from '#server/wiring/schema.js';
import { createStore, type Store } from '#test/support/store.js';
import { createCommandLine, type CommandLine } from '#test/support/command-line.js';
import { createPostgresDatabase } from '#test/support/postgres.js';

interface Finding {
  level: string;
  check: string;
  message: string;
  remedy: string | null;
}

let folder: string;
let octroi: CommandLine;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-doctor-'));
  // A port on which nothing listens.
  octroi = createCommandLine({ folder, env: { OCTROI_ISSUER: 'http://localhost:9' } });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const examine = async (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
  const { code, stdout, stderr } = await octroi.run(['doctor', ...args, '--json'], { env });
  assert.equal(stderr, '');
  const { ok, findings }: { ok: boolean; findings: Finding[] } = JSON.parse(stdout);
  assert.equal(code, ok ? 0 : 1, 'the exit code is 0 when nothing is wrong');
  for (const { level, message, remedy } of findings) {
    assert.equal(remedy === null, level === 'ok', `each fault, and nothing else, has a remedy: ${message}`);
  }
  return { ok, of: (check: string) => findings.filter((finding) => finding.check === check) };
};

const IDENTITY = ['--email', 'd2@example.com', '--password', 'a sentence long enough'];

const install = async (): Promise<void> => {
  const user = ['--username', 'dora', '--email', 'd@example.com', '--password', 'a sentence long enough'];
  assert.equal((await octroi.run(['user', 'create', ...user, '--role', 'developer'])).code, 0);
};

const createApp = async (...flags: string[]): Promise<{ client_id: string; id: number }> => {
  const { stdout, stderr } = await octroi.run([
    'app',
    'create',
    '--owner',
    'dora',
    '--name',
    'Chat',
    ...flags,
    '--json',
  ]);
  assert.equal(stderr, '');
  return JSON.parse(stdout);
};

const inStore = async (work: (store: Store) => Promise<unknown>): Promise<void> => {
  const database = await connect(`file:${join(folder, 'data/octroi.db')}`, () => {});
  await work(createStore(database));
  await database.close();
};

test('an installation that works passes, with a warning that no server runs', async () => {
  await install();
  const { ok, of } = await examine();
  assert.equal(ok, true);
  for (const check of ['configuration', 'database', 'names', 'keys', 'disk', 'settings']) {
    assert.deepEqual(
      of(check).map(({ level }) => level),
      ['ok'],
      check,
    );
  }
  assert.equal(of('issuer')[0]?.level, 'warning');

  const { code, stdout } = await octroi.run(['doctor']);
  assert.equal(code, 0);
  assert.match(stdout, /^ok {7}database: sqlite answers/m);
  assert.match(stdout, /^warning {2}issuer: No server responds.*\n {9}What to do: Start the server/m);
  assert.match(stdout, /No errors, 2 warning\(s\)\.\n$/);
});

test('says whether old audit events can be archived, and creates nothing', async () => {
  await install();
  assert.deepEqual((await examine()).of('audit archive'), []);
  const archive = join(folder, 'archive');
  const atArchive = (path: string) => examine([], { OCTROI_AUDIT_ARCHIVE: path });
  assert.equal((await atArchive(archive)).of('audit archive')[0]?.level, 'ok');
  await assert.rejects(stat(archive));
  const missing = await atArchive(join(archive, 'deeper'));
  assert.match(missing.of('audit archive')[0]?.message ?? '', /no audit event is deleted/);
  assert.equal(missing.ok, false);
});

test('a running server is asked who it is', async () => {
  const server = octroi.start(['start'], { env: { OCTROI_ISSUER: '', OCTROI_PORT: '0' } });
  const line = await server.line(/http:\/\/localhost:\d+/);
  const [url = ''] = /http:\/\/localhost:\d+/.exec(line) ?? [];
  // It listens on a random port, so its issuer differs.
  const { of } = await examine([], { OCTROI_ISSUER: url });
  assert.notEqual(of('issuer')[0]?.level, 'warning', 'somebody answered');
  server.signal('SIGTERM');
  await server.ended;
});

test('nothing is made: where there is no database there is none afterwards', async () => {
  const first = await examine();
  assert.equal(first.ok, false);
  assert.match(first.of('database')[0]?.message ?? '', /There is no database at/);
  assert.match((await examine()).of('database')[0]?.message ?? '', /There is no database at/);
});

test('a database of an older version says what to run', async () => {
  const database = await connect(`file:${join(folder, 'old.db')}`, () => {});
  await database.close();
  const { ok, of } = await examine([], { OCTROI_DATABASE_URL: `file:${join(folder, 'old.db')}` });
  assert.equal(ok, false);
  assert.match(of('database')[0]?.message ?? '', /missing 0001-ground/);
  assert.match(of('database')[0]?.remedy ?? '', /octroi migrate/);
});

test('a secret key that opens none of the keys is an error', async () => {
  await install();
  const other = await examine([], { OCTROI_SECRET_KEY: 'cd'.repeat(32) });
  assert.equal(other.ok, false);
  assert.match(other.of('keys')[0]?.message ?? '', /encrypted with a different secret key/);

  await rm(join(folder, 'data/secret.key'));
  const lost = await examine();
  assert.match(lost.of('keys')[0]?.message ?? '', /secret\.key is missing beside the database/);
  await writeFile(join(folder, 'data/secret.key'), 'short');
  const damaged = await octroi.run(['doctor', '--json']);
  assert.deepEqual([damaged.code, damaged.stdout], [1, '']);
  assert.match(damaged.stderr, /damaged/);
});

test('an old username that looks like another one is named, with what to do', async () => {
  await install();
  const database = await connect<Schema>(`file:${join(folder, 'data/octroi.db')}`, () => {});
  const username = 'do\u200dra';
  await database.read.query
    .updateTable('users')
    .set({ username, username_key: lookAlikeKey(username) })
    .execute();
  await database.close();
  assert.equal((await octroi.run(['user', 'create', '--username', 'dora', ...IDENTITY])).code, 0);

  const { ok, of } = await examine();

  assert.equal(ok, true);
  const [finding] = of('names');
  assert.equal(finding?.message, 'The username of user 1 (do<U+200D>ra) looks like that of user 2.');
  assert.match(finding.remedy ?? '', /Ask the user to change it/);
});

test('a payment that was not credited is named, with what to do', async () => {
  await install();
  await inStore(async (store) => {
    const payment = { id: 'order_late', provider: 'test', amount: 500, currency: 'USD' };
    const createdAt = Date.now() - DAY;
    await store.topupOrders.insert({ ...payment, userId: '1', appId: null, units: 5_000, returnTo: null, createdAt });
    await store.topupOrders.markPaid({ ...payment, now: createdAt });
  });
  const { ok, of } = await examine();
  assert.equal(ok, false);
  assert.match(of('orders')[0]?.message ?? '', /^order_late of user 1 was paid on .*, but is not credited\.$/);
});

test('switches that are better known than forgotten are warned of', async () => {
  await install();
  const { ok, of } = await examine([], {
    OCTROI_ISSUER: 'https://id.example.com',
    OCTROI_REGISTRATION: 'open',
    OCTROI_AUTO_AUTHORIZE: 'always',
    OCTROI_KEY_ROTATION: '0',
  });
  assert.equal(ok, true, 'warnings are allowed');
  const told = of('settings').map(({ message }) => message);
  for (const name of [
    'OCTROI_REGISTRATION',
    'OCTROI_AUTO_AUTHORIZE',
    'OCTROI_TRUST_PROXY',
    'OCTROI_SECURITY_CONTACT',
    'OCTROI_KEY_ROTATION',
  ]) {
    assert.ok(
      told.some((message) => message.includes(name)),
      `${name} in ${told.join(' ')}`,
    );
  }
});

// Users who signed up were refused by clients that want a verified address, and nothing said why.
test('without a mail server, the operator is told what does not work', async () => {
  await install();
  const told = async (env: Record<string, string>) =>
    (await examine([], env)).of('mail').some(({ message }) => /OCTROI_MAIL_URL.*verified/.test(message));
  assert.equal(await told({}), true);
  assert.equal(await told({ OCTROI_MAIL_URL: 'log' }), false);
  const { of } = await examine([], { OCTROI_ISSUER: 'https://localhost:4443' });
  assert.equal(of('issuer')[0]?.message, 'https://localhost:4443 (not checked: only an http issuer is asked)');
});

test('an app is told what looks wrong with it', async () => {
  await install();
  const uris = ['http://localhost:8080/cb', 'https://intranet/callback/', 'https://10.0.0.5/index.html'];
  const { client_id, id } = await createApp(
    ...uris.flatMap((uri) => ['--redirect-uri', uri]),
    '--allow-browser-secret',
  );
  const failure = {
    appId: id,
    requestId: 'request-1',
    operation: 'token',
    error: 'invalid_grant',
    reason: 'The code is unknown.',
    parameters: '{}',
    warnings: ['no_state', 'no_pkce'],
    at: Date.now(),
  };
  await inStore((store) => store.appRequests.add([failure, { ...failure, requestId: 'request-2' }], []));

  const { ok, of } = await examine(['--app', client_id]);

  assert.equal(ok, true);
  const uriText = of('redirect URI')
    .map(({ message }) => message)
    .join('\n');
  for (const part of [
    /three different hosts/,
    /no dot/,
    /private or reserved/,
    /ends in a slash/,
    /looks like a page/,
  ]) {
    assert.match(uriText, part);
  }
  // Its remedy was to compare it, character for character, which a private address is in no need of.
  const privateUri = of('redirect URI').find(({ message }) => message.includes('private or reserved'));
  assert.match(privateUri?.remedy ?? '', /^Ignore this if all users of the app are on that network\./);
  for (const check of ['PKCE', 'state', 'browser', 'use']) assert.equal(of(check)[0]?.level, 'warning', check);
  assert.match(of('last errors')[0]?.message ?? '', /^2 x invalid_grant at token, .* \(request request-2\)\. The code/);
  assert.match(of('last errors')[0]?.remedy ?? '', /authorization again/);
});

test('an app in good order passes without a warning, once it has been used', async () => {
  await install();
  const { client_id, id } = await createApp('--redirect-uri', 'https://chat.acme.dev/callback', '--require-pkce');
  await inStore((store) => store.apps.touch(id, Date.now()));
  const { stdout } = await octroi.run(['doctor', '--app', client_id]);
  assert.match(stdout, /No problems found\.\n$/);
});

test('unused secrets and old ones are reported separately', async () => {
  await install();
  const { client_id, id } = await createApp('--redirect-uri', 'https://chat.acme.dev/callback');
  await inStore(async (store) => {
    const row = await store.apps.addSecret(id, { hash: 'h', hint: 'old secret' }, Date.now() - 400 * DAY);
    assert.ok(row);
    await store.apps.touchSecret(row.id, Date.now());
  });
  const told = (await examine(['--app', client_id])).of('secret');
  assert.deepEqual(
    told.map(({ level, message }) => [level, /is new|older than a year/.exec(message)?.[0]]),
    [
      ['ok', 'is new'],
      ['warning', 'older than a year'],
    ],
  );
});

test('an app that needs what the operator has switched off is in error (FAPI 2.0)', async () => {
  await install();
  const { client_id } = await createApp(
    '--redirect-uri',
    'https://chat.acme.dev/cb',
    '--require-par',
    '--require-pkce',
  );
  const { ok, of } = await examine(['--app', client_id], { OCTROI_PAR: 'off' });
  assert.equal(ok, false);
  assert.match(of('server')[0]?.message ?? '', /pushed requests/);
});

test('calls to apps that were refused or failed are told, and those that never could be made', async () => {
  await install();
  assert.equal((await examine()).of('calls')[0]?.level, 'ok');
  const url = 'https://10.0.0.7/logout';
  const listed = { OCTROI_PRIVATE_HOSTS: '10.0.0.0/8:443' };
  const { stdout } = await octroi.run(
    [
      'app',
      'create',
      '--owner',
      'dora',
      '--name',
      'Chat',
      '--redirect-uri',
      'https://chat.acme.dev/cb',
      '--trusted',
      '--backchannel-logout-uri',
      url,
      '--json',
    ],
    { env: listed },
  );
  const { client_id, id }: { client_id: string; id: number } = JSON.parse(stdout);
  const failure = {
    appId: id,
    requestId: 'call-1',
    operation: 'backchannel_logout',
    error: 'call_refused',
    reason: 'Its host has no address.',
    parameters: '{}',
    warnings: [],
    at: Date.now(),
  };
  const others = { ...failure, operation: 'token', error: 'invalid_grant' };
  const failed = {
    ...failure,
    operation: 'jwks_uri',
    error: 'call_failed',
    reason: 'The app answered with status 404.',
  };
  await inStore((store) => store.appRequests.add([failure, failure, others, { ...failed, at: Date.now() + 1 }], []));

  const { ok, of } = await examine();
  assert.equal(ok, true, 'they are warnings');
  const told = of('calls').map(({ message }) => message);
  assert.equal(told.length, 2, told.join('\n'));
  assert.match(
    told[0] ?? '',
    new RegExp(`^1 x call_failed: call to jwks_uri of Chat \\(${client_id}\\), .* status 404\\.$`),
  );
  assert.match(told[1] ?? '', /^2 x call_refused: notice of a sign-out of Chat .* Its host has no address\.$/);
  assert.match(of('calls')[1]?.remedy ?? '', /OCTROI_PRIVATE_HOSTS/);

  const ofApp = await examine(['--app', client_id]);
  assert.equal(ofApp.ok, false);
  assert.match(
    ofApp.of('calls')[0]?.remedy ?? '',
    /add 10\.0\.0\.7:443 to OCTROI_PRIVATE_HOSTS and run `octroi app trust/,
  );
  assert.deepEqual((await examine(['--app', client_id], listed)).of('calls'), []);
});

test('a provider on a private network that is not listed is an error', async () => {
  await install();
  const entry = { name: 'corp', label: 'Corp', client_id: 'octroi', client_secret: 'a secret' };
  const at = (issuer: string) => ({ OCTROI_UPSTREAM: JSON.stringify([{ ...entry, issuer }]) });
  const literal = await octroi.run(['doctor', '--json'], { env: at('https://10.0.0.7') });
  assert.equal(literal.code, 1);
  assert.match(
    literal.stderr,
    /OCTROI_UPSTREAM names https:\/\/10\.0\.0\.7, which is not on the public internet.*add 10\.0\.0\.7:443/,
  );
  const env = { ...at('https://10.0.0.7'), OCTROI_PRIVATE_HOSTS: '10.0.0.0/8:443' };
  assert.equal((await examine([], env)).of('providers')[0]?.level, 'ok');
  // On an http issuer, loopback is reachable.
  assert.equal((await examine([], at('http://localhost:9'))).of('providers')[0]?.level, 'ok');
  const [unknown] = (await examine([], at('https://no-such-host.invalid'))).of('providers');
  assert.equal(unknown?.level, 'warning');
});

test('an unknown app is no finding but a question that makes no sense', async () => {
  await install();
  const { code, stdout, stderr } = await octroi.run(['doctor', '--app', 'client_nobody']);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /No app has the client_id client_nobody/);
});

/** As if this much more time had been seen, or less. */
const moveMark = async (url: string, by: number): Promise<void> => {
  const database = await connect<Schema>(url, () => {});
  const store = referenceTimeStore(database);
  const { mark } = await store.look();
  assert.ok(await store.replace(mark, { ...mark, mark: mark.mark + by }));
  await database.close();
};

/** The clock as found, before and after an operator accepts it. */
const clockBeforeAndAfter = async (env: Readonly<Record<string, string>> = {}) => {
  const [found] = (await examine([], env)).of('clock');
  const [accepted] = (await examine(['--accept-clock'], env)).of('clock');
  const [later] = (await examine([], env)).of('clock');
  assert.match(accepted?.message ?? '', /is accepted as the time$/);
  assert.deepEqual([accepted?.level, later?.level], ['ok', 'ok']);
  return found;
};

test('a clock that was set back is an error until an operator accepts it', async () => {
  await install();
  await moveMark(`file:${join(folder, 'data/octroi.db')}`, DAY);
  const found = await clockBeforeAndAfter();
  assert.equal(found?.level, 'error');
  assert.match(found?.message ?? '', /^It is 2\S+Z, but this installation has already seen 2\S+Z\.$/);
  assert.match(found?.remedy ?? '', /octroi doctor --accept-clock/);
});

test('a clock that jumped ahead is a warning until an operator accepts it', async () => {
  await install();
  await moveMark(`file:${join(folder, 'data/octroi.db')}`, -400 * DAY);
  const found = await clockBeforeAndAfter();
  assert.equal(found?.level, 'warning');
  assert.match(found?.message ?? '', /Nothing is deleted by age until the clock has run steadily for an hour/);
});

describe('on PostgreSQL', () => {
  let place: Awaited<ReturnType<typeof createPostgresDatabase>>;
  before(async () => {
    place = await createPostgresDatabase();
  });
  after(() => place.drop());

  test('the clocks are compared, and a database that is away is an error', async () => {
    const env = { OCTROI_DATABASE_URL: place.url, OCTROI_SECRET_KEY: 'ab'.repeat(32) };
    assert.equal((await octroi.run(['migrate'], { env })).code, 0);
    const { ok, of } = await examine([], env);
    assert.equal(ok, true);
    assert.equal(of('clock')[0]?.level, 'ok');
    assert.equal(of('keys')[0]?.level, 'warning', 'nothing has made keys, and neither did this');
    // Nothing has run here yet, so there is no time to compare with.
    await moveMark(place.url, Date.now() + DAY);
    assert.equal((await clockBeforeAndAfter(env))?.level, 'error');

    const away = await examine([], { ...env, OCTROI_DATABASE_URL: 'postgres://nobody:x@127.0.0.1:9/none' });
    assert.equal(away.ok, false);
    assert.equal(away.of('database')[0]?.level, 'error');
  });
});

// Versions before this one made files that only grew.
test('a file that cannot shrink is rewritten by a command, once', async () => {
  await install();
  const file = join(folder, 'data/octroi.db');
  const connection = new Connection(file);
  connection.pragma('auto_vacuum = 0');
  connection.exec('vacuum');
  connection.close();
  const { of } = await examine();
  assert.match(of('space')[0]?.remedy ?? '', /octroi compact/);

  const { code, stdout } = await octroi.run(['compact', '--json']);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), { file, bytes: (await stat(file)).size });

  assert.deepEqual((await examine()).of('space'), []);
});
