import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PASSWORD } from '../support/installation.js';
import type { Visitor } from '../support/page-visitor.js';
import { IN_FULL_TIER } from '../support/tier.js';
import { PLACES, speakFor, startProcesses, type Party, type Processes } from './processes.js';

// After 600 sign-ins a process held 496 MB, which only V8's collector would have released: formatters made for each date, and
// 19 MiB of a password hash in each thread.

const MAX_RESIDENT = 160e6;
const SIGN_INS = IN_FULL_TIER ? 600 : 48;
const VIEWS = IN_FULL_TIER ? 500 : 10;

/** What no page links to. */
const UNLINKED = ['/sign-in', '/device', '/api/openapi.json', '/.well-known/openid-configuration'];

/** Every page that links lead a browser to, from the first one on. */
const pagesFor = async (visitor: Visitor): Promise<string[]> => {
  const found = new Set(['/', ...UNLINKED]);
  const pages: string[] = [];
  for (const path of found) {
    const { status, html, headers } = await visitor.get(path);
    // Of files, a user gets a few an hour.
    if (status !== 200 || headers.get('content-disposition')?.startsWith('attachment') === true) continue;
    pages.push(path);
    for (const [, link = ''] of html.matchAll(/<a\b[^>]* href="(\/[^"#?]*)/g)) found.add(link);
  }
  return pages;
};

/** One user signs in 300 times an hour at most. */
const USERS = ['mia', 'noah', 'olga'];

const signIn = async (visitor: Visitor, name: string): Promise<void> => {
  await visitor.signIn(name);
  await visitor.post('/sign-out');
};

const SHORT = 'one process on SQLite';

for (const [place, startAt] of Object.entries(PLACES).filter(([name]) => IN_FULL_TIER || name === SHORT))
  describe(`the first of ${place}`, { skip: process.platform !== 'linux' }, () => {
    let processes: Processes;
    let party: Party;

    before(async () => {
      processes = await startAt(startProcesses);
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
      for (const name of USERS) {
        const given = ['--username', name, '--email', `${name}@example.com`, '--password', PASSWORD];
        await processes.command('user', 'create', ...given);
        for (let done = 0; done < SIGN_INS / USERS.length; done += visitors.length) {
          await Promise.all(visitors.map((visitor) => signIn(visitor, name)));
        }
      }
      assertSmall('them');
    });

    test(`holds at most 160 MB after ${VIEWS} views of each page`, async () => {
      const visitor = party.visitor();
      await visitor.signIn('alice');
      const pages = await pagesFor(visitor);
      assert.ok(pages.length > 15, `the pages are found: ${pages.join()}`);
      for (const page of pages) {
        for (let view = 0; view < VIEWS; view += 1) assert.ok((await visitor.get(page)).status < 400, page);
        assertSmall(`${VIEWS} views of ${page}`);
      }
    });
  });
