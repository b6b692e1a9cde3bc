import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { openInstallation, type Installation } from '../support/installation.js';
import { CALLBACK, form, registerApp, type OAuthApp } from '../support/oauth-app.js';
import { assertDecent } from './answers.js';

/** The same requests in every run, so that failures can be reproduced. */
const RUNS = { seed: 20_261_122, numRuns: 400 };

let strangers = 0;
/** Not a test of rate limits, so each request has a new address. */
const newAddress = (): string => {
  strangers += 1;
  return `10.0.${strangers >> 8}.${strangers & 255}`;
};

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('', ' ', '\0', '\r\n', '%', '%00', '+', '&', '=', '#', '../', '𝒳', 'x'.repeat(3000)),
);

/** Usually as an encoder writes it, sometimes not. */
const encoded = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: text.map((value) => new URLSearchParams({ v: value }).toString().slice(2)) },
    { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
  );

/** Parameters, each present or absent, valid or arbitrary, and some repeated. */
const parameters = (right: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...Object.entries(right).map(([name, values]) =>
        fc.option(
          fc
            .oneof(
              { weight: 3, arbitrary: encoded(fc.constantFrom(...values)) },
              { weight: 1, arbitrary: encoded(anyText) },
            )
            .map((value) => `${name}=${value}`),
          { freq: 6 },
        ),
      ),
      fc.option(fc.tuple(encoded(anyText), encoded(anyText)).map(([name, value]) => `${name}=${value}`)),
      fc.option(
        fc.constantFrom(...Object.keys(right)).map((name) => `${name}=again`),
        { freq: 1 },
      ),
    )
    .map((parts) => parts.filter((part) => part !== null).join('&'));

describe('anything at all', () => {
  let installation: Installation;
  let app: OAuthApp;

  before(async () => {
    installation = await openInstallation();
    app = await registerApp(installation, { owner: await installation.addUser('dev') });
  });
  after(() => installation.close());

  test('as the body of a token or revocation request is an OAuth error, or nothing happened', async () => {
    const bodies = parameters({
      grant_type: ['authorization_code', 'refresh_token', 'password', 'constructor'],
      client_id: [app.clientId],
      client_secret: [app.secret],
      code: ['x'.repeat(43)],
      redirect_uri: [CALLBACK],
      code_verifier: ['v'.repeat(43)],
      refresh_token: [`refresh_${'A'.repeat(72)}`],
      scope: ['profile', 'nothing'],
      resource: [installation.issuer],
      token: ['x'],
    });
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        for (const endpoint of ['token', 'revoke']) {
          const path = `/api/oauth2/${endpoint}`;
          const response = await installation.request(path, form(body), newAddress());
          const text = await response.text();
          assertDecent(path, 'POST', { status: response.status, headers: response.headers, text });
          assert.ok(
            [400, 401].includes(response.status) || (endpoint === 'revoke' && response.status === 200 && text === '{}'),
          );
        }
      }),
      RUNS,
    );
  });

  test('as an authorization request is a page, our own next page, or a redirect to the app and nowhere else', async () => {
    const queries = parameters({
      client_id: [app.clientId],
      redirect_uri: [CALLBACK],
      response_type: ['code', 'token'],
      scope: ['profile balance', 'nothing', 'openid'],
      state: ['st-1', 'é\r\nx: y'],
      code_challenge: ['c'.repeat(43)],
      code_challenge_method: ['S256', 'plain'],
      prompt: ['none', 'login', 'consent select_account', 'none login'],
      max_age: ['0', '-1', '1e3', '99999999999'],
      nonce: ['n'],
      auto_authorize: ['true'],
      login_hint: ['<b>'],
      ui_locales: ['fr zh-Hans', '*'],
    });
    const path = '/api/oauth2/authorize';
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        for (const response of [
          await installation.request(`${path}?${query}`, {}, newAddress()),
          await installation.request(path, form(query), newAddress()),
        ]) {
          assertDecent(path, 'GET', {
            status: response.status,
            headers: response.headers,
            text: await response.text(),
          });
          const location = response.headers.get('location');
          if (location === null) {
            assert.equal(response.status, 400);
            continue;
          }
          assert.equal(response.status, 303);
          assert.match(location, /^[\x21-\x7e]+$/);
          const isOurs = /^\/(?:authorize|sign-in)\?request=[\w-]{43}$/.test(location);
          assert.ok(isOurs || location.startsWith(`${CALLBACK}?`), location);
          if (!isOurs) assert.ok(new URL(location).searchParams.get('error'), 'a stranger gets no code');
        }
      }),
      RUNS,
    );
  });
});
