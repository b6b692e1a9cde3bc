import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PACKAGE } from '../support/paths.js';
import { unlimitedChanges, unlimitedQueries } from '../support/unlimited-queries.js';

// Everything a user had allowed was one page, with three more queries for each app.

/** What cannot grow long, and why. */
const SHORT: Readonly<Record<string, string>> = {
  'accounts/sources/built-in/store.ts findEach': 'a chunk',
  'accounts/sources/built-in/store.ts findByLogin': 'keys are unique',
  'accounts/store/deletion.ts deletedSince': 'of the last hours',
  'accounts/store/deletion.ts holdOperators': 'whoever is an operator was invited by one',
  'apps/store/apps.ts revokeCredentialsOf': 'MAX_APPS',
  'apps/store/listing.ts findEach': 'a chunk',
  'apps/store/listing.ts listByOwner': 'MAX_APPS',
  'apps/store/listing.ts secretsOfEach': 'a chunk, of which each has MAX_SECRETS',
  'apps/store/listing.ts withUris': 'a chunk, of which each has MAX_REDIRECT_URIS',
  'apps/store/deleted.ts deleteApps': 'MAX_APPS of a developer, or a batch',
  'apps/store/identity.ts holdIdentity': 'the redirect URIs of an app are counted before',
  'developers/store.ts listByUser': 'MAX_TOKENS',
  'developers/store.ts revokeAll': 'MAX_TOKENS',
  'device/store.ts forgetDevicesOfSessions': 'a chunk of authorizations, and device requests live for minutes',
  'logout/store.ts listeningIds': 'numbers only, for a chunk of work each',
  'keys/store.ts list': 'old keys are deleted',
  'request-log/store.ts idsOf': 'a chunk',
  'request-log/store.ts warnings': 'written in the source',
  'resources/store/removal.ts remove': 'MAX_RESOURCES',
  'resources/store/resources.ts findEach': 'a chunk',
  'resources/store/resources.ts findEachOpen': 'a chunk',
  'resources/store/resources.ts list': 'for operators, on the command line',
  'resources/store/resources.ts listByOwner': 'MAX_RESOURCES',
  'resources/store/suspension.ts holdResourcesOf': 'MAX_RESOURCES',
  'sessions/store/sessions.ts deleteSessionsOf': 'MAX_SESSIONS',
  'sessions/store/sessions.ts endById': 'one',
  'sign-in/passkeys/store.ts deleteByUser': 'MAX_PASSKEYS',
  'sign-in/passkeys/store.ts listByUser': 'MAX_PASSKEYS',
  'sign-in/store/ways-in.ts holdWaysIn': 'MAX_PASSKEYS, and one identity of each provider',
  'sign-in/upstream/store/identities.ts listByUser': 'one of each provider',
  'tokens/store/authorizations.ts appsInUseByOthers': 'MAX_APPS',
  'tokens/store/authorizations.ts listGrants': 'numbers only',
  'tokens/store/ending.ts endAuthorizations': 'a chunk',
  'tokens/store/ending.ts endAuthorizationsOf': 'numbers only, one for each app is live',
  'tokens/store/authorizations.ts liveAuthorizationIds': 'numbers only, for a chunk of work each',
  'tokens/store/codes.ts forgetCodesOfSessions': 'distinct authorizations, of a chunk',
  'tokens/store/idle-apps.ts allowedAndUsedSince': 'a batch of idle apps',
};

test('a query reads at most a page, a batch, or what is short', () => {
  const found = unlimitedQueries(PACKAGE)
    .filter(({ path }) => path.startsWith('src/domain/'))
    .map(({ path, within }) => `${path.slice('src/domain/'.length)} ${within}`);
  assert.deepEqual([...new Set(found)].toSorted(), Object.keys(SHORT).toSorted());
});

// Deleting an account was one statement for each table, and with a long history it held everybody up, or failed.

