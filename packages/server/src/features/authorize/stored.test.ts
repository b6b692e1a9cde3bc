import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openInstallation } from '#test/support/installation.js';
import { grantCode, received, registerApp } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { inParallel } from '#test/support/parallel.js';

const OFFICE = '203.0.113.9';

// One stranger stored a thousand requests, 3 MB, in three seconds, and went on.
test('strangers at one address can store 1,200 requests in five minutes, and block nobody who is signed in', async (t) => {
  const installation = await openInstallation();
  t.after(() => installation.close());
  const app = await registerApp(installation, { owner: await installation.addUser('dev') });
  await installation.addUser('alice');
  const alice = createVisitor(installation, { address: OFFICE });
  await alice.signIn('alice');
  const path = app.authorizePath({ prompt: 'login' });

  const statuses = await inParallel(1201, async () => (await installation.request(path, {}, OFFICE)).status);
  assert.equal(statuses.filter((status) => status === 303).length, 1200);
  const limited = await installation.request(path, {}, OFFICE);
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers.get('retry-after')) > 0);
  const posted = { method: 'POST', body: new URLSearchParams(path.split('?')[1]) };
  assert.equal((await installation.request('/api/oauth2/authorize', posted, OFFICE)).status, 429);

  assert.equal((await installation.request(path, {}, '203.0.113.10')).status, 303);
  assert.notEqual(await grantCode(alice, app), '');
  const silent = Array.from({ length: 200 }, () => alice.get(app.authorizePath()));
  for (const answer of await Promise.all(silent)) assert.ok(received(answer).has('code'));
  const asked = await inParallel(125, () => alice.get(path));
  assert.ok(asked.some(({ status }) => status === 429));
});
