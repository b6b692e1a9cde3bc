import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { z } from 'zod';
import { CALL_ERRORS } from '#server/protocol/call-errors.js';
import { OAUTH_ERRORS } from '#server/protocol/errors.js';
import { EVERYTHING } from '#server/domain/request-log/filter.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { grantTokens, registerApp, type OAuthApp } from '#test/support/oauth-app.js';
import { createVisitor, unescapeHtml, type Visitor } from '#test/support/page-visitor.js';

let installation: Installation;
let owner: string;
let dora: Visitor;
let eve: Visitor;
let alice: Visitor;
let app: OAuthApp;
let path: string;

const developerNamed = async (username: string) => {
  const id = await installation.addUser(username);
  await installation.services.developers.grantRole(id, 'developer');
  const visitor = createVisitor(installation);
  await visitor.signIn(username);
  return { id, visitor };
};

before(async () => {
  installation = await openInstallation();
  ({ id: owner, visitor: dora } = await developerNamed('dora'));
  ({ visitor: eve } = await developerNamed('eve'));
  await installation.addUser('alice');
  alice = createVisitor(installation);
  await alice.signIn('alice');
});
after(() => installation.close());
beforeEach(async () => {
  app = await registerApp(installation, { owner });
  path = `/console/apps/${app.id}/requests`;
});

const wordsOf = ({ html }: { html: string }): string =>
  unescapeHtml(html.replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ');
const count = (text: string, part: string): number => text.split(part).length - 1;

test('the page of an app leads to its request log', async () => {
  const page = await dora.get(`/console/apps/${app.id}`);
  assert.ok(page.html.includes(`href="${path}"`));
  assert.match(wordsOf(await dora.get(path)), /No matching requests\./);
});

test('the owner reads why a request failed, what it means and what to do', async () => {
  const answer = await app.exchange('no such code');
  const page = await dora.get(path);
  const words = wordsOf(page);
  assert.ok(words.includes(String(answer.json['error_description'])));
  assert.ok(words.includes(OAUTH_ERRORS.invalid_grant.meaning));
  assert.ok(words.includes(OAUTH_ERRORS.invalid_grant.remedy));
  assert.ok(page.html.includes('href="/docs/errors#invalid_grant"'));
  assert.ok(words.includes(answer.headers.get('x-request-id') ?? 'no id'));
});

test('the docs page has an anchor for each error, and says where to look the request up', async () => {
  const { html } = await dora.get('/docs/errors');
  for (const code of [...Object.keys(OAUTH_ERRORS), ...Object.keys(CALL_ERRORS)])
    assert.ok(html.includes(`id="${code}"`), code);
  assert.match(html, /X-Request-Id.*<a href="\/console">/s);
});

test('a request id leads to its line, and the filter has an address that can be kept', async () => {
  const answer = await app.exchange('no such code');
  await grantTokens(alice, app);
  const requestId = answer.headers.get('x-request-id') ?? '';
  await dora.get(path);

  const sent = await dora.post(path, { outcome: '', operation: '', request_id: ` ${requestId} ` });
  assert.equal(sent.location, `${path}?request_id=${requestId}`);
  const found = await dora.follow(sent);
  assert.equal(count(found.html, '<li class="entry">'), 1);
  assert.equal(count(found.html, `<code class="whole">${requestId}</code>`), 1);

  const failures = await dora.get(`${path}?outcome=failed`);
  assert.equal(count(failures.html, '<li class="entry">'), 1);
  const exchanges = await dora.get(`${path}?operation=token&outcome=ok`);
  assert.equal(count(exchanges.html, '<li class="entry">'), 1);
  assert.equal((await dora.get(`${path}?operation=everything`)).status, 400);
  assert.equal((await dora.get(`${path}?before=x`)).status, 400);
});

test('more lines than a page holds are on the older pages, each once', async () => {
  for (let index = 0; index < 3; index += 1) {
    for (let one = 0; one < 40; one += 1) await app.exchange('no such code');
    await installation.services.requestLog.flush();
  }
  const seen: string[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const page: { html: string } = await dora.get(next);
    seen.push(...[...page.html.matchAll(/<code class="whole">([^<]+)<\/code>/g)].map(([, id]) => id ?? ''));
    next = /href="([^"]*[?&]before=\d+)"/.exec(unescapeHtml(page.html))?.[1];
  }
  assert.ok(seen.length > 50, 'there is more than a page');
  assert.equal(new Set(seen).size, seen.length);
});

