import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { insertUser } from '#server/domain/accounts/sources/built-in/store.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { PASSWORD, type Installation } from '../../support/installation.js';
import { pngOf } from '../../support/logos.js';
import { CALLBACK, grantTokens, registerApp } from '../../support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '../../support/page-visitor.js';
import { startDevice } from '../../support/scenes/device.js';
import { authorize as authorizeRun, begin, RUN } from '../../support/scenes/playground.js';
import { linkTo } from '../../support/scenes/recovery.js';
import { addPasskey, turnOn } from '../../support/scenes/sign-in.js';
import { arriveNew, goBy } from '../../support/scenes/upstream.js';
import type { Everything } from './installation.js';

/** Of PASSWORD. A sweep needs hundreds of users. */
const CHEAP_HASH = (() => {
  const nonce = Buffer.alloc(16, 1);
  const cost = { memory: 8, passes: 1, parallelism: 1, tagLength: 32 };
  const [salt, tag] = [nonce, argon2Sync('argon2id', { message: PASSWORD, nonce, ...cost })].map((bytes) =>
    bytes.toString('base64').replace(/=+$/, ''),
  );
  return `$argon2id$v=19$m=8,t=1,p=1$${salt}$${tag}`;
})();

/** A browser, and the pages that it can open. */
export interface Stage {
  visitor: Visitor;
  paths: readonly string[];
  /** What the user would type into fields, by their names. */
  examples: Readonly<Record<string, string>>;
}

/** `:id{[0-9]+}` in a path. */
const PARAMETER = /:\w+(?:\{((?:[^{}]|\{[^}]*\})*)\})?/g;

/** Every path, with its parameters replaced by those of things that exist. */
export const concretePaths = ({ paths }: Installation, appId: number): string[] =>
  paths.map((path) => path.replaceAll(':name', 'example').replaceAll(PARAMETER, String(appId)));

/** The mounted path of an address, if there is one. */
export const findMountedPath = ({ paths, issuer }: Installation, address: string): string | undefined => {
  const [path = ''] = address.replace(issuer, '').split('?', 1);
  const isOf = (pattern: string): boolean => {
    const parts = pattern.split(PARAMETER).filter((_, index) => index % 2 === 0);
    const names = [...pattern.matchAll(PARAMETER)].map(([, form = '[^/]+']) => form);
    return new RegExp(`^${parts.map((part, index) => part + (names[index] ?? '')).join('')}$`).test(path);
  };
  return paths.find(isOf);
};

export const mountedPath = (installation: Installation, address: string): string => {
  const found = findMountedPath(installation, address);
  assert.ok(found !== undefined, `${address} is mounted`);
  return found;
};

/** A step towards the stage, which must succeed. */
const done = async (step: Promise<VisitedPage>): Promise<VisitedPage> => {
  const page = await step;
  assert.ok(page.status === 200 || page.status === 303, `${page.status} ${page.html}`);
  return page;
};

