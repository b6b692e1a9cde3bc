import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openInstallation } from '#test/support/installation.js';
import { liveThrough, sizesOf } from '#test/support/years.js';

/** Fewer free pages than one step of compaction stay. In bytes. */
const ALLOWANCE = 64 * 4096;

// `npm run bench -- --age` does the same with 100,000 sign-ins and a million refreshes.
test('after 500 days with 4,000 sign-ins and 20,000 refreshes, a SQLite file is what is in it plus 20 %', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-years-'));
  const file = join(folder, 'octroi.db');
  const installation = await openInstallation({ OCTROI_DATABASE_URL: `file:${file}` });
  await liveThrough(installation, { users: 50, signIns: 4_000, refreshesEach: 5, days: 500 });
  await installation.close();
  const sizes = await sizesOf(file);
  await rm(folder, { recursive: true });
  t.diagnostic(`${sizes.file} bytes, ${sizes.live} of them live`);
  assert.ok(sizes.file <= 1.2 * sizes.live + ALLOWANCE, `${sizes.file} bytes, ${sizes.live} of them live`);
});
