import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PASSWORD } from '../support/installation.js';
import {
  allow,
  assertOAuthError,
  form,
  grantCode,
  openRequest,
  readAnswer,
  received,
  requestOf,
  textOf,
  type Answer,
  type OAuthApp,
} from '../support/oauth-app.js';
import type { Visitor } from '../support/page-visitor.js';
import { inParallel } from '../support/parallel.js';
import { PAR, pkceFields, pushedPath, requestFields } from '../support/signing-app.js';
import { setScene } from './scene.js';

const scene = setScene();

const send = async (
  app: OAuthApp,
  fields: Record<string, string>,
  address?: string,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const body = new URLSearchParams({ ...app.credentials, ...requestFields(app), ...fields }).toString();
  return readAnswer(await scene().installation.request(PAR, form(body, headers), address));
};

const push = async (app: OAuthApp, fields: Record<string, string> = {}): Promise<Answer> => {
  const answer = await send(app, fields);
  assert.equal(answer.status, 201, answer.text);
  return answer;
};

/** A local page, with no redirect. */
const assertLocalPage = ({ status, location, html }: { status: number; location: string; html: string }): void => {
  assert.ok(status >= 400 && status < 500, `${status} ${location}`);
  assert.equal(location, '');
  assert.match(html, /<h1/);
};

describe('what is pushed', () => {
  // Everything in a request was stored, so anybody could fill the database in a public app's name.
  test('A67: is kept only as far as it will be read, and not at any length', async () => {
    const app = await scene().app();
    await push(app, { junk: 'ballast'.repeat(8000) });
    assert.equal((await scene().installation.dump()).includes('ballast'), false);
    const answer = await send(app, { scope: `profile ${'x'.repeat(8192)}` });
    assertOAuthError(answer, 400, 'invalid_request');
    assert.match(textOf(answer, 'error_description'), /8192/);
  });

  // Every public app at an address shared one limit, so one app could stop the others.
  test('A67: for public apps is limited by app and address, which stops no other address and no other app', async () => {
    const [app, sibling, other] = [
      await scene().app({ isPublic: true }),
      await scene().app({ isPublic: true }),
      await scene().app(),
    ];
    const { request } = pkceFields();
    for (let pushes = 0; pushes < 60; pushes += 1) {
      assert.equal((await send(app, request, '203.0.113.60')).status, 201);
    }
    const answer = await send(app, request, '203.0.113.60');
    assertOAuthError(answer, 429, 'temporarily_unavailable');
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    assert.equal((await send(app, request, '203.0.113.61')).status, 201);
    assert.equal((await send(sibling, request, '203.0.113.60')).status, 201);
    for (let pushes = 0; pushes < 70; pushes += 1) {
      const { status } = await send(other, request, '203.0.113.60');
      assert.equal(status, 201, 'an app with a proof of its own goes on');
    }
  });
});