test('the log warns of a sign-in without state and PKCE', async () => {
  assert.doesNotMatch(wordsOf(await dora.get(path)), /Warnings/);
  await grantTokens(alice, app, { state: null });
  assert.match(wordsOf(await dora.get(path)), /Warnings .* had no state.* without PKCE/);
});

test('A92: the log of another developer’s app does not exist, in the console and in the API', async () => {
  await app.exchange('no such code');
  assert.equal((await eve.get(path)).status, 404);
  const { token } = await tokenOf(eve);
  assert.equal((await request(token)).status, 404);
});

test('A75: what strangers sent in the app’s name is shown as text', async () => {
  await alice.get(app.authorizePath({ redirect_uri: 'https://evil.example/<script>alert(1)</script>' }));
  const { html } = await dora.get(path);
  assert.ok(html.includes('evil.example/&lt;script&gt;'));
  assert.doesNotMatch(html, /<script>alert/);
});

test('the page needs no script; the one it brings is a file of ours, and may ask our origin alone', async () => {
  const page = await dora.get(path);
  const [, script = ''] = /<script src="([^"]+)" defer/.exec(page.html) ?? [];
  assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'; connect-src 'self'$/);
  const file = await installation.request(script);
  assert.equal(file.status, 200);
  assert.match(file.headers.get('content-type') ?? '', /^text\/javascript/);
  const other = await dora.get(`${path}?request_id=1`);
  assert.doesNotMatch(other.html, /<script/);
});

const tokenOf = async (visitor: Visitor): Promise<{ token: string }> => {
  await visitor.get('/console');
  const shown = await visitor.post('/console/tokens', { name: 'ci', expires: '' });
  return { token: shown.text('developer_token') };
};

const logBody = z.object({
  data: z.array(z.record(z.string(), z.unknown())).default([]),
  errors: z.array(z.object({ field: z.string() })).default([]),
});

const request = async (token: string, query = '') => {
  const response = await installation.request(`/api/oauth_apps/${app.id}/requests${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, ...logBody.parse(await response.json()) };
};

test('programs read the same log by the management API', async () => {
  const { token } = await tokenOf(dora);
  const answer = await app.exchange('no such code', { redirect_uri: 'https://app.example/other' });
  await grantTokens(alice, app);

  const { status, data } = await request(token, '?outcome=failed');
  assert.equal(status, 200);
  const { id, ...line } = data[0] ?? {};
  assert.ok(Number.isInteger(id));
  assert.deepEqual(line, {
    time: Math.floor(installation.now() / 1000),
    request_id: answer.headers.get('x-request-id'),
    operation: 'token',
    outcome: 'failed',
    error: 'invalid_grant',
    error_description: answer.json['error_description'],
    error_uri: `${installation.issuer}/docs/errors#invalid_grant`,
    parameters: {
      client_id: null,
      client_secret: null,
      grant_type: 'authorization_code',
      code: null,
      redirect_uri: 'https://app.example/other',
    },
    warnings: [],
  });
  assert.deepEqual(
    (await request(token)).data.map(({ operation }) => operation),
    (await installation.services.requestLog.list(app.id, EVERYTHING)).map(({ operation }) => operation),
  );
  assert.deepEqual(
    (await request(token, '?outcome=maybe&before=-1')).errors.map(({ field }) => field),
    ['outcome', 'before'],
  );
});
