import assert from 'node:assert/strict';
import { verifiedOf, type Account } from '#server/domain/accounts/index.js';
import { randomSecret, Secret } from '#server/kernel/secret.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import type { Session } from '#server/domain/sessions/index.js';
import type { Services } from '#server/server.js';
import type { StoredPasskey } from '../../support/authenticator.js';
import { registerApp, type AppTraits, type OAuthApp } from '../../support/oauth-app.js';
import { createVisitor, type Visitor } from '../../support/page-visitor.js';
import { addPasskey, turnOn, type TwoSteps } from '../../support/scenes/sign-in.js';

export const PASSWORD = 'a sentence long enough';

/** Somebody signed in, in a browser of their own. */
export interface Browser {
  visitor: Visitor;
  session: Session;
}

interface SignedIn {
  browserId: string;
  session: Session;
  secret: Secret;
}

/** All but gina are developers. erin and bob have a second step, and bob has a passkey too. */
const USERS = ['alice', 'erin', 'gina', 'ivy', 'bob'] as const;
export type User = (typeof USERS)[number];

/** A server, and this process beside it, which ends what its requests depend on. */
export interface World {
  origin: string;
  services: Services;
  ids: Readonly<Record<User, string>>;
  /** The phone and recovery codes. */
  erin: TwoSteps;
  bob: TwoSteps & { passkey: StoredPasskey };
  stranger(): Visitor;
  /** A new session, which no request has used. */
  signIn(userId: string): Promise<SignedIn>;
  /** A new browser in which the user has just signed in; its last page has a form. */
  browser(user: User): Promise<Browser>;
  app(owner: User, traits?: Partial<AppTraits>): Promise<OAuthApp>;
  /** alice's. */
  developerToken(): Promise<string>;
  /** Unused so far. */
  fresh(word: string): string;
}

const accountOf = async ({ accounts }: Services, id: string): Promise<Account> => {
  const account = await accounts.getById(id);
  assert.ok(account);
  return account;
};

export const createWorld = async (origin: string, services: Services): Promise<World> => {
  const ids: Record<string, string> = {};
  for (const username of USERS) {
    const email = `${username}@example.com`;
    const registered = await services.accounts.register({ username, email, password: new Secret(PASSWORD) });
    assert.ok(registered.outcome !== 'refused');
    ids[username] = registered.account.id;
  }
  const idOf = (user: User): string => ids[user] ?? '';
  for (const user of USERS) if (user !== 'gina') await services.developers.grantRole(idOf(user), 'developer');
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, origin), { redirect: 'manual', ...init });
  const installation = { services, issuer: origin, request, now: () => Date.now(), letTimePass: () => {} };
  let count = 0;

  const signIn = async (userId: string): Promise<SignedIn> => {
    const verified = verifiedOf(await accountOf(services, userId));
    const browserId = randomSecret().reveal();
    const browserOf = { id: browserId, locale: 'en', userAgent: 'A test' } as const;
    return { browserId, ...(await services.sessions.start(verified, PASSWORD_AMR, browserOf)) };
  };
  const browser = async (user: User): Promise<Browser> => {
    const visitor = createVisitor({ request });
    const { browserId, session, secret } = await signIn(idOf(user));
    visitor.cookies.set('octroi_browser', browserId);
    visitor.cookies.set('octroi_session', secret.reveal());
    assert.equal((await visitor.get('/account/data')).status, 200);
    return { visitor, session };
  };

  const atBobs = (await browser('bob')).visitor;
  const passkey = await addPasskey(installation, atBobs);
  const world = {
    origin,
    services,
    ids: { alice: idOf('alice'), erin: idOf('erin'), gina: idOf('gina'), ivy: idOf('ivy'), bob: idOf('bob') },
    erin: await turnOn(installation, (await browser('erin')).visitor),
    bob: { ...(await turnOn(installation, atBobs)), passkey },
    stranger: () => createVisitor({ request }),
    signIn,
    browser,
    app: (owner: User, traits: Partial<AppTraits> = {}) => registerApp(installation, { owner: idOf(owner), ...traits }),
    developerToken: async () => {
      const created = await services.developers.createToken(idOf('alice'), 'held', null);
      assert.ok(created.outcome === 'done');
      return created.value.token.reveal();
    },
    fresh: (word: string) => {
      count += 1;
      return `${word}${count}`;
    },
  };
  // The keys are made in the background; then nothing but requests changes anything.
  await request('/.well-known/jwks.json');
  return world;
};
