import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, beforeEach, test } from 'node:test';
import { snippetsFor } from '#server/features/console/app/snippets.js';
import { DAY } from '#server/kernel/clock.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { createVisitor, unescapeHtml, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';

const CALLBACK = 'https://chat.example.net/oauth/callback';

let installation: Installation;
let alice: Visitor;
let aliceId: string;
let bob: Visitor;
let bobId: string;

const developerNamed = async (username: string) => {
  const id = await installation.addUser(username);
  await installation.services.developers.grantRole(id, 'developer');
  const visitor = createVisitor(installation);
  await visitor.signIn(username);
  return { id, visitor };
};

before(async () => {
  installation = await openInstallation();
  ({ id: aliceId, visitor: alice } = await developerNamed('alice'));
  ({ id: bobId, visitor: bob } = await developerNamed('bob'));
});
after(() => installation.close());

beforeEach(async () => {
  const { apps, developers } = installation.services;
  for (const id of [aliceId, bobId]) {
    for (const app of await apps.list(id)) await apps.delete(app.id, id);
    for (const token of await developers.listTokens(id)) await developers.revokeToken(token.id, id);
  }
});

const appsOf = (ownerId: string) => installation.services.apps.list(ownerId);

/** Registers an app with the form; resolves to its page's path and the page that showed its secret. */
const registerApp = async (fields: Readonly<Record<string, string>> = {}) => {
  await alice.get('/console/new-app');
  const page = await alice.post('/console/new-app', { name: 'Chat', redirect_uris: CALLBACK, ...fields });
  const app = (await appsOf(aliceId)).at(-1);
  assert.ok(app, unescapeHtml(page.html));
  return { page, app, path: `/console/apps/${app.id}` };
};

/** A page's text without markup. */
const wordsOf = ({ html }: VisitedPage): string =>
  unescapeHtml(html.replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ');

test('a stranger signs in first and then sees the page they asked for', async () => {
  const stranger = createVisitor(installation);
  for (const path of ['/console', '/console/new-app', '/console/apps/1']) {
    const { status, headers } = await stranger.get(path);
    assert.equal(status, 303);
    assert.equal(headers.get('location'), `/sign-in?return_to=${encodeURIComponent(path)}`);
  }
});

test('a user becomes a developer by one button', async () => {
  await installation.addUser('carol');
  const carol = createVisitor(installation);
  await carol.signIn('carol');

  assert.equal((await carol.get('/console/new-app')).headers.get('location'), '/console', 'not before that');
  const page = await carol.get('/console');
  assert.match(page.html, /<button[^>]*>Become a developer<\/button>/);
  assert.ok(page.actions.includes('/console/become-developer'));

  const opened = await carol.follow(await carol.post('/console/become-developer'));
  assert.match(opened.html, /New app/);
  assert.match(wordsOf(opened), /No apps yet/);
});

test('a form without the token of the page changes nothing', async () => {
  await alice.get('/console');
  const refused = await alice.post('/console/new-app', { csrf: 'guess', name: 'Chat', redirect_uris: CALLBACK });
  assert.equal(refused.status, 403);
  assert.deepEqual(await appsOf(aliceId), []);
});

test('registering an app shows its secret this once, to be copied', async () => {
  const { page, app, path } = await registerApp({ description: 'Talks back.', require_pkce: 'true' });
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('cache-control'), 'no-store');
  assert.match(wordsOf(page), /Copy it now\. You won’t be able to see it again/);
  assert.equal(page.text('client_id'), app.clientId);
  const secret = page.text('client_secret');
  assert.match(secret, /^secret_[\w-]{43}$/);
  assert.deepEqual(
    [app.name, app.description, app.requirePkce, app.allowBrowserSecret, app.isPublic, app.isTrusted],
    ['Chat', 'Talks back.', true, false, false, false],
  );
  for (const later of [await alice.get('/console'), await alice.get(path)]) {
    assert.equal(later.status, 200);
    assert.ok(!later.html.includes(secret));
    assert.ok(later.html.includes(app.clientId));
  }
  assert.ok((await alice.get(path)).html.includes(`…${secret.slice(-4)}`));
});

// The form sends every setting, so an old page put back what had been replaced elsewhere, such as a leaked key.
test('saving an old page changes only what was changed on it', async () => {
  const { app, path } = await registerApp({ description: 'Talks back.' });
  const { html } = await alice.get(path);
  const shown = unescapeHtml(/name="shown" value="([^"]*)"/.exec(html)?.[1] ?? '');
  await installation.services.apps.update(app.id, aliceId, { requirePar: true, redirectUris: [`${CALLBACK}/new`] });
  const fields = { name: 'Talk', description: 'Talks back.', redirect_uris: CALLBACK };
  assert.equal((await alice.post(path, { ...fields, shown })).status, 303);
  const [changed] = await appsOf(aliceId);
  assert.deepEqual(
    [changed?.name, changed?.requirePar, changed?.redirectUris.map(({ uri }) => uri)],
    ['Talk', true, [`${CALLBACK}/new`]],
  );
});

