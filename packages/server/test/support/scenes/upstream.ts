import assert from 'node:assert/strict';
import type { Environment } from '#server/config/index.js';
import { createLog, type Log } from '#server/kernel/log.js';
import { openInstallation, START, type Installation } from '../installation.js';
import { createVisitor, type VisitedPage, type Visitor } from '../page-visitor.js';

export const callbackOf = (name: string): string => `http://localhost:3000/sign-in/upstream/${name}/callback`;

/** The product with providers, at the time of the providers: theirs is the system's. */
export const openWithUpstream = (
  entries: readonly object[],
  environment: Environment = {},
  log: Log = createLog('silent'),
): Promise<Installation> =>
  openInstallation({ OCTROI_UPSTREAM: JSON.stringify(entries), ...environment }, log, (wall) => ({
    now: () => Date.now() + wall() - START,
  }));

/** Somebody who looks at the sign-in page. */
export const atSignIn = async (installation: Installation): Promise<Visitor> => {
  const visitor = createVisitor(installation);
  await visitor.get('/sign-in');
  return visitor;
};

/** Presses the button of a provider; resolves to where the browser is sent. */
export const leave = async (
  visitor: Visitor,
  name = 'example',
  fields: Record<string, string> = { return_to: '/account' },
): Promise<URL> => {
  const page = await visitor.post(`/sign-in/upstream/${name}`, fields);
  assert.equal(page.status, 303);
  return new URL(page.location);
};

interface Visitable {
  visit(url: string): Promise<string>;
}

/** There and back; resolves to what the callback answers. */
export const goBy = async (
  visitor: Visitor,
  provider: Visitable,
  name = 'example',
  fields?: Record<string, string>,
): Promise<VisitedPage> => visitor.get(await provider.visit((await leave(visitor, name, fields)).href));

/** From the callback of somebody new to the form that opens the account. */
export const arriveNew = async (
  visitor: Visitor,
  callback: VisitedPage,
): Promise<{ form: VisitedPage; pending: string }> => {
  assert.match(callback.location, /^\/sign-up\/upstream\//, `${callback.status} ${callback.location} ${callback.html}`);
  const form = await visitor.follow(callback);
  assert.equal(form.status, 200);
  return { form, pending: new URL(callback.location, 'http://localhost').searchParams.get('pending') ?? '' };
};

/** What a field of the page starts with. */
export const valueOf = (page: VisitedPage, name: string): string =>
  new RegExp(`<input id="${name}"[^>]* value="([^"]*)"`).exec(page.html)?.[1] ?? '';

export const isSignedInAs = async (visitor: Visitor, username: string): Promise<void> => {
  const account = await visitor.get('/account');
  assert.equal(account.status, 200, 'somebody is signed in');
  assert.match(account.html, new RegExp(`>${username}<`));
};

/** Opens an account by a provider, as somebody who signs in there. */
export const signUpBy = async (
  installation: Installation,
  provider: Visitable,
  values: { username: string; email: string },
  name = 'example',
): Promise<Visitor> => {
  const visitor = await atSignIn(installation);
  const { pending } = await arriveNew(visitor, await goBy(visitor, provider, name));
  const done = await visitor.post(`/sign-up/upstream/${name}`, { pending, ...values });
  assert.equal(done.status, 303, done.html);
  await visitor.get('/account');
  return visitor;
};
