import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { allow } from '#test/support/oauth-app.js';
import { setScene } from '#test/attacks/scene.js';

const scene = setScene();

/** Counts how often what a user has allowed an app is read. */
const countReads = (t: TestContext) => {
  const { authorizations } = scene().installation.services.tokenRecords;
  const { mock } = t.mock.method(authorizations, 'findLive');
  return (): number => {
    const reads = mock.callCount();
    mock.resetCalls();
    return reads;
  };
};

test('each request reads once what its user has allowed the app, from the first to the decision', async (t) => {
  const readsOf = countReads(t);
  const app = await scene().app();
  const alice = await scene().browser('alice');

  const sent = await alice.get(app.authorizePath({ state: 'first' }));
  assert.equal(readsOf(), 1, 'arriving');
  const page = await alice.follow(sent);
  assert.equal(readsOf(), 1, 'the consent page');
  await allow(alice, page);
  assert.equal(readsOf(), 1, 'the decision');

  await alice.get(app.authorizePath({ state: 'second' }));
  assert.equal(readsOf(), 1, 'covered by what was allowed');
});
