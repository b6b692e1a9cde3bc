import assert from 'node:assert/strict';
import type { Environment } from '#server/config/index.js';
import { createLog, type Log } from '#server/kernel/log.js';
import { openInstallation, START, type Installation } from '../installation.js';
import { createVisitor, type VisitedPage, type Visitor } from '../page-visitor.js';

export const callbackOf = (name: string): string => `http://localhost:3000/sign-in/upstream/${name}/callback`;

/** The product with providers, on the system's clock, which the providers use. */
export const openWithUpstream = (
  entries: readonly object[],
  environment: Environment = {},
  log: Log = createLog('silent'),
): Promise<Installation> =>
  openInstallation({ OCTROI_UPSTREAM: JSON.stringify(entries), ...environment }, log, (wall) => ({
    now: () => Date.now() + wall() - START,
  }));

/** A visitor at the sign-in page. */
export const atSignIn = async (installation: Installation): Promise<Visitor> => {
  const visitor = createVisitor(installation);
  await visitor.get('/sign-in');
  return visitor;
};

/** Presses a provider's button; resolves to where the browser is sent. */
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

/** To the provider and back; resolves to the callback's answer. */
export const goBy = async (
  visitor: Visitor,
  provider: Visitable,
  name = 'example',
  fields?: Record<string, string>,
): Promise<VisitedPage> => visitor.get(await provider.visit((await leave(visitor, name, fields)).href));

/** From a new user's callback to the form that creates the account. */
export const arriveNew = async (
  visitor: Visitor,
  callback: VisitedPage,
): Promise<{ form: VisitedPage; pending: string }> => {
  assert.match(callback.location, /^\/sign-up\/upstream\//, `${callback.status} ${callback.location} ${callback.html}`);
  const form = await visitor.follow(callback);
  assert.equal(form.status, 200);
  return { form, pending: new URL(callback.location, 'http://localhost').searchParams.get('pending') ?? '' };
};

/** The initial value of a field. */
export const valueOf = (page: VisitedPage, name: string): string =>
  new RegExp(`<input id="${name}"[^>]* value="([^"]*)"`).exec(page.html)?.[1] ?? '';

export const isSignedInAs = async (visitor: Visitor, username: string): Promise<void> => {
  const account = await visitor.get('/account');
  assert.equal(account.status, 200, 'somebody is signed in');
  assert.match(account.html, new RegExp(`>${username}<`));
};

/** Creates an account through a provider. */
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
