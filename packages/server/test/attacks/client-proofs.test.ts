import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { ASSERTION_TYPE, jwksOf, newAppKey, signAssertion } from '../support/client-proofs.js';
import { inParallel } from '../support/parallel.js';
import { assertOAuthError, form, grantCode, readAnswer, type Answer } from '../support/oauth-app.js';
import { registerSigningApp, TOKEN, type SigningApp } from '../support/signing-app.js';
import { setScene } from './scene.js';
import { storeOf } from '../support/store.js';

const scene = setScene();
const registered = () => registerSigningApp(scene().installation, { owner: scene().ids.dev });

const send = async (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> => {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', ...fields }).toString();
  return readAnswer(await scene().installation.request(TOKEN, form(body, headers)));
};

const sendAssertion = (assertion: string, fields: Record<string, string> = {}): Promise<Answer> =>
  send({ client_assertion_type: ASSERTION_TYPE, client_assertion: assertion, ...fields });

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const refusedAsClient = (answer: Answer): void => assertOAuthError(answer, 401, 'invalid_client');

describe('an app that signs its requests', () => {
  test('A62: is not believed without an assertion, nor by a secret', async () => {
    const app = await registered();
    const code = await grantCode(await scene().browser('alice'), app);
    const basic = `Basic ${Buffer.from(`${app.clientId}:x`).toString('base64')}`;
    refusedAsClient(await send({ client_id: app.clientId }));
    refusedAsClient(await send({ client_id: app.clientId, client_secret: 'x' }));
    refusedAsClient(await send({}, { authorization: basic }));
    assert.equal((await app.exchange(code)).status, 200);
  });

  test('A62: loses the secrets it had before, and gets no more', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const key = await newAppKey();
    const updated = await installation.services.apps.update(app.id, ids.dev, { jwks: jwksOf(key) });
    assert.ok(updated?.outcome === 'done');
    refusedAsClient(await send(app.credentials));
    assert.deepEqual(await installation.services.apps.secrets(updated.value), []);
    assert.equal((await installation.services.apps.addSecret(updated.value))?.outcome, 'refused');
  });

  test('A62: an app with a secret, or a public one, is not believed by an assertion', async () => {
    const key = await newAppKey();
    for (const app of [await scene().app(), await scene().app({ isPublic: true })]) {
      const { issuer } = scene().installation;
      const now = scene().installation.now();
      refusedAsClient(await sendAssertion(await signAssertion(key, { clientId: app.clientId, audience: issuer, now })));
    }
  });

  test('A62: another app’s key signs nothing for it', async () => {
    const [app, other] = [await registered(), await registered()];
    const claims = { iss: app.clientId, sub: app.clientId };
    refusedAsClient(await sendAssertion(await other.assertion({ claims })));
    refusedAsClient(await sendAssertion(await other.assertion({ claims, header: { kid: app.key.kid } })));
    refusedAsClient(await sendAssertion(await other.assertion({ claims: { iss: app.clientId } })));
  });

  test('A63: an assertion is good for one request, of however many at once', async () => {
    const app = await registered();
    const assertion = await app.assertion();
    const answers = await inParallel(50, () => sendAssertion(assertion));
    const past = answers.filter(({ json }) => json['error'] === 'invalid_grant');
    assert.equal(past.length, 1);
    assert.ok(answers.every((answer) => past.includes(answer) || answer.status === 401 || answer.status === 429));
  });

  test('A63: a jti that was used is refused in another assertion too, and is another app’s own affair', async () => {
    const [app, other] = [await registered(), await registered()];
    const claims = { jti: 'one' };
    assertOAuthError(await sendAssertion(await app.assertion({ claims })), 400, 'invalid_grant');
    refusedAsClient(await sendAssertion(await app.assertion({ claims })));
    assertOAuthError(await sendAssertion(await other.assertion({ claims })), 400, 'invalid_grant');
  });

  test('A63, A97: a clock that goes back brings no used assertion to life', async () => {
    const { installation } = scene();
    const app = await registered();
    const assertion = await app.assertion();
    assertOAuthError(await sendAssertion(assertion), 400, 'invalid_grant');
    installation.letTimePass(5 * 60_000);
    await storeOf(installation.services).usedJtis.deleteExpired(installation.now() - 60 * 60_000);
    installation.letTimePass(-5 * 60_000);
    refusedAsClient(await sendAssertion(assertion));
  });
});

const forge = async (app: SigningApp, header: object): Promise<string[]> => {
  const [, payload = '', signature = ''] = (await app.assertion()).split('.');
  const text = `${part(header)}.${payload}`;
  const mac = (key: string) => createHmac('sha256', key).update(text).digest('base64url');
  return [signature, 'AA', mac(JSON.stringify(app.key.publicJwk)), mac(String(app.key.publicJwk['x'])), mac('')].map(
    (end) => `${text}.${end}`,
  );
};

describe('forged client assertions', () => {
  test('A64: none, unknown algorithms, and HS256 with the public key fail closed', async () => {
    for (const alg of ['none', 'None', '', 'HS256', 'HS512', 'RS256', 'ES384', 'x', null]) {
      const app = await registered();
      for (const forged of await forge(app, { alg, kid: app.key.kid })) refusedAsClient(await sendAssertion(forged));
    }
  });

  test('A65: kid, jku, x5u and an embedded jwk choose nothing', async () => {
    const app = await registered();
    const attacker = await newAppKey();
    const { issuer } = scene().installation;
    for (const header of [
      { kid: '../../../../dev/null' },
      { kid: "' union select 'x" },
      { kid: 'https://evil.example/key' },
      { jku: 'https://evil.example/jwks.json' },
      { x5u: 'https://evil.example/cert.pem' },
      { jwk: attacker.publicJwk },
    ]) {
      const request = { clientId: app.clientId, audience: issuer, now: scene().installation.now() };
      refusedAsClient(await sendAssertion(await signAssertion(attacker, request, { header })));
      refusedAsClient(
        await sendAssertion(await signAssertion(attacker, request, { header: { kid: app.key.kid, ...header } })),
      );
    }
  });

  test('A66: five parts, or JSON in another wrapping, are refused', async () => {
    const [header = '', payload = '', signature = ''] = (await (await registered()).assertion()).split('.');
    for (const text of [
      `${header}..${payload}.${signature}.AA`,
      payload,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `.${payload}.`,
      Buffer.from(payload, 'base64url').toString(),
    ]) {
      refusedAsClient(await sendAssertion(text));
    }
  });
});