for (const [what, shown] of Object.entries({
  'an object that gives no text': '{"name":{"toString":1}}',
  'lists in lists without end': `{"name":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
})) {
  test(`an app is saved although what its page showed comes back as ${what}`, async () => {
    const { path } = await registerApp();
    assert.equal((await alice.post(path, { name: 'Talk', redirect_uris: CALLBACK, shown })).status, 303);
    assert.deepEqual(
      (await appsOf(aliceId)).map(({ name }) => name),
      ['Talk'],
    );
  });
}

test('the secret that was shown proves the app', async () => {
  const { page } = await registerApp();
  const response = await installation.request('/api/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'refresh_unknown',
      client_id: page.text('client_id'),
      client_secret: page.text('client_secret'),
    }),
  });
  assert.match(await response.text(), /"error":"invalid_grant"/, 'the app was known, its refresh token was not');
});

test('a public app has no secret, and its page offers none', async () => {
  const { page, path } = await registerApp({ public: 'true', redirect_uris: 'com.example.chat:/callback' });
  const shown = await alice.follow(page);
  assert.match(wordsOf(shown), /It is public, so it has no secret/);
  assert.ok(!shown.actions.includes(`${path}/secrets`));
  assert.doesNotMatch(shown.html, /YOUR_CLIENT_SECRET|name="require_pkce"/);
  assert.match(shown.html, /code_challenge_method=S256/);
  const saved = await alice.post(path, { name: 'Pocket Chat', redirect_uris: 'com.example.chat:/callback' });
  assert.equal(saved.status, 303);
  assert.equal((await appsOf(aliceId))[0]?.requirePkce, true, 'saving does not untick what has no box');
});

test('what is wrong with an app is said at its field, and nothing that was typed is lost', async () => {
  await alice.get('/console/new-app');
  const uris = `${CALLBACK}\nhttp://evil.example/cb\nhttps://x.example/#y`;
  const page = await alice.post('/console/new-app', { description: 'Kept', redirect_uris: uris });
  assert.equal(page.status, 400);
  assert.match(page.html, /<a href="#name">/);
  assert.match(page.text('redirect_uris-error'), /http:\/\/evil\.example\/cb: http is allowed on localhost/);
  assert.match(page.text('redirect_uris-error'), /https:\/\/x\.example\/#y: A fragment/);
  assert.doesNotMatch(page.text('redirect_uris-error'), new RegExp(CALLBACK), 'the good one is not blamed');
  assert.equal(page.text('redirect_uris'), uris);
  assert.equal(page.text('description'), 'Kept');
  assert.deepEqual(await appsOf(aliceId), []);
});

test('settings are saved as the form has them', async () => {
  const { app, path } = await registerApp();
  await alice.get(path);
  const saved = await alice.follow(
    await alice.post(path, {
      name: 'Talk',
      redirect_uris: ` ${CALLBACK} \r\n\r\nhttp://localhost:4000/callback\r\n`,
      require_pkce: 'true',
      allow_browser_secret: 'true',
    }),
  );
  assert.match(wordsOf(saved), /Saved\./);
  const changed = await installation.services.apps.findById(app.id);
  assert.deepEqual(
    changed?.redirectUris.map(({ uri }) => uri),
    [CALLBACK, 'http://localhost:4000/callback'],
  );
  assert.deepEqual([changed?.name, changed?.requirePkce, changed?.allowBrowserSecret], ['Talk', true, true]);

  await alice.post(path, { name: 'Talk', redirect_uris: CALLBACK });
  const unticked = await installation.services.apps.findById(app.id);
  assert.deepEqual([unticked?.requirePkce, unticked?.allowBrowserSecret], [false, false]);
  assert.equal(unticked?.redirectUris.length, 1);
});

test('a redirect URI that often turns out to be a mistake gets a hint, without being fetched', async () => {
  const { path } = await registerApp({ redirect_uris: 'https://intranet.local/index.html' });
  const words = wordsOf(await alice.get(path));
  assert.match(words, /https:\/\/intranet\.local\/index\.html .*This host is private or reserved/);
  assert.match(words, /This looks like a page/);
});

test('secrets overlap: a second one is shown once, a third is refused, the last cannot go', async () => {
  const { page, app, path } = await registerApp();
  const first = page.text('client_secret');
  const only = await alice.get(path);
  assert.ok(!only.actions.includes(`${path}/secrets/remove`), 'the only secret has no Remove button');

  const second = (await alice.post(`${path}/secrets`)).text('client_secret');
  assert.notEqual(second, first);
  const both = await alice.get(path);
  assert.equal(both.actions.filter((action) => action === `${path}/secrets/remove`).length, 2);
  assert.ok(!both.actions.includes(`${path}/secrets`), 'two secrets leave no room for a third');
  assert.equal((await alice.post(`${path}/secrets`)).status, 400);

  const [older, newer] = await installation.services.apps.secrets(app);
  const left = await alice.follow(await alice.post(`${path}/secrets/remove`, { secret: String(older?.id) }));
  assert.match(wordsOf(left), /Secret removed/);
  assert.ok(!left.html.includes(`…${first.slice(-4)}`));
  const last = await alice.post(`${path}/secrets/remove`, { secret: String(newer?.id) });
  assert.equal(last.status, 400);
  assert.match(wordsOf(last), /The last secret cannot be removed/);
});

test('an app is deleted by those who say that they understand', async () => {
  const { path } = await registerApp();
  await alice.get(path);
  const hasty = await alice.post(`${path}/delete`);
  assert.equal(hasty.status, 400);
  assert.match(hasty.html, /<a href="#understood">/);
  assert.equal((await appsOf(aliceId)).length, 1);

  const left = await alice.follow(await alice.post(`${path}/delete`, { understood: 'true' }));
  assert.match(wordsOf(left), /App deleted/);
  assert.deepEqual(await appsOf(aliceId), []);
  assert.equal((await alice.get(path)).status, 404);
});

test('A92: another developer’s app is a page that does not exist', async () => {
  const { app, path } = await registerApp();
  const [secret] = await installation.services.apps.secrets(app);
  const theirs = await bob.get(path);
  assert.equal(theirs.status, 404);
  assert.doesNotMatch(theirs.html, /Chat/);
  for (const [address, fields] of [
    [path, { name: 'Mine', redirect_uris: CALLBACK }],
    [`${path}/secrets`, {}],
    [`${path}/secrets/remove`, { secret: String(secret?.id) }],
    [`${path}/delete`, { understood: 'true' }],
  ] as const) {
    assert.equal((await bob.post(address, fields)).status, 404, address);
  }
  const untouched = await installation.services.apps.findById(app.id);
  assert.equal(untouched?.name, 'Chat');
  assert.equal((await installation.services.apps.secrets(app)).length, 1);
});

test('an invalid app id is a page that does not exist', async () => {
  for (const id of ['0', '-1', 'x', '1.5', '99999999999999999999', '999999']) {
    assert.equal((await alice.get(`/console/apps/${id}`)).status, 404, id);
  }
  assert.equal((await alice.get('/console/tokens')).status, 405, 'an address that takes forms only');
});

test('A75: an app’s words are shown as text, wherever they stand', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const { page, path } = await registerApp({ name, description: '</textarea><script>alert(1)</script>' });
  for (const shown of [page, await alice.get('/console'), await alice.get(path)]) {
    assert.equal(shown.status, 200);
    assert.doesNotMatch(shown.html, /<img|<script/);
  }
});

test('a developer token is shown once, works, and can be revoked', async () => {
  await alice.get('/console');
  const page = await alice.post('/console/tokens', { name: 'deploy script', expires: '30' });
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('cache-control'), 'no-store');
  assert.match(wordsOf(page), /Copy it now/);
  const token = page.text('developer_token');
  assert.match(token, /^dev_[\w-]{43}$/);
  const status = async (): Promise<number> =>
    (await installation.request('/api/oauth_apps', { headers: { authorization: `Bearer ${token}` } })).status;
  assert.equal(await status(), 200);

  const listed = await alice.get('/console');
  assert.ok(!listed.html.includes(token));
  assert.match(
    wordsOf(listed),
    new RegExp(`deploy script …${token.slice(-4)} .*Last used 15 Jan 2026.*Expires 14 Feb 2026`),
  );

  const [row] = await installation.services.developers.listTokens(aliceId);
  await bob.get('/console');
  await bob.post('/console/tokens/revoke', { token: String(row?.id) });
  assert.equal(await status(), 200, 'nobody else can revoke it');
  const left = await alice.follow(await alice.post('/console/tokens/revoke', { token: String(row?.id) }));
  assert.match(wordsOf(left), /Token revoked/);
  assert.equal(await status(), 401);
});

