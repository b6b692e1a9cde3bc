import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LOCALES } from '#server/i18n/index.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { LOGOS, pngOf } from '#test/support/logos.js';
import { allow, grantCode, openRequest, received, registerApp } from '#test/support/oauth-app.js';
import { createVisitor, unescapeHtml, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';

let installation: Installation;
let developer: Visitor;
let developerId: string;

before(async () => {
  installation = await openInstallation();
  developerId = await installation.addUser('dev');
  await installation.services.developers.grantRole(developerId, 'developer');
  developer = createVisitor(installation);
  await developer.signIn('dev');
  await installation.addUser('alice');
});
after(() => installation.close());

const newApp = async (traits: { isTrusted?: boolean } = {}) => {
  const app = await registerApp(installation, { owner: developerId, ...traits });
  const page = `/console/apps/${app.id}`;
  return {
    ...app,
    page,
    upload: (file: Uint8Array<ArrayBuffer> | File) => developer.upload(`${page}/logo`, 'logo', file, { page }),
    remove: () => developer.post(`${page}/logo/remove`),
  };
};

const signedIn = async (username: string): Promise<Visitor> => {
  const visitor = createVisitor(installation);
  await visitor.signIn(username);
  return visitor;
};

/** The URLs of the logos on a page. */
const logosOn = ({ html }: VisitedPage): string[] =>
  [...html.matchAll(/<img class="tile" src="([^"]*)" alt="" width="48" height="48"\/>/g)].map(([, path]) => path ?? '');

/** The form's message about the logo. */
const faultOn = ({ html }: VisitedPage): string =>
  unescapeHtml(/<p class="fault" id="logo-error">([^<]*)</.exec(html)?.[1] ?? '');

const auditOf = async (appId: number) =>
  (
    await installation.services.database.read.query
      .selectFrom('audit_events')
      .where('app_id', '=', appId)
      .where('type', '=', 'app_changed')
      .orderBy('id')
      .select(['user_id', 'detail'])
      .execute()
  ).map(({ user_id, detail }) => [user_id, JSON.parse(detail)]);

test('a logo is uploaded on the app’s page, and shown there and in the list from then on', async () => {
  const app = await newApp();
  const bare = await developer.get(app.page);
  assert.match(bare.html, new RegExp(`action="${app.page}/logo" enctype="multipart/form-data"`));
  assert.match(bare.html, /<input id="logo" name="logo" type="file"/);
  assert.doesNotMatch(bare.html, /Remove logo/);
  assert.deepEqual(logosOn(bare), []);

  const page = await developer.follow(await app.upload(pngOf(64)));
  assert.match(page.html, /Logo saved/);
  const [path = ''] = logosOn(page);
  assert.match(path, /^\/logos\/[\w-]{43}$/);
  assert.ok(!path.includes(app.clientId));
  assert.ok(logosOn(await developer.get('/console')).includes(path));
});

test('users see it on every page that is about the app', async () => {
  const app = await newApp();
  const [path = ''] = logosOn(await developer.follow(await app.upload(pngOf(64))));
  const stranger = createVisitor(installation);
  const oneClick = { auto_authorize: 'true' };
  const signIn = await stranger.follow(await openRequest(stranger, app.authorizePath(oneClick)));
  assert.deepEqual(logosOn(signIn), [path], 'signing in');
  const alice = await signedIn('alice');
  assert.deepEqual(logosOn(await openRequest(alice, app.authorizePath(oneClick))), [path], 'one click');
  const consent = await openRequest(alice, app.authorizePath());
  assert.deepEqual(logosOn(consent), [path], 'consent');
  assert.ok(received(await allow(alice, consent)).get('code'));
  assert.deepEqual(logosOn(await alice.get('/account/authorizations')), [path], 'authorizations');
});

test('users see it where they answer for a device', async () => {
  const app = await registerApp(installation, {
    owner: developerId,
    grantTypes: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  });
  await developer.get('/console');
  await developer.upload(`/console/apps/${app.id}/logo`, 'logo', pngOf(48));
  const { json } = await app.authorizeDevice();
  const alice = await signedIn('alice');
  const page = await alice.get(`/device?user_code=${String(json['user_code'])}`);
  assert.equal(logosOn(page).length, 1);
});

test('the file is served as the picture it is, may be kept for ever, and is shown by nobody else’s pages', async () => {
  const app = await newApp();
  const bytes = pngOf(32);
  // The name and type sent with it are the browser's guess, or a lie.
  const [path = ''] = logosOn(
    await developer.follow(await app.upload(new File([bytes], 'x.html', { type: 'text/html' }))),
  );
  const file = await installation.request(path);
  assert.equal(file.status, 200);
  assert.deepEqual(new Uint8Array(await file.arrayBuffer()), bytes);
  const headers = Object.fromEntries(file.headers);
  assert.equal(headers['content-type'], 'image/png');
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
  assert.equal(headers['set-cookie'], undefined);
  assert.equal((await installation.request(path, { method: 'HEAD' })).status, 200);
});

test('a new logo takes the place of the old one, and removing it brings the letter back', async () => {
  const app = await newApp();
  const [first = ''] = logosOn(await developer.follow(await app.upload(pngOf(40))));
  const [second = ''] = logosOn(await developer.follow(await app.upload(pngOf(41))));
  assert.notEqual(first, second);
  assert.equal((await installation.request(first)).status, 404);
  assert.equal((await installation.request(second)).status, 200);

  const removed = await developer.follow(await app.remove());
  assert.match(removed.html, /Logo removed/);
  assert.deepEqual(logosOn(removed), []);
  assert.match(removed.html, /<span class="tile" aria-hidden="true">I<\/span>/);
  assert.equal((await installation.request(second)).status, 404);
  assert.equal((await app.remove()).status, 303, 'a second click is no fault');
});

test('a logo goes with its app', async () => {
  const app = await newApp();
  const [path = ''] = logosOn(await developer.follow(await app.upload(pngOf(50))));
  await developer.post(`${app.page}/delete`, { understood: 'on' });
  assert.equal((await installation.request(path)).status, 404);
});

test('the audit log says who changed the logo, to which, and when it was removed; the same again is no change', async () => {
  const app = await newApp();
  const [path = ''] = logosOn(await developer.follow(await app.upload(pngOf(51))));
  await app.upload(pngOf(51));
  await app.remove();
  await app.remove();
  assert.deepEqual(await auditOf(app.id), [
    [developerId, { logo: path.replace('/logos/', '') }],
    [developerId, { logo: 'none' }],
  ]);
});

describe('what cannot be a logo is refused on the form, with what to do about it', () => {
  const tooLong = new Uint8Array(65 * 1024);
  tooLong.set(pngOf(64));
  for (const [what, file, status, fault] of [
    ['no file', new File([], ''), 400, /Choose a file/],
    ['more than 64 kB', tooLong, 413, /larger than 64 kB.*256 by 256/],
    [
      'something else',
      new File(['<h1>Hello</h1>'], 'logo.png', { type: 'image/png' }),
      400,
      /not a readable PNG, WebP or JPEG/,
    ],
    ['a picture that is cut off', pngOf(64).slice(0, 60), 400, /not a readable PNG, WebP or JPEG/],
    ['one too small to see', pngOf(15, 64), 400, /15 by 64 pixels.*16 to 1024/],
    ['one too large', pngOf(1025, 20), 400, /1025 by 20 pixels.*16 to 1024/],
    ['one that moves', pngOf(64, 64, [['acTL', new Uint8Array(8)]]), 400, /single frame/],
  ] as const) {
    test(what, async () => {
      const app = await newApp();
      await app.upload(pngOf(64));
      const kept = logosOn(await developer.get(app.page));
      const page = await app.upload(file);
      assert.equal(page.status, status);
      assert.match(faultOn(page), fault);
      assert.match(page.html, /<a href="#logo">/, 'the summary leads to the field');
      assert.match(page.html, new RegExp(`name="page" value="${app.page}"`), 'the language switch leads back');
      assert.deepEqual(logosOn(page), kept, 'the old one stays');
    });
  }

  test('in the language of the page', async () => {
    const app = await newApp();
    const faults = new Set<string>();
    for (const locale of LOCALES) {
      await developer.get(app.page);
      developer.cookies.set('octroi_locale', locale);
      faults.add(faultOn(await app.upload(new Uint8Array(LOGOS.svg))));
    }
    assert.equal(faults.size, LOCALES.length);
    developer.cookies.delete('octroi_locale');
  });
});

describe('a new face', () => {
  test('ends the operator’s trust, which was for the app as it looked; taking the face away does not', async () => {
    const app = await newApp({ isTrusted: true });
    assert.match((await developer.get(app.page)).html, /A new logo removes the verification/);
    await app.remove();
    assert.match((await developer.get(app.page)).html, /Verified by/);
    const page = await developer.follow(await app.upload(pngOf(52)));
    assert.doesNotMatch(page.html, /Verified by/);
    const alice = await signedIn('alice');
    const asked = await openRequest(alice, app.authorizePath({ auto_authorize: 'true' }));
    assert.match(asked.html, /Continue as alice/);
  });

  test('that the operator gave it keeps the trust', async () => {
    const { apps, appLogos } = installation.services;
    const app = await newApp({ isTrusted: true });
    const row = await apps.find(app.id, developerId);
    assert.ok(row);
    await appLogos.put(row, pngOf(53), { isOperators: true });
    assert.equal((await apps.find(app.id, developerId))?.isTrusted, true);
  });

  test('does not ask users again who have allowed the app, because they decided by its name and address', async () => {
    const app = await newApp();
    const alice = await signedIn('alice');
    await grantCode(alice, app);
    await app.upload(pngOf(54));
    assert.ok(received(await openRequest(alice, app.authorizePath())).get('code'));
  });
});