describe('A67: the handle of a pushed request', () => {
  // A page elsewhere, opened once behind an address, stopped the app there.
  test('A84: from pages of other sites count apart from the app’s own and from programs', async () => {
    const app = await scene().app({ isPublic: true, requirePkce: true });
    const at = async (origin: string | null): Promise<number> =>
      (await send(app, pkceFields().request, '203.0.113.66', origin === null ? {} : { origin })).status;
    const elsewhere: number[] = [];
    for (let sent = 0; sent < 61; sent += 1) elsewhere.push(await at(sent % 2 ? 'https://evil.example' : 'null'));
    assert.deepEqual(elsewhere.slice(-2), [201, 429]);
    assert.equal(await at(null), 201);
    assert.equal(await at(new URL(app.redirectUri).origin), 201);
  });

  test('A67: of another client is refused, and stays good for its own', async () => {
    const [app, other] = [await scene().app(), await scene().app()];
    const pushed = await push(app);
    const browser = await scene().browser('alice');
    assertLocalPage(await browser.get(pushedPath(other, pushed)));
    assert.equal((await browser.get(pushedPath(app, pushed))).status, 303);
  });

  // The second visit was refused, so whoever reloaded the page or went back was stuck, and so was the user of every
  // program that looks at links first.
  test('A67: lasts until it is answered, however often it was opened, and no longer', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const pushed = await push(app);
    const path = pushedPath(app, pushed);
    const head = await installation.request(path, { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
    await (await scene().browser()).get(path);
    const alice = await scene().browser('alice');
    const opened = await inParallel(20, () => alice.get(path));
    assert.equal(new Set(opened.map(({ location }) => location)).size, 1, 'every visit leads to the same request');
    const page = await alice.follow(await alice.get(path));

    assert.ok(received(await allow(alice, page)).get('code'));

    assertLocalPage(await alice.get(path));
    for (const visitor of [await scene().browser(), await scene().browser('bob')]) {
      assertLocalPage(await visitor.get(path));
    }
  });

  test('A67: is used up by any answer: without a page, a refusal, or an error', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const answers: [string, Visitor, Record<string, string>][] = [
      ['code', alice, {}],
      ['access_denied', alice, { prompt: 'consent' }],
      ['login_required', await scene().browser(), { prompt: 'none' }],
    ];
    await grantCode(alice, app);
    for (const [answer, visitor, fields] of answers) {
      const path = pushedPath(app, await push(app, fields));
      const page = await openRequest(visitor, path);
      const refusal = { request: page.status === 200 ? requestOf(page) : '', decision: 'cancel' };
      const back = received(page.status === 200 ? await visitor.post('/authorize', refusal) : page);
      assert.equal(back.get('error') ?? 'code', answer);
      for (const other of [visitor, await scene().browser('bob')]) assertLocalPage(await other.get(path));
    }
  });

  test('A67: belongs to the browser in which somebody signs in on it, and nobody goes on with it in another', async () => {
    const app = await scene().app();
    const path = pushedPath(app, await push(app));
    const [first, second] = [await scene().browser(), await scene().browser()];
    const asked = [
      await first.follow(await openRequest(first, path)),
      await second.follow(await openRequest(second, path)),
    ];
    for (const page of asked) assert.match(page.html, /name="password"/);
    const [, mine] = asked;
    assert.ok(mine);
    const answer = await second.follow(
      await second.post('/sign-in', { request: requestOf(mine), username: 'alice', password: PASSWORD }),
    );

    assertLocalPage(await first.get(path));
    assertLocalPage(await first.post('/sign-in', { request: requestOf(mine), username: 'bob', password: PASSWORD }));
    assertLocalPage(await (await scene().browser('bob')).get(path));
    assert.ok(received(await allow(second, answer)).get('code'));
  });

  test('A67: of browsers in which somebody is signed in belongs to one', async () => {
    const app = await scene().app();
    const path = pushedPath(app, await push(app));
    const browsers = await Promise.all(Array.from({ length: 8 }, (_, i) => scene().browser(i < 4 ? 'alice' : 'bob')));
    const pages = await Promise.all(browsers.map((browser) => browser.get(path)));
    assert.equal(pages.filter(({ status }) => status === 303).length, 1);
    for (const page of pages.filter(({ status }) => status !== 303)) assertLocalPage(page);
  });

  test('A67: posted by the app’s own page leads to the same request', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const pushed = await push(app);
    const [url, query = ''] = pushedPath(app, pushed).split('?');
    const posted = await installation.request(url ?? '', form(query));
    const alice = await scene().browser('alice');
    assert.equal(posted.headers.get('location'), (await alice.get(pushedPath(app, pushed))).location);
  });

  test('A67: that has expired, or was never given, is refused on a page of ours', async () => {
    const app = await scene().app();
    const pushed = await push(app);
    scene().installation.letTimePass(90_000);
    const browser = await scene().browser('alice');
    assertLocalPage(await browser.get(pushedPath(app, pushed)));
    for (const request_uri of ['urn:ietf:params:oauth:request_uri:', 'urn:ietf:params:oauth:request_uri:x']) {
      assertLocalPage(await browser.get(app.authorizePath({ request_uri })));
    }
  });

  test('A67: says nothing that could be guessed or read from the database', async () => {
    const pushed = await push(await scene().app());
    const handle = textOf(pushed, 'request_uri').split(':').at(-1) ?? '';
    assert.equal((await scene().installation.dump()).includes(handle), false);
  });

  test('A67: is not an address that anybody fetches', async () => {
    const app = await scene().app();
    const browser = await scene().browser('alice');
    for (const request_uri of [
      'https://evil.example/request',
      'http://127.0.0.1/',
      'urn:other',
      'URN:IETF:PARAMS:OAUTH:REQUEST_URI:x',
    ]) {
      const page = await browser.get(app.authorizePath({ request_uri }));
      assert.equal(new URL(page.location).searchParams.get('error'), 'request_uri_not_supported');
    }
  });

  test('A67: leads to the pushed redirect URI as the app has registered it by then', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const pushed = await push(app);
    await installation.services.apps.update(app.id, ids.dev, { redirectUris: ['https://app.example/elsewhere'] });
    assertLocalPage(await (await scene().browser('alice')).get(pushedPath(app, pushed)));
  });

  test('A67: does not serve to push another', async () => {
    const app = await scene().app();
    const { installation } = scene();
    const fields = { ...app.credentials, request_uri: textOf(await push(app), 'request_uri') };
    const answer = await readAnswer(await installation.request(PAR, form(new URLSearchParams(fields).toString())));
    assertOAuthError(answer, 400, 'invalid_request');
  });
});
