import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { droppedOutcomes } from '../support/dropped-outcomes.js';
import { WORKSPACE } from '../support/paths.js';

// `octroi user credit` printed success for units that were not credited, because it did not look at the outcome.

/** Outcomes that nobody has to look at, and why. */
const OF_NO_CONSEQUENCE: Readonly<Record<string, string>> = {
  'packages/sdk/src/browser/session.ts user': 'the state of the session has it, and tells who listens',
  'packages/sdk/src/server/app-session.ts open.tokens.read': 'read for the cookie that it sets',
  'packages/sdk/src/server/cookie-sessions.ts current': 'read for the cookie that it sets',
  'packages/sdk/src/server/stored-sessions.ts write':
    'if another process has changed the session, it has ended the claim',
  'packages/server/src/commands/doctor/installation.ts peekAtRootKey': 'where there are keys, it opens them or throws',
  'packages/server/src/domain/accounts/sources/built-in/store.ts appendToLedger': 'no key, so nothing is a duplicate',
  'packages/server/src/domain/accounts/sources/built-in/store.ts change': 'a deleted user has no language',
  'packages/server/src/domain/accounts/sources/built-in/store.ts changeUser': 'a deleted user has no credentials',
  'packages/server/src/domain/apps/metadata.ts reader.choices': 'the reader keeps the fault',
  'packages/server/src/domain/apps/store/apps.ts lock': 'what is read behind the lock decides',
  'packages/server/src/domain/idempotency/idempotency.ts store.release':
    'if another attempt has taken over, it goes on',
  'packages/server/src/domain/keys/ring.ts store.insert': 'if another process was first, its key is read next',
  'packages/server/src/domain/resources/store/removal.ts withdraw': 'finishRemovals does what is left',
  'packages/server/src/features/console/app/index.tsx apps.delete': 'if it is gone, an earlier click deleted it',
  'packages/server/src/features/console/app/logo.tsx appLogos.remove': 'if it is gone, an earlier click removed it',
  'packages/server/src/features/console/index.tsx developers.revokeToken': 'if it is gone, an earlier click revoked it',
  'packages/server/src/features/console/resources/index.tsx resources.remove':
    'if it is gone, an earlier click removed it',
  'packages/server/src/features/playground/index.tsx playground.add': 'the page shows what another tab did meanwhile',
  'packages/server/src/features/playground/index.tsx playground.answered': 'the page shows the first answer',
  'packages/server/src/features/sign-up/index.tsx emailAddresses.requestVerification':
    'the account page offers it again',
  'packages/server/src/features/topup/providers/test-payment/index.tsx orders.cancel': 'the page of the order shows it',
  'packages/server/src/features/topup/providers/test-payment/index.tsx orders.confirm':
    'the page of the order shows it',
  'packages/server/src/features/upstream/new-account.tsx emailAddresses.requestVerification':
    'the account page offers it again',
};

test('whoever causes an outcome looks at it', () => {
  const found = ['packages/sdk', 'packages/server'].flatMap((folder) =>
    droppedOutcomes(join(WORKSPACE, folder)).map((each) => ({ ...each, path: join(folder, each.path) })),
  );
  const places = (calls: typeof found) => calls.map(({ path, line, type }) => `${path}:${line} drops ${type}`);
  const nameOf = ({ path, callee }: (typeof found)[number]) => `${path} ${callee}`;
  assert.deepEqual(places(found.filter((each) => !Object.hasOwn(OF_NO_CONSEQUENCE, nameOf(each)))), []);
  const names = new Set(found.map(nameOf));
  assert.deepEqual(
    Object.keys(OF_NO_CONSEQUENCE).filter((name) => !names.has(name)),
    [],
    'places that are gone',
  );
});

const DROPPED = `
  type Outcome = { outcome: 'done' } | { outcome: 'refused'; faults: string[] };
  declare const done: () => Promise<boolean>;
  declare const found: (id: number) => { id: number } | undefined;
  declare const put: () => Promise<Outcome>;
  declare const perform: (work: () => Promise<void>) => Promise<void>;
  export const dropping = async (isNew: boolean) => {
    await done();
    found(1);
    void put();
    await put().catch(() => {});
    if (isNew) await Promise.all([1, 2].map(() => done()));
    isNew ? await done() : found(2);
    isNew && (await put());
    await perform(async () => void (await done()));
  };
`;

const LOOKED_AT = `
  declare const done: () => Promise<boolean>;
  declare const count: () => Promise<number>;
  declare const say: ((text: string) => void) | undefined;
  declare const wait: () => Promise<void>;
  export const looking = async () => {
    const isDone = await done();
    if (isDone && (await done())) say?.('done');
    await count();
    await Promise.all([wait(), wait()]);
    new Set([1]).delete(1);
    return done();
  };
`;

test('the rule catches what it is there for', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-outcomes-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const compilerOptions = { strict: true, target: 'es2024', types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(folder, 'dropped.ts'), DROPPED);
  writeFileSync(join(folder, 'looked-at.ts'), LOOKED_AT);
  assert.deepEqual(
    droppedOutcomes(folder).map(({ path, callee }) => `${path} ${callee}`),
    ['done', 'found', 'put', 'put', 'Promise.all', 'done', 'found', 'put', 'done'].map((name) => `dropped.ts ${name}`),
  );
});
