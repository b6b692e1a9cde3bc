import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { Client } from 'pg';
import { launchBrowser } from '../support/browser.js';
import { createPostgresDatabase } from '../support/postgres.js';
import { WORKSPACE } from '../support/paths.js';

/** Connects, runs one query, and disconnects. */
const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
};

test('a private PostgreSQL goes with the script that started it, even when that is killed', async () => {
  const postgresModule = join(WORKSPACE, 'scripts/lib/postgres.mjs');
  const script = `
    import { startPostgres } from ${JSON.stringify(postgresModule)};
    console.log((await startPostgres({ durable: false })).url);
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface(child.stdout), 'line');
  const [row] = await ask(String(url), 'SHOW data_directory');
  const folder = dirname(String(row?.['data_directory']));
  assert.ok(existsSync(folder));

  const watcher = watch(dirname(folder));
  child.kill('SIGKILL');
  // The folder is removed after the server has ended.
  while (existsSync(folder)) await once(watcher, 'change');
  watcher.close();

  await assert.rejects(ask(String(url), 'SELECT 1'), { code: 'ECONNREFUSED' });
});

test('each test database is empty, apart from the others, and dropped under open connections', async () => {
  const [one, other] = await Promise.all([createPostgresDatabase(), createPostgresDatabase()]);
  await ask(one.url, 'CREATE TABLE only_here (id integer)');
  const tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
  assert.deepEqual(await ask(one.url, tables), [{ table_name: 'only_here' }]);
  assert.deepEqual(await ask(other.url, tables), []);

  const lingering = new Client({ connectionString: one.url });
  await lingering.connect();
  lingering.on('error', () => {});
  const thrownOut = new Promise((resolve) => lingering.once('end', resolve));
  await Promise.all([one.drop(), other.drop()]);
  await thrownOut;
  await assert.rejects(ask(one.url, 'SELECT 1'), { code: '3D000' });
});

test('without npm test, a test that needs PostgreSQL says what to do', async (t) => {
  const url = process.env['OCTROI_TEST_POSTGRES_URL'];
  t.after(() => {
    process.env['OCTROI_TEST_POSTGRES_URL'] = url;
  });
  delete process.env['OCTROI_TEST_POSTGRES_URL'];
  await assert.rejects(createPostgresDatabase(), /npm test/);
});

test('the browser of the tests shows a page', async (t) => {
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setContent('<h1>Toll</h1>');
  assert.equal(await page.getByRole('heading').textContent(), 'Toll');
});

// The benchmarks called the product's services, and failed before their first request when those changed.
test('the benchmarks can prepare and measure everything they offer: a build against itself', () => {
  const sizes = ['--starts=1', '--warm-up=2', '--rounds=1', '--requests=4', '--connections=2'];
  const args = ['bench/main.mjs', '--against=itself', '--database=sqlite', '--json', ...sizes];
  const env = { ...process.env, OCTROI_BENCH_OTHER: WORKSPACE };
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: WORKSPACE, env, encoding: 'utf8' });
  assert.match(stdout, /^\{/, stderr);
  const operations: Record<string, unknown>[] = JSON.parse(stdout).results[0].operations;
  assert.deepEqual(
    operations.map(({ name, requests, errors }) => ({ name, requests, errors })),
    ['code exchange', 'refresh', 'userinfo', 'introspection', 'silent authorize'].map((name) => ({
      name,
      requests: 8,
      errors: 0,
    })),
  );
});

test('every test file is in one of the two tiers, and in one only', () => {
  const module = join(WORKSPACE, 'scripts/lib/test-files.mjs');
  const script = `
    import { testFiles } from ${JSON.stringify(module)};
    for (const full of [false, true]) console.log(testFiles({ full, words: [] }).join(' '));
  `;
  const args = ['--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const [first = [], full = []] = stdout.split('\n').map((line) => line.split(' '));
  assert.ok(first.length > full.length && full.length > 3, stderr);
  assert.ok(full.every((path) => path.endsWith('.full.test.js')));

  const packages = ['server', 'sdk'].map((name) => join(WORKSPACE, 'packages', name));
  const sources = packages
    .flatMap((folder) => [join(folder, 'src'), join(folder, 'test')])
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .filter((path) => /\.test\.tsx?$/.test(path));
  assert.equal(new Set([...first, ...full]).size, first.length + full.length);
  assert.equal(first.length + full.length, sources.length);
});

test('no lock file says where packages come from, and each says what is in them', () => {
  for (const file of ['package-lock.json', 'examples/nextjs/package-lock.json']) {
    const { packages } = JSON.parse(readFileSync(join(WORKSPACE, file), 'utf8'));
    const entries = Object.entries<Record<string, unknown>>(packages);
    assert.ok(entries.length > 20, file);
    for (const [path, { resolved = '', integrity }] of entries) {
      assert.doesNotMatch(String(resolved), /:\/\//, `${file}: ${path}`);
      const isOurs = !path.includes('node_modules/') || resolved !== '';
      assert.ok(isOurs || String(integrity).startsWith('sha512-'), `${file}: ${path}`);
    }
  }
});
