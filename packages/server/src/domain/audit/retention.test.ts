import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadConfig } from '#server/config/index.js';
import type { Database } from '#server/database/database.js';
import { auditRetention, type AuditKeeping } from '#server/domain/audit/index.js';
import { DAY } from '#server/kernel/clock.js';
import { eachInTurn } from '#server/kernel/jobs.js';
import type { Schema } from '#server/wiring/schema.js';
import { forEachDatabase } from '#test/support/databases.js';
import { ALICE, NOW } from '#test/support/fixtures.js';
import type { Store } from '#test/support/store.js';

const FILE = 'audit-2026-01.jsonl';

const record = (store: Store, type: string, now = NOW): Promise<void> =>
  store.auditEvents.insert({ type, userId: ALICE, appId: null, detail: { units: 7 }, now });

const deleteOld = (database: Database<Schema>, keeping: AuditKeeping, now: number): Promise<void> =>
  eachInTurn(auditRetention(database, keeping), ({ deleteOld: step }) => step(now, now));

const typesIn = async ({ read }: Database<Schema>): Promise<string[]> => {
  const rows = await read.query.selectFrom('audit_events').orderBy('id').select('type').execute();
  return rows.map(({ type }) => type);
};

const keepingOf = (given: Record<string, string>) => {
  const { auditRetentionDays, auditArchive } = loadConfig({ OCTROI_ISSUER: 'http://localhost:3000', ...given });
  return [auditRetentionDays, auditArchive];
};

const keep = (auditRetentionDays: number) => ({ auditRetentionDays, auditArchive: null });

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

test('events stay for 400 days, at least 90 or for ever, and are only deleted if no archive is named', () => {
  assert.deepEqual(keepingOf({}), [400, null]);
  assert.deepEqual(keepingOf({ OCTROI_AUDIT_RETENTION_DAYS: '0', OCTROI_AUDIT_ARCHIVE: '/a' }), [0, '/a']);
  assert.deepEqual(keepingOf({ OCTROI_AUDIT_RETENTION_DAYS: '90' }), [90, null]);
  for (const wrong of ['89', '-1', 'forever']) {
    assert.throws(() => keepingOf({ OCTROI_AUDIT_RETENTION_DAYS: wrong }), /must be/);
  }
});

forEachDatabase('old audit events', ({ open }) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-audit-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const linesOf = async (file: string): Promise<unknown[]> =>
    (await readFile(join(folder, 'archive', file), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line): unknown => {
        try {
          return JSON.parse(line);
        } catch {
          return line;
        }
      });
  const archived = (auditRetentionDays = 400): AuditKeeping => ({
    auditRetentionDays,
    auditArchive: join(folder, 'archive'),
  });

  test('stay as long as the operator says', async () => {
    const { store, database } = await open();
    await record(store, 'password_changed');
    await record(store, 'sign_in_failed');

    await deleteOld(database, keep(0), NOW + 9000 * DAY);
    assert.deepEqual(await typesIn(database), ['password_changed']);
    await deleteOld(database, keep(500), NOW + 500 * DAY - 1);
    assert.deepEqual(await typesIn(database), ['password_changed']);
    await deleteOld(database, keep(500), NOW + 500 * DAY);
    assert.deepEqual(await typesIn(database), []);
  });

  test('are in the archive before they are deleted, by month, for their operator only', async () => {
    const { store, database } = await open();
    await record(store, 'password_changed');
    await record(store, 'signed_in', NOW + 20 * DAY);
    await record(store, 'signed_in', NOW + 21 * DAY);
    await record(store, 'sign_in_failed', NOW + 300 * DAY);

    await deleteOld(database, archived(), NOW + 420 * DAY);

    assert.deepEqual(await typesIn(database), ['signed_in']);
    const line = { id: 1, created_time: NOW / 1000, type: 'password_changed', user_id: ALICE, app_id: null };
    assert.deepEqual(await linesOf(FILE), [{ ...line, detail: { units: 7 } }]);
    const files = await readdir(join(folder, 'archive'));
    assert.deepEqual(files.toSorted(), [FILE, 'audit-2026-02.jsonl', 'audit-2026-11.jsonl']);
    assert.deepEqual(
      [await modeOf(join(folder, 'archive')), await modeOf(join(folder, 'archive', FILE))],
      ['700', '600'],
    );
  });

  test('stay while they cannot be archived', async () => {
    const { store, database } = await open();
    await mkdir(join(folder, 'archive'));
    await symlink('/dev/full', join(folder, 'archive', FILE));
    await record(store, 'password_changed');
    await record(store, 'sign_in_failed');

    await assert.rejects(deleteOld(database, archived(), NOW + 400 * DAY), /ENOSPC/);
    assert.deepEqual(await typesIn(database), ['password_changed', 'sign_in_failed']);

    await rm(join(folder, 'archive', FILE));
    await deleteOld(database, archived(), NOW + 400 * DAY);
    assert.deepEqual(await typesIn(database), []);
    assert.equal((await linesOf(FILE)).length, 2);
  });

  test('are archived again, on a line of their own, after a crash that cut a line short or came before the deletion', async () => {
    const { store, database } = await open();
    await record(store, 'password_changed');
    const crash: Database<Schema> = { ...database, write: () => Promise.reject(new Error('the process ended')) };
    await assert.rejects(deleteOld(crash, archived(), NOW + 400 * DAY), /the process ended/);
    await appendFile(join(folder, 'archive', FILE), '{"id":1,"crea');

    await deleteOld(database, archived(), NOW + 400 * DAY);

    const [first, cut, second] = await linesOf(FILE);
    assert.equal(cut, '{"id":1,"crea');
    assert.deepEqual(second, first);
    assert.deepEqual(await typesIn(database), []);
  });
});
