import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hashPassword } from '#server/domain/accounts/sources/built-in/passwords.js';
import { Secret } from '#server/kernel/secret.js';
import { openInstallation, PASSWORD, type Installation } from '../support/installation.js';
import { createVisitor, type VisitedPage } from '../support/page-visitor.js';
import { inParallel, tally } from '../support/parallel.js';
import { setScene } from './scene.js';
import { storeOf } from '../support/store.js';

const scene = setScene();

interface Newcomer {
  username: string;
  password?: string;
  invitation?: string;
}

const signUp = async (
  installation: Installation,
  address: string,
  { username, password = PASSWORD, invitation = '' }: Newcomer,
): Promise<VisitedPage> => {
  const visitor = createVisitor(installation, { address });
  await visitor.get('/sign-in');
  const fields = { username, email: `${username}@example.com`, password };
  return visitor.post('/sign-up', invitation === '' ? fields : { ...fields, invitation });
};

const tokenIn = ({ url }: { url: string }): string => new URL(url).searchParams.get('invitation') ?? '';

describe('signing up many times', () => {
  // Each attempt cost a password hash and revealed whether a name is taken, without limit.
  test('is stopped after 60 tries an hour from one address', async () => {
    const { installation } = scene();
    for (let count = 0; count < 60; count += 1) {
      const answer = await signUp(installation, '192.0.2.1', { username: 'alice', password: 'short' });
      assert.equal(answer.status, 400);
    }
    const stopped = await signUp(installation, '192.0.2.1', { username: 'sam' });
    assert.equal(stopped.status, 429);
    assert.ok(Number(stopped.headers.get('retry-after')) > 0);
    assert.match(stopped.html, /Too many attempts/);
    assert.equal((await signUp(installation, '192.0.2.2', { username: 'sam' })).status, 303);
  });

  test('and signing in, while too many passwords wait to be hashed, is answered with “later”', async () => {
    const { installation } = scene();
    const hashes = inParallel(103, () =>
      hashPassword(new Secret(PASSWORD)).then(
        () => 'hashed',
        (error: unknown) => (error instanceof Error ? error.name : 'none'),
      ),
    );
    const [taken, fresh] = await Promise.all([
      signUp(installation, '192.0.2.3', { username: 'alice' }),
      signUp(installation, '192.0.2.3', { username: 'tess' }),
    ]);
    assert.equal(fresh.status, 503);
    assert.equal(fresh.headers.get('retry-after'), '5');
    assert.equal(taken.status, 400, 'a taken name needs no hash');
    assert.deepEqual(tally(await hashes), { hashed: 102, UnavailableError: 1 });
    assert.equal((await signUp(installation, '192.0.2.3', { username: 'tess' })).status, 303);
  });
});

describe('invitations', () => {
  for (const [policy, user] of [
    ['closed', 403],
    ['invite', 303],
    ['open', 303],
  ] as const) {
    test(`${user === 403 ? 'do not open' : 'open'} an account for a user where sign-up is ${policy}, and do for an operator`, async (t) => {
      const installation = await openInstallation({ OCTROI_SIGN_UP: policy });
      t.after(() => installation.close());
      const { invitations } = installation.services;
      const store = storeOf(installation.services);
      const forUser = { username: 'uma', invitation: tokenIn(await invitations.create('user')) };
      assert.equal((await signUp(installation, '192.0.2.4', forUser)).status, user);
      const forOperator = { username: 'olga', invitation: tokenIn(await invitations.create('operator')) };
      assert.equal((await signUp(installation, '192.0.2.4', forOperator)).status, 303);
      assert.equal(await store.roles.hasOperator(), true);
    });
  }

  // The holder of an earlier link could become a second operator within its 7 days.
  test('to become the first operator are void once there is one', async (t) => {
    const installation = await openInstallation();
    t.after(() => installation.close());
    const { invitations } = installation.services;
    const [earlier, used] = [
      tokenIn(await invitations.create('operator')),
      tokenIn(await invitations.create('operator')),
    ];
    assert.equal((await signUp(installation, '192.0.2.5', { username: 'olga', invitation: used })).status, 303);

    const late = await signUp(installation, '192.0.2.5', { username: 'otto', invitation: earlier });
    assert.equal(late.status, 400);
    assert.match(late.html, /was already used/);
    const colleague = tokenIn(await invitations.create('operator'));
    assert.equal((await signUp(installation, '192.0.2.5', { username: 'otto', invitation: colleague })).status, 303);
  });
});