test('a developer token lives as long as was chosen, and no lifetime can be made up', async () => {
  await alice.get('/console');
  for (const expires of ['', '30', '90', '365']) {
    assert.equal((await alice.post('/console/tokens', { name: `for ${expires}`, expires })).status, 200);
  }
  const tokens = await installation.services.developers.listTokens(aliceId);
  assert.deepEqual(
    tokens.map(({ expiresAt, createdAt }) => expiresAt && (expiresAt - createdAt) / DAY),
    [null, 30, 90, 365],
  );
  for (const expires of ['-1', '31', '1e3', 'NaN', '36500']) {
    const refused = await alice.post('/console/tokens', { name: 'long', expires });
    assert.equal(refused.status, 400, expires);
    assert.match(refused.html, /<a href="#expires">/);
  }
  const nameless = await alice.post('/console/tokens', { expires: '30' });
  assert.equal(nameless.status, 400);
  assert.match(nameless.html, /<a href="#name">/);
  assert.equal((await installation.services.developers.listTokens(aliceId)).length, 4);
});

test('the console speaks French to those who do', async () => {
  const { path } = await registerApp();
  for (const address of ['/console', '/console/new-app', path]) {
    const { html } = await alice.get(`${address}?ui_locales=fr`);
    assert.match(html, /<html lang="fr">/);
    assert.match(
      html,
      /<button[^>]*>(?:Créer le jeton|Créer l’application|Enregistrer|Créer l&#39;application)<\/button>/,
    );
  }
});

/** The arguments a shell passes for a command line. */
const argumentsOf = (command: string): string[] =>
  execFileSync('/bin/sh', ['-c', `curl() { for word; do printf '%s\\0' "$word"; done; }; ${command}`], {
    encoding: 'utf8',
  })
    .split('\0')
    .slice(0, -1);

test('the snippets on the page are filled in with the app’s values, and never with its secret', async () => {
  const { page, app, path } = await registerApp();
  const words = unescapeHtml((await alice.get(path)).html);
  const authorize = new URL(/http:\/\/localhost:3000\/api\/oauth2\/authorize\?[^<\s]+/.exec(words)?.[0] ?? '');
  assert.equal(authorize.searchParams.get('client_id'), app.clientId);
  assert.equal(authorize.searchParams.get('redirect_uri'), CALLBACK);
  assert.equal((await alice.get(authorize.pathname + authorize.search)).status, 303, 'the address works as it stands');
  assert.match(words, /client_secret=YOUR_CLIENT_SECRET/);
  assert.ok(!words.includes(page.text('client_secret')));
});

test('a pasted snippet hands the shell exactly what it says, whatever is in the redirect URI', () => {
  const redirectUri = "https://chat.example/it's?a=$(id)&b=`id`;c|d";
  const client = { clientId: 'client_1', public: false, hasKeys: false, requirePkce: true };
  const app = { issuer: 'https://id.example', redirectUri, ...client, requirePar: false, dpopBound: false };
  const snippets = snippetsFor(app);
  assert.deepEqual(argumentsOf(snippets.exchange), [
    '-X',
    'POST',
    'https://id.example/api/oauth2/token',
    ...['grant_type=authorization_code', 'code=CODE', `redirect_uri=${redirectUri}`, 'code_verifier=CODE_VERIFIER']
      .concat('client_id=client_1', 'client_secret=YOUR_CLIENT_SECRET')
      .flatMap((field) => ['--data-urlencode', field]),
  ]);
  assert.deepEqual(argumentsOf(snippets.userinfo), [
    'https://id.example/api/oauth2/userinfo',
    '-H',
    'Authorization: Bearer ACCESS_TOKEN',
  ]);
  assert.equal(new URL(snippets.authorize).searchParams.get('redirect_uri'), redirectUri);
  assert.ok(argumentsOf(snippets.topup).includes('https://id.example/api/oauth2/topup'));
  for (const other of [{ public: true }, { hasKeys: true }]) {
    assert.ok(!argumentsOf(snippetsFor({ ...app, ...other }).refresh).some((word) => word.includes('secret')));
  }
});

// Apps that push their requests and bind their tokens were shown requests that are refused for that reason.
test('the snippets of an app that is set to PAR and DPoP use both (RFC 9126, RFC 9449)', () => {
  const client = { clientId: 'client_1', public: false, hasKeys: true, requirePkce: true };
  const where = { issuer: 'https://id.example', redirectUri: 'https://chat.example/cb' };
  const snippets = snippetsFor({ ...where, ...client, requirePar: true, dpopBound: true });
  const authorize = new URL(snippets.authorize).searchParams;
  assert.deepEqual([...authorize.keys()], ['client_id', 'request_uri']);
  const pushed = argumentsOf(snippets.push ?? '');
  for (const part of ['https://id.example/api/oauth2/par', 'response_type=code', 'client_assertion=SIGNED_ASSERTION']) {
    assert.ok(pushed.includes(part), part);
  }
  assert.ok(argumentsOf(snippets.exchange).includes('DPoP: PROOF'));
  assert.deepEqual(argumentsOf(snippets.userinfo).slice(1), [
    '-H',
    'Authorization: DPoP ACCESS_TOKEN',
    '-H',
    'DPoP: PROOF',
  ]);
});
