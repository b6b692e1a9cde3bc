import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Visitor } from '../support/page-visitor.js';
import { IN_FULL_TIER } from '../support/tier.js';
import { onSqlite, speakFor, startProcesses, type Party, type Processes } from './processes.js';

// After 600 sign-ins a process held 496 MB, which only V8's collector would have released: formatters made for each date, and
// 19 MiB of a password hash in each thread.

const MAX_RESIDENT = 160e6;
const SIGN_INS = IN_FULL_TIER ? 600 : 48;
const VIEWS = IN_FULL_TIER ? 500 : 10;

const PAGES = [
  '/account',
  '/account/activity',
  '/account/activity.csv',
  '/account/orders',
  '/account/authorizations',
  '/account/profile',
  '/account/security',
  '/topup',
  '/console',
  '/console/new-app',
  '/console/apps/1',
  '/console/apps/1/requests',
  '/playground',
  '/sign-in',
  '/',
  '/api/openapi.json',
  '/.well-known/openid-configuration',
];

const signIn = async (visitor: Visitor): Promise<void> => {
  await visitor.signIn('alice');
  await visitor.post('/sign-out');
};

describe('a process on SQLite', { skip: process.platform !== 'linux' }, () => {
  let processes: Processes;
  let party: Party;

  before(async () => {
    processes = await onSqlite(startProcesses);
    party = speakFor(processes);
  });
  after(() => processes.close());

  /** In bytes. */
  const resident = (): number => {
    const status = readFileSync(`/proc/${processes.pids()[0]}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  };
  const assertSmall = (what: string): void =>
    assert.ok(resident() <= MAX_RESIDENT, `${Math.round(resident() / 1e6)} MB after ${what}`);

  test(`holds at most 160 MB after ${SIGN_INS} sign-ins`, async () => {
    const visitors = [party.visitor(), party.visitor()];
    for (let done = 0; done < SIGN_INS; done += visitors.length) await Promise.all(visitors.map(signIn));
    assertSmall('them');
  });

  test(`holds at most 160 MB after ${VIEWS} views of each page`, async () => {
    const visitor = party.visitor();
    await visitor.signIn('alice');
    for (const page of PAGES) {
      for (let view = 0; view < VIEWS; view += 1) assert.ok((await visitor.get(page)).status < 400, page);
      assertSmall(`${VIEWS} views of ${page}`);
    }
  });
});