/** Of what a user cannot have much, and why. */
const FEW: Readonly<Record<string, string>> = {
  'accounts/store/deletion.ts eraseRole': 'one',
  'apps/store/apps.ts revokeCredentialsOf': 'MAX_APPS',
  'apps/store/standing.ts setOfOwner': 'MAX_APPS',
  'developers/erase-user.ts eraseDeveloperTokens': 'MAX_TOKENS are not revoked',
  'developers/store.ts holdTokensOf': 'MAX_TOKENS are not revoked',
  'developers/store.ts revokeAll': 'MAX_TOKENS are not revoked',
  'mail/erase-user.ts eraseMail': 'a limited number of a kind an hour, for two days; withheld ones for minutes',
  'mail/store/links.ts deleteByUser': 'one for each purpose',
  'mail/store/links.ts replace': 'one for each purpose',
  'playground/erase-user.ts eraseRuns': 'one',
  'playground/store.ts replace': 'one',
  'resources/store/removal.ts eraseResourcesOf': 'MAX_RESOURCES, removed ones included',
  'resources/store/suspension.ts holdResourcesOf': 'MAX_RESOURCES',
  'sessions/erase-user.ts eraseSessionsOf': 'MAX_SESSIONS, and as few known browsers',
  'sessions/store/browsers.ts forgetBrowsersOf': 'MAX_KNOWN_BROWSERS',
  'sessions/store/sessions.ts deleteSessionsOf': 'MAX_SESSIONS',
  'sessions/store/sessions.ts endAll': 'MAX_SESSIONS',
  'sessions/store/sessions.ts holdSessionsOf': 'MAX_SESSIONS',
  'sign-in/erase-user.ts eraseWaysIn': 'MAX_PASSKEYS, and less of the rest',
  'sign-in/passkeys/store.ts deleteByUser': 'MAX_PASSKEYS',
  'sign-in/second-step/store.ts delete': 'a list of recovery codes',
  'sign-in/second-step/store.ts replaceCodes': 'a list of recovery codes',
  'sign-in/store/pending-sign-ins.ts deletePendingSignIns': 'they live for minutes',
  'sign-in/store/ways-in.ts holdWaysIn': 'MAX_PASSKEYS, and one identity of each provider',
  'tokens/store/codes.ts forgetCodesOfSessions': 'codes live for a minute',
  'tokens/store/ending.ts endAuthorizations': 'a chunk',
  'tokens/store/ending.ts endAuthorizationsOf': 'one for each app is live',
  'tokens/store/ending.ts revokeTokensOfUser': 'one for each app is live',
};

// So was the end of an authorization, under which an app could have its user found any number of token families.

test('a statement changes or deletes all that a user has, or has allowed to be issued, only where that is little', () => {
  const found = unlimitedChanges(PACKAGE)
    .filter(({ path }) => path.startsWith('src/domain/'))
    .map(({ path, within }) => `${path.slice('src/domain/'.length)} ${within}`);
  assert.deepEqual([...new Set(found)].toSorted(), Object.keys(FEW).toSorted());
});

const QUERIES = `
  interface SelectQueryBuilder { limit(n: number): SelectQueryBuilder; execute(): Promise<number[]> }
  interface UpdateQueryBuilder {
    returning(column: string): UpdateQueryBuilder;
    where(column: string, operator: '=' | 'in', value: string): UpdateQueryBuilder;
    limit(n: number): UpdateQueryBuilder;
    execute(): Promise<number[]>;
  }
  declare const all: SelectQueryBuilder;
  declare const change: UpdateQueryBuilder;
  export const store = {
    list: async (): Promise<number[]> => (await all.execute()).map((row) => row + 1),
    page: () => all.limit(50).execute(),
    end: () => change.returning('id').execute(),
    touch: () => change.execute(),
    erase: (id: string) => change.where('user_id', '=', id).execute(),
    eraseOne: (id: string) => change.where('user_id', '=', id).where('id', '=', id).execute(),
    revoke: (ids: string) => change.where('authorization_id', 'in', ids).execute(),
    revokeOne: (id: string) => change.where('authorization_id', '=', id).where('id', '=', id).execute(),
    eraseBatch: (id: string) => change.where('user_id', '=', id).limit(500).execute(),
  };
`;

test('the rule catches what it is there for', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-queries-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const compilerOptions = { strict: true, target: 'es2024', types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(folder, 'store.ts'), QUERIES);
  assert.deepEqual(
    unlimitedQueries(folder).map(({ within }) => within),
    ['list', 'end'],
  );
  assert.deepEqual(
    unlimitedChanges(folder).map(({ within }) => within),
    ['erase', 'revoke'],
  );
});
