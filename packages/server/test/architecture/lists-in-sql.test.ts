import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PACKAGE } from '../support/paths.js';
import { readSources } from '../support/source-graph.js';

// A user with 33,000 sessions could end none of them, nor could an operator: each was a parameter of one statement, which has at
// most 32,766 of them on SQLite and 65,535 on PostgreSQL.

/** Lists that are short, and why. */
const SHORT: Readonly<Record<string, string>> = {
  'domain/apps/store/apps.ts kept': 'the redirect URIs of an app are counted before',
  'domain/apps/store/idle.ts ids': 'a batch of idle apps',
  'domain/audit/store.ts ids': 'a batch',
  'domain/audit/store.ts types': 'written in the source',
  'domain/device/store.ts few': 'of inChunks',
  'domain/logout/store.ts appIds': 'an outbox holds back at most 10,000',
  'domain/logout/store.ts ids': 'of inChunks',
  'domain/mail/store/mails.ts userIds': 'an outbox holds back at most 10,000',
  'domain/request-log/store.ts CALL_OPERATIONS': 'written in the source',
  'domain/tokens/store/codes.ts authorizationIds': 'a chunk, in noteLogout',
  'domain/tokens/store/codes.ts ids': 'those of a chunk, in noteLogout',
  'domain/tokens/store/codes.ts sids': 'a chunk, in noteLogout',
  'domain/tokens/store/idle-apps.ts appIds': 'a batch of idle apps',
  'domain/wallet/store.ts ids': 'a batch',
};

/** `where(column, 'in', list)`; not a subselect, nor a list that is written out. A chunk is one of inChunks. */
const listsIn = (text: string): string[] =>
  [...text.matchAll(/'(?:not )?in',\s*(\w+)\s*,?\s*\)/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'chunk');

const sources = readSources(join(PACKAGE, 'src'))
  .map(({ path }) => path)
  .filter((path) => !/\.test\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(PACKAGE, 'src', path), 'utf8') }));

test('a list in SQL is selected by the database, in chunks, or short', () => {
  const found = sources.flatMap(({ path, text }) => listsIn(text).map((name) => `${path} ${name}`));
  assert.deepEqual([...new Set(found)].toSorted(), Object.keys(SHORT));
});

test('the rule catches what it is there for', () => {
  assert.deepEqual(listsIn("query.where('family.sid', 'in', sids)"), ['sids']);
  assert.deepEqual(listsIn("query.where('app_id', 'not in', appIds)"), ['appIds']);
  const fine = "where('id', 'in', (ids) => ids.selectFrom('a')).where('b', 'in', ['c']).where('d', 'in', chunk)";
  assert.deepEqual(listsIn(fine), []);
});
