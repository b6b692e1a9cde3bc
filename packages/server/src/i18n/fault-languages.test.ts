import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LOCALES } from '#server/i18n/index.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { createVisitor, unescapeHtml, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';

let installation: Installation;
let developer: Visitor;
let token: string;

before(async () => {
  installation = await openInstallation({ OCTROI_RESOURCES: 'developers' });
  const id = await installation.addUser('dev');
  const { developers } = installation.services;
  await developers.grantRole(id, 'developer');
  developer = createVisitor(installation);
  await developer.signIn('dev');
  const created = await developers.createToken(id, 'test', null);
  assert.ok(created.outcome === 'done');
  token = created.value.token.reveal();
});
after(() => installation.close());

/** The faults at the top of a page, with the fields they link to. */
const faultsOn = ({ html }: VisitedPage): (readonly [field: string, sentence: string])[] =>
  [...html.matchAll(/<li><a href="#([^"]*)">([^<]*)<\/a><\/li>/g)].map(([, field = '', sentence = '']) => [
    field,
    unescapeHtml(sentence),
  ]);

const inLanguage = (locale: string) => ({ 'accept-language': locale });

const WRONG_APP = {
  name: '',
  description: 'x'.repeat(501),
  redirect_uris:
    'http://app.example/cb\nhttps://app.example//cb?code=1\nhttps://APP.example/cb\nmyapp:cb\nhttps://a.example/*',
  post_logout_redirect_uris: 'https://app.example/#x',
  backchannel_logout_uri: 'nowhere',
  id_token_signed_response_alg: 'none',
  jwks: '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}',
  jwks_uri: 'http://app.example/jwks.json',
  fapi: 'on',
  device_flow: 'on',
};

const WRONG_RESOURCE = { identifier: 'http://api.example', name: '', scopes: 'openid\nread Read\nread Read' };

for (const [what, path, fields] of [
  ['an app', '/console/new-app', WRONG_APP],
  ['an app without a redirect URI', '/console/new-app', { name: 'App', redirect_uris: '' }],
  ['a resource', '/console/resources', WRONG_RESOURCE],
  ['a developer token', '/console/tokens', { name: '', expires: '90' }],
] as const) {
  test(`what is wrong with ${what} is told in the language of the page, at the same fields`, async () => {
    const english = faultsOn(await developer.post(path, fields, inLanguage('en')));
    assert.ok(english.length > 0);
    for (const locale of LOCALES.slice(1)) {
      const page = await developer.post(path, fields, inLanguage(locale));
      assert.equal(page.status, 400);
      const faults = faultsOn(page);
      assert.deepEqual(
        faults.map(([field]) => field),
        english.map(([field]) => field),
      );
      faults.forEach(([, sentence], index) => assert.notEqual(sentence, english[index]?.[1], locale));
    }
  });
}

test('a French developer reads in French which redirect URI is wrong, and what to do', async () => {
  const page = await developer.post('/console/new-app', WRONG_APP, inLanguage('fr'));
  assert.deepEqual(
    faultsOn(page).find(([, sentence]) => sentence.startsWith('http://app.example/cb')),
    [
      'redirect_uris',
      'http://app.example/cb: http n’est admis que sur localhost, 127.0.0.1 et [::1]\u00A0; utilisez https pour tout autre hôte.',
    ],
  );
});

test('a French developer reads the hints on redirect URIs in French', async () => {
  await developer.post('/console/new-app', { name: 'Local', redirect_uris: 'http://localhost:4000/' });
  const [app] = await installation.services.apps.list(
    (await installation.services.accounts.findByLogin('dev'))?.id ?? '',
  );
  assert.ok(app !== undefined);
  const { html } = await developer.get(`/console/apps/${app.id}`, inLanguage('fr'));
  assert.match(html, /<dd>localhost, 127\.0\.0\.1 et \[::1\] sont ici trois hôtes différents/);
  assert.match(html, /<dd>Cela ressemble à une page/);
});

test('the management API answers in English, whatever language its caller accepts', async () => {
  const response = await installation.request('/api/oauth_apps', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...inLanguage('fr') },
    body: JSON.stringify({ name: '', redirect_uris: ['http://app.example/cb', 'https://app.example/#x'] }),
  });
  assert.equal(response.status, 400);
  const { errors, message } = (await response.json()) as { errors: unknown; message: string };
  const told = [
    [
      'name',
      'The name must have 1 to 100 characters, no control characters, and no word that mixes alphabets. Users see it when they sign in.',
    ],
    ['redirect_uris.0', 'http is allowed on localhost, 127.0.0.1 and [::1] only; use https for every other host.'],
    ['redirect_uris.1', 'A fragment (#...) is not allowed (RFC 6749 section 3.1.2); remove it.'],
  ] as const;
  assert.deepEqual(
    errors,
    told.map(([field, sentence]) => ({ field, message: sentence })),
  );
  assert.equal(message, told.map(([field, sentence]) => `${field}: ${sentence}`).join(' '));
});
