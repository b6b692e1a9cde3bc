import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Answer } from '#server/domain/authorization/store/answers.js';
import type { AuthorizationParameters } from '#server/domain/authorization/parameters.js';
import { type App, appIdentity } from '#server/domain/apps/index.js';
import type { NewApp } from '#server/domain/apps/store/apps.js';
import type { Authorization } from '#server/domain/tokens/store/authorization.js';
import { readStoredScope } from '#server/protocol/scopes.js';
import type { NewFamily } from '#server/domain/tokens/store/founding.js';
import type { Store } from './store.js';
import type { NewUser, StoredUser } from '#server/domain/accounts/sources/built-in/store.js';
import { DAY, HOUR, MINUTE } from '#server/kernel/clock.js';
import type { SignInFacts } from '#server/protocol/sign-in-facts.js';

/** The start time of every test. */
export const NOW = Date.UTC(2026, 0, 15, 12);
export const ALICE = 'alice';
export const BOB = 'bob';

export const addUser = (store: Store, changes: Partial<NewUser> = {}): Promise<StoredUser> => {
  const username = `user-${randomUUID()}`;
  const user = { username, email: `${username}@example.com`, passwordHash: '$argon2id$', quota: 0, usedQuota: 0 };
  return store.users.insert({ ...user, memo: 'opening balance', now: NOW, ...changes });
};

export const addApp = (store: Store, changes: Partial<NewApp> = {}): Promise<App> =>
  store.apps.insert({
    clientId: `client_${randomUUID()}`,
    owner: BOB,
    name: 'Chat',
    description: '',
    isPublic: false,
    isTrusted: false,
    requirePkce: false,
    allowBrowserSecret: false,
    idTokenAlg: 'RS256',
    redirectUris: ['https://chat.example/callback'],
    secret: { hash: 'hash of the first secret', hint: '…1111' },
    now: NOW,
    ...changes,
  });

/** The least that a request can say. */
export const PARAMETERS: AuthorizationParameters = {
  redirectUri: 'https://app.example/callback',
  registeredUri: 'https://app.example/callback',
  scopes: ['openid'],
  resources: [],
  state: null,
  responseMode: 'query',
  codeChallenge: null,
  dpopJkt: null,
  nonce: null,
  autoAuthorize: false,
  prompts: [],
  maxAge: null,
  loginHint: null,
  hintedUserId: null,
  essentialAcrs: null,
  uiLocales: null,
};

/** What a user is asked and answers; default: alice, her profile and balance. */
export interface Allowed {
  userId?: string;
  appName?: string;
  scope?: string;
  declined?: string;
  now?: number;
}

/** Records a consent and deletes the code that came with it. Resolves to the authorization. */
export const allow = async (
  store: Store,
  app: App,
  { userId = ALICE, appName = app.name, scope = 'profile balance', declined = '', now = NOW }: Allowed = {},
): Promise<Authorization> => {
  const scopes = readStoredScope(scope);
  await store.answers.allow({
    requestId: null,
    authorization: {
      userId,
      appId: app.id,
      appName,
      appOwner: app.owner,
      appIdentity: appIdentity(app),
      merge: () => ({ scopes, declined: readStoredScope(declined), resources: [], shown: [] }),
    },
    code: { hash: `hash of an unused code ${randomUUID()}`, ...CODE, expiresAt: 0 },
    asked: { scopes, resources: [] },
    now,
  });
  const authorization = await store.authorizations.findLive(userId, app.id);
  assert.ok(authorization);
  await store.codes.deleteExpired(0);
  return authorization;
};

export const CODE = {
  redirectUri: 'https://chat.example/callback',
  registeredUri: 'https://chat.example/callback',
  codeChallenge: null,
  nonce: null,
  signIn: { authTime: NOW / 1000, sid: null, amr: 'pwd' },
  expiresAt: NOW + MINUTE,
  dpopJkt: null,
};

/** Changes to `CODE`, and the allowed scopes that it is for. */
export interface NewTestCode extends Partial<Omit<Answer['code'], 'signIn'>> {
  scope?: string;
  signIn?: Partial<SignInFacts>;
}

/** Stores a code for an authorization; resolves to its hash. */
export const addCode = async (
  store: Store,
  authorization: Authorization,
  { scope, signIn, ...changes }: NewTestCode = {},
): Promise<string> => {
  const hash = `hash of code ${randomUUID()}`;
  await store.answers.allow({
    requestId: null,
    authorization: authorization.id,
    code: { hash, ...CODE, ...changes, signIn: { ...CODE.signIn, ...signIn } },
    asked: { scopes: scope === undefined ? authorization.scopes : readStoredScope(scope), resources: [] },
    now: NOW,
  });
  return hash;
};

export const newFamily = (changes: Partial<NewFamily> = {}): NewFamily => ({
  currentHash: 'token 0',
  dpopJkt: null,
  accessExpiresAt: NOW + 2 * HOUR,
  refreshExpiresAt: NOW + 30 * DAY,
  expiresAt: NOW + 365 * DAY,
  resource: null,
  ...changes,
});

/** Redeems a valid code; resolves to the id of the new family. */
export const redeem = async (store: Store, code: string, family: NewFamily = newFamily()): Promise<number> => {
  const redemption = await store.codes.redeem(code, family, NOW);
  if (redemption.outcome !== 'redeemed') throw new Error(`the code is ${redemption.outcome}`);
  return redemption.familyId;
};

/** An app that Alice has allowed and that has redeemed its first code: its refresh token is `token 0`. */
export const connectApp = async (store: Store, family: NewFamily = newFamily()) => {
  const app = await addApp(store);
  const authorization = await allow(store, app);
  const familyId = await redeem(store, await addCode(store, authorization), family);
  return { app, authorization, familyId };
};
