import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeReturnTo } from '#server/web/visitor/return-to.js';
import { openInstallation } from '#test/support/installation.js';
import { createVisitor } from '#test/support/page-visitor.js';

const LONG = 'B'.repeat(60_000);

test('a path of this server is kept, unless it is so long that an answer could not carry it', () => {
  assert.equal(safeReturnTo('/topup?ticket=a', '/'), '/topup?ticket=a');
  assert.equal(safeReturnTo(`/${LONG}`, '/account'), '/account');
});

// A form with 60 kB of user code was answered with a Location of 60 kB, which no browser or proxy accepts.
test('no form makes a redirect longer than a browser accepts', async (t) => {
  const installation = await openInstallation();
  t.after(() => installation.close());
  await installation.addUser('alice');
  const alice = createVisitor(installation);
  await alice.signIn('alice');
  await alice.get('/device');
  const fromHere = { 'sec-fetch-site': 'same-origin' };
  const answers = [
    await alice.get(`/language?${LONG}`),
    await alice.post('/language', { locale: 'en', return_to: `/${LONG}` }),
    await alice.post('/device', { user_code: LONG }),
    await alice.post('/sign-in', { csrf: 'old', request: LONG }, fromHere),
    await alice.post('/sign-in', { csrf: 'old', return_to: `/${LONG}` }, fromHere),
    await alice.post('/device/switch-account', { user_code: LONG }),
    await alice.get(`/account/activity?${LONG}`),
  ];
  const stranger = createVisitor(installation);
  await stranger.get('/sign-up');
  answers.push(
    await stranger.post('/sign-in', { csrf: 'old', request: LONG }, fromHere),
    await stranger.post('/sign-up', {
      username: 'bob',
      email: 'bob@example.com',
      password: 'a sentence long enough',
      request: LONG,
    }),
  );
  assert.ok(answers.filter(({ status }) => status === 303).length >= 7);
  for (const { location } of answers) assert.ok(location.length < 5000, location.slice(0, 100));
});
