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

// A name cut off in the middle of an emoji was answered with 500: it cannot be percent-encoded.
test('a handle that is no handle is cut off between characters', async (t) => {
  const installation = await openInstallation();
  t.after(() => installation.close());
  const stranger = createVisitor(installation);
  const fields = { username: 'bob', email: 'bob@example.com', password: 'a sentence long enough' };
  await stranger.get('/sign-up');
  const answer = await stranger.post('/sign-up', { ...fields, request: `a${'\u{1F600}'.repeat(60)}` });
  assert.equal(answer.status, 303, answer.html);
});

// Each form of a page repeated its address: a link with 4 kB of ampersands was answered with 102 kB, and more with more sessions.
test('a long address is not repeated by each form of its page, which leads back all the same', async (t) => {
  const installation = await openInstallation();
  t.after(() => installation.close());
  await installation.addUser('alice');
  const alice = createVisitor(installation);
  await alice.signIn('alice');
  const plain = await alice.get('/account/security');
  const long = await alice.get(`/account/security?${'&'.repeat(3900)}`);
  assert.ok(long.actions.length > 5);
  assert.ok(long.html.length - plain.html.length < 50_000, `${long.html.length - plain.html.length}`);
  assert.match(long.html, /name="page" value="\/account\/security"/);
});