/** Every situation in which pages show forms. Each call makes a new one, because sending a form may end it. */
export const createStages = (given: () => Everything): Readonly<Record<string, () => Promise<Stage>>> => {
  let count = 0;

  const everywhere = (): string[] => concretePaths(given().installation, given().app.id);
  const stranger = async (): Promise<Visitor> => {
    count += 1;
    const visitor = createVisitor(given().installation, { address: `172.16.${count >> 8}.${count & 255}` });
    await visitor.get('/sign-in');
    return visitor;
  };
  const signedIn = async (userId: string): Promise<Visitor> => {
    const visitor = await stranger();
    const browser = { id: visitor.cookies.get('octroi_browser') ?? '', userAgent: 'x', locale: 'en' } as const;
    const { accounts, sessions, signInCounts } = given().installation.services;
    await signInCounts.startOver(userId);
    const account = await accounts.getById(userId);
    assert.ok(account);
    // A swept request may take a way in away, which raises the version.
    const { secret } = await sessions.start(verifiedOf(account), PASSWORD_AMR, browser);
    visitor.cookies.set('octroi_session', secret.reveal());
    await visitor.get('/account');
    return visitor;
  };
  const addUser = async (username: string): Promise<string> => {
    const { database } = given().installation.services;
    const added = { username, email: `${username}@example.com`, passwordHash: CHEAP_HASH, quota: 0, usedQuota: 0 };
    const user = await database.write((transaction) =>
      insertUser(transaction, { ...added, memo: '', now: Date.now() }),
    );
    return String(user.id);
  };
  const newUser = (): Promise<string> => addUser(`user${(count += 1)}`);
  const newDeveloper = async () => {
    const owner = await newUser();
    await given().installation.services.developers.grantRole(owner, 'developer');
    const app = { ...(await registerApp(given().installation, { owner })), owner };
    return { visitor: await signedIn(owner), app };
  };
  const at = (visitor: Visitor, ...pages: (string | VisitedPage)[]): Stage => ({
    visitor,
    paths: pages.map((page) => (typeof page === 'string' ? page : page.location)),
    examples: {
      username: `newcomer${count}`,
      email: `newcomer${count}@example.com`,
      new_email: `moved${count}@example.com`,
    },
  });
  const authorize = (parameters: Record<string, string>): string =>
    `/api/oauth2/authorize?${new URLSearchParams({ client_id: given().app.clientId, redirect_uri: CALLBACK, ...parameters }).toString()}`;
  const CODE = { response_type: 'code', scope: 'profile balance openid offline_access', prompt: 'consent' };

  return {
    stranger: async () => {
      const visitor = await stranger();
      const username = `user${count + 1}`;
      await newUser();
      const asked = await visitor.get(authorize({ ...CODE, prompt: 'login' }));
      return { ...at(visitor, ...everywhere(), asked), examples: { username, email: `${username}@else.example` } };
    },
    invited: async () => {
      const { url } = await given().installation.services.invitations.create('user');
      return at(await stranger(), url.slice(given().installation.issuer.length));
    },
    developer: async () => {
      const { visitor, app } = await newDeveloper();
      return at(visitor, ...concretePaths(given().installation, app.id));
    },
    'developer with everything': async () => {
      const { visitor, app } = await newDeveloper();
      await grantTokens(visitor, app);
      const console = `/console/apps/${app.id}`;
      await visitor.get(console);
      await done(visitor.post('/console/tokens', { name: 'a', expires: '30' }));
      await done(
        visitor.post('/console/resources', {
          identifier: `https://api${count}.example`,
          name: 'API',
          scopes: 'read May read',
        }),
      );
      await done(visitor.upload(`${console}/logo`, 'logo', pngOf(32)));
      await done(visitor.post(`${console}/secrets`));
      await signedIn(app.owner);
      return at(visitor, ...concretePaths(given().installation, app.id));
    },
    'user who is no developer': async () => at(await signedIn(await newUser()), '/console', '/account/delete'),
    consent: async () => {
      const { visitor, app } = await newDeveloper();
      return at(visitor, await done(visitor.get(authorize({ ...CODE, client_id: app.clientId }))));
    },
    order: async () => {
      const visitor = await signedIn(given().devId);
      await visitor.get('/topup');
      return at(visitor, await visitor.post('/topup', { amount: '20', provider: 'test' }));
    },
    device: async () => {
      const visitor = await signedIn(given().devId);
      const { userCode } = await startDevice(given().app);
      return at(visitor, await visitor.post('/device', { user_code: userCode }));
    },
    run: async () => {
      const { visitor, app } = await newDeveloper();
      await begin(visitor, app);
      return at(visitor, RUN);
    },
    'run with a test user': async () => {
      const { visitor, app } = await newDeveloper();
      await begin(visitor, app, { user: { user: 'plenty' } });
      return at(visitor, RUN);
    },
    'run with tokens': async () => {
      const { visitor, app } = await newDeveloper();
      await authorizeRun(visitor, await begin(visitor, app));
      return at(visitor, RUN);
    },
    'setting up a second step': async () => {
      const visitor = await signedIn(await newUser());
      return at(visitor, await visitor.post('/account/security/two-step/begin'));
    },
    'keys and a second step': async () => {
      const visitor = await signedIn(await newUser());
      await turnOn(given().installation, visitor);
      await addPasskey(given().installation, visitor);
      return at(visitor, '/account/security', '/account/security/two-step');
    },
    'second step': async () => {
      const name = `second${(count += 1)}`;
      const owner = await signedIn(await addUser(name));
      await turnOn(given().installation, owner);
      const visitor = await stranger();
      const asked = await visitor.post('/sign-in', { username: name, password: PASSWORD });
      assert.match(asked.location, /second-step/);
      return at(visitor, asked, `${asked.location}&with=recovery`);
    },
    newcomer: async () => {
      given().peer.people.set(`new${(count += 1)}`, {
        email: `new${count}@peer.example`,
        preferred_username: `new${count}`,
      });
      given().peer.signsIn(`new${count}`);
      const visitor = await stranger();
      const callback = await goBy(visitor, given().peer);
      await arriveNew(visitor, callback);
      return at(visitor, callback);
    },
    'user of a provider': async () => {
      const username = `peer${(count += 1)}`;
      given().peer.people.set(username, { email: `${username}@peer.example`, preferred_username: username });
      given().peer.signsIn(username);
      const visitor = await stranger();
      const { pending } = await arriveNew(visitor, await goBy(visitor, given().peer));
      const profile = { username, email: `${username}@peer.example` };
      await done(visitor.post('/sign-up/upstream/example', { pending, ...profile }));
      const page = await visitor.get('/account/security');
      const [remove = ''] = /\/account\/security\/upstream\/remove\/\d+/.exec(page.html) ?? [];
      return at(visitor, '/account/security', remove);
    },
    'forgotten password': async () => {
      const name = `forgetful${(count += 1)}`;
      const id = await addUser(name);
      await given().installation.confirmEmail(id, `${name}@example.com`);
      // The mailbox keeps the last hundred, and the notices of other stages, sent after the link, would push it out.
      await given().installation.services.mails.deliver();
      const visitor = await stranger();
      await visitor.post('/forgot-password', { username: name });
      return at(visitor, await linkTo(given().installation, '/reset-password', `${name}@example.com`));
    },
    'unconfirmed address': async () => {
      const name = `unconfirmed${(count += 1)}`;
      const visitor = await signedIn(await addUser(name));
      await visitor.post('/account/security/email/verify');
      return at(visitor, await linkTo(given().installation, '/verify-email', `${name}@example.com`));
    },
    'new address': async () => {
      const visitor = await signedIn(await newUser());
      const email = `moved${count}@example.com`;
      await visitor.post('/account/security/email', { new_email: email, email_password: PASSWORD });
      return at(visitor, await linkTo(given().installation, '/change-email', email));
    },
  };
};
