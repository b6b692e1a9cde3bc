import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { assertionFields, jwksOf, newAppKey, signAssertion, type AppKey } from '#test/support/client-proofs.js';
import { assertOAuthError, grantCode, readAnswer, textOf } from '#test/support/oauth-app.js';
import { registerSigningApp, TOKEN } from '#test/support/signing-app.js';

const scene = setScene();
const registered = (traits: Partial<Parameters<typeof registerSigningApp>[1]> = {}) =>
  registerSigningApp(scene().installation, { owner: scene().ids.dev, ...traits });

describe('private_key_jwt (OpenID Connect Core section 9)', () => {
  test('exchanges codes and refresh tokens, and revokes, without a client_id in the body', async () => {
    const app = await registered();
    const first = await app.exchange(await grantCode(await scene().browser('alice'), app));
    assert.equal(first.status, 200, first.text);
    const next = await app.refresh(textOf(first, 'refresh_token'));
    assert.equal(next.status, 200, next.text);
    const revoked = await app.post('/api/oauth2/revoke', { token: textOf(next, 'refresh_token') });
    assert.equal(revoked.status, 200, revoked.text);
    assertOAuthError(await app.refresh(textOf(next, 'refresh_token')), 400, 'invalid_grant');
  });

  test('may name the endpoint as its audience, as older clients do (RFC 7523 section 3)', async () => {
    const app = await registered();
    const { issuer } = scene().installation;
    for (const aud of [`${issuer}${TOKEN}`, `${issuer}/api/oauth2/revoke`, [issuer, `${issuer}${TOKEN}`]]) {
      const answer = await app.post('/api/oauth2/revoke', { token: 'x' }, { assertion: { claims: { aud } } });
      assert.equal(answer.status, 200, answer.text);
    }
    const elsewhere = { claims: { aud: `${issuer}/api/oauth2/revoke` } };
    assertOAuthError(await app.exchange('x', {}, { assertion: elsewhere }), 401, 'invalid_client');
  });
});

/** An app's server that publishes its keys. */
const publishKeys = async () => {
  let body = '';
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(body === '' ? 500 : 200, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    uri: `http://127.0.0.1:${port}/jwks.json`,
    /** Answers with this text and status 200. */
    show: (page: string): void => {
      body = page;
    },
    publish: (...keys: readonly AppKey[]): void => {
      body = keys.length === 0 ? '' : jwksOf(...keys);
    },
    asked: (): number => asked,
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};

describe('keys at a jwks_uri (RFC 7591 section 2)', () => {
  const opened: { close(): void }[] = [];
  after(() => opened.forEach((publisher) => publisher.close()));

  const publisher = async () => {
    const made = await publishKeys();
    opened.push(made);
    return made;
  };

  test('are read once, and again after ten minutes', async () => {
    const at = await publisher();
    const app = await registered({ jwksUri: at.uri });
    at.publish(app.key);
    for (let i = 0; i < 3; i += 1) assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
    assert.equal(at.asked(), 1);
    scene().installation.letTimePass(10 * 60_000);
    assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
    assert.equal(at.asked(), 2);
  });

  test('are read again for a key that is not known, once a minute at most', async () => {
    const at = await publisher();
    const app = await registered({ jwksUri: at.uri });
    at.publish(await newAppKey());
    for (let i = 0; i < 3; i += 1) assertOAuthError(await app.exchange('x'), 401, 'invalid_client');
    assert.equal(at.asked(), 1);
    at.publish(app.key);
    scene().installation.letTimePass(60_000);
    for (let i = 0; i < 3; i += 1) assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
    assert.equal(at.asked(), 2);
  });

  test('that cannot be read are no fault of the request: 503, and asked for once a minute', async () => {
    const at = await publisher();
    const app = await registered({ jwksUri: at.uri });
    for (let i = 0; i < 3; i += 1) {
      const answer = await app.exchange('x');
      assertOAuthError(answer, 503, 'temporarily_unavailable');
      assert.equal(answer.headers.get('retry-after'), '60');
    }
    assert.equal(at.asked(), 1);
    at.publish(app.key);
    scene().installation.letTimePass(60_000);
    assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
  });

  // Anybody's bad assertion caused a fetch, and if that failed the known keys were discarded.
  test('that were read stay valid when another’s assertion causes a fetch that fails', async () => {
    const [at, thief] = [await publisher(), await newAppKey()];
    const app = await registered({ jwksUri: at.uri });
    at.publish(app.key);
    assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
    scene().installation.letTimePass(60_000);
    at.publish();
    const { installation } = scene();
    const forged = { clientId: app.clientId, audience: installation.issuer, now: installation.now() };
    for (let i = 0; i < 2; i += 1) {
      const fields = { grant_type: 'refresh_token', refresh_token: 'x' };
      const body = new URLSearchParams({ ...fields, ...assertionFields(await signAssertion(thief, forged)) });
      const answer = await readAnswer(await installation.request(TOKEN, { method: 'POST', body }));
      assertOAuthError(answer, 503, 'temporarily_unavailable');
      assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
    }
    assert.equal(at.asked(), 2);
  });

  // Any text with status 200 counted as an empty list of keys, so an app whose server was under maintenance was told
  // that its assertions were wrong.
  test('that come as something else are not read, and those that were read count on', async () => {
    for (const page of ['<h1>Back soon</h1>', '{}', '{"keys":[]}']) {
      const at = await publisher();
      const app = await registered({ jwksUri: at.uri });
      at.show(page);
      const answer = await app.exchange('x');
      assertOAuthError(answer, 503, 'temporarily_unavailable');
      assert.equal(answer.headers.get('retry-after'), '60');

      at.publish(app.key);
      scene().installation.letTimePass(60_000);
      assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
      at.show(page);
      scene().installation.letTimePass(60_000);
      const unknown = { assertion: { header: { kid: 'new' } } };
      assert.equal((await app.exchange('x', {}, unknown)).status, 503);
      assert.equal(at.asked(), 3);
      assertOAuthError(await app.exchange('x'), 400, 'invalid_grant');
    }
  });
});
