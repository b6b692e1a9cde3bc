import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  assertOAuthError,
  callWith,
  CALLBACK,
  form,
  grantCode,
  grantTokens,
  readAnswer,
  type Answer,
} from '../support/oauth-app.js';
import { setScene } from './scene.js';

const scene = setScene();

const basic = (id: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

const send = async (
  fields: Record<string, string>,
  headers: Record<string, string> = {},
  query = '',
): Promise<Answer> =>
  readAnswer(
    await scene().installation.request(
      `/api/oauth2/token${query}`,
      form(
        new URLSearchParams({
          grant_type: 'authorization_code',
          code: 'x',
          redirect_uri: CALLBACK,
          ...fields,
        }).toString(),
        headers,
      ),
    ),
  );

/** The same text with unnecessary escapes. */
const escaped = (text: string): string => text.replaceAll('_', '%5F').replaceAll('-', '%2d');

describe('client authentication', () => {
  test('A59: a secret by Basic and in the body is invalid_request (RFC 6749 section 2.3)', async () => {
    const app = await scene().app();
    assertOAuthError(await send(app.credentials, basic(app.clientId, app.secret)), 400, 'invalid_request');
  });

  test('A59: Basic of one app with the client_id of another is refused', async () => {
    const [one, other] = [await scene().app(), await scene().app()];
    assertOAuthError(
      await send({ client_id: other.clientId }, basic(one.clientId, one.secret)),
      400,
      'invalid_request',
    );
  });

  test('A60: credentials in the query are refused, whatever the body says (RFC 6749 section 2.3.1)', async () => {
    const app = await scene().app();
    const query = `?${new URLSearchParams(app.credentials)}`;
    assertOAuthError(await send({}, {}, query), 400, 'invalid_request');
    assertOAuthError(await send(app.credentials, {}, query), 400, 'invalid_request');
    assertOAuthError(await send(app.credentials, {}, '?grant_type=authorization_code'), 400, 'invalid_request');
  });

  test('A61: id and secret are form-decoded after Basic, and nothing else is done to them (RFC 6749 section 2.3.1)', async () => {
    const app = await scene().app();
    assertOAuthError(await send({}, basic(escaped(app.clientId), escaped(app.secret))), 400, 'invalid_grant');
    for (const secret of [
      `${app.secret}%`,
      `${app.secret}+`,
      `${app.secret}:`,
      `${app.secret}%3A`,
      `%00${app.secret}`,
    ]) {
      assertOAuthError(await send({}, basic(app.clientId, secret)), 401, 'invalid_client');
    }
  });

  test('A61: malformed Basic is invalid_client with a challenge (RFC 6749 section 5.2)', async () => {
    for (const authorization of [
      'Basic',
      'Basic ',
      'Basic ?',
      'Basic e30',
      'Bearer x',
      'Basic Og==',
      'Digest username="x"',
    ]) {
      const answer = await send({}, { authorization });
      assertOAuthError(answer, 401, 'invalid_client');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic realm=/);
    }
  });

  test('A62: a confidential app without its secret, or with a wrong or another app’s one, is invalid_client (RFC 6749 section 3.2.1)', async () => {
    const app = await scene().app();
    const other = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    const { client_id: _, ...grant } = {
      ...app.credentials,
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
    };
    for (const secret of [undefined, 'wrong', other.secret, app.secret.slice(0, -1), `${app.secret} `]) {
      const { client_secret: __, ...bare } = grant;
      const fields = { ...bare, client_id: app.clientId, ...(secret === undefined ? {} : { client_secret: secret }) };
      assertOAuthError(await send(fields), 401, 'invalid_client');
    }
    assert.equal((await app.exchange(code)).status, 200);
  });

  test('A62: a public app that sends a secret is invalid_client', async () => {
    const app = await scene().app({ isPublic: true });
    assertOAuthError(await send({ client_id: app.clientId, client_secret: 'x' }), 401, 'invalid_client');
  });

  test('a secret that comes from a browser is refused, unless the app is in development or the developer accepts it', async () => {
    const headers = { origin: 'https://app.example' };
    const app = await scene().app();
    assertOAuthError(await send(app.credentials, headers), 400, 'invalid_request');
    assertOAuthError(await send({}, { ...headers, ...basic(app.clientId, app.secret) }), 400, 'invalid_request');
    assertOAuthError(await send(app.credentials, { origin: 'null' }), 400, 'invalid_request');
    const mixed = await scene().app({ redirectUris: ['http://localhost:4000/', CALLBACK] });
    assertOAuthError(await send(mixed.credentials, headers), 400, 'invalid_request');
    const local = await scene().app({ redirectUris: ['http://localhost:4000/'] });
    const willing = await scene().app({ allowBrowserSecret: true });
    for (const allowed of [local, willing])
      assertOAuthError(await send(allowed.credentials, headers), 400, 'invalid_grant');
  });
});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const read = (text: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

const aliceToken = async (): Promise<{ header: string; payload: string; signature: string }> => {
  const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
  const [header = '', payload = '', signature = ''] = access.split('.');
  return { header, payload, signature };
};

const assertRefused = async (token: string): Promise<void> =>
  assertOAuthError(await callWith(scene().installation, token), 401, 'invalid_token');

describe('forged access tokens', () => {
  test('A64: none, unknown algorithms, and HS256 with a public key fail closed (RFC 8725 section 3.1)', async () => {
    const { header, payload, signature } = await aliceToken();
    for (const alg of ['none', 'None', 'NONE', '', 'HS384', 'RS256', 'ES256', 'x']) {
      const forged = `${part({ ...read(header), alg })}.${payload}`;
      await assertRefused(`${forged}.${signature}`);
      await assertRefused(`${forged}.AA`);
    }
    await assertRefused(`${part({ alg: 'none' })}.${payload}.${signature}`);
    const { keys } = await scene().installation.services.keys.jwks();
    for (const key of [JSON.stringify(keys[0]), keys[0]?.n ?? '', '', 'secret']) {
      const signed = `${header}.${payload}`;
      await assertRefused(`${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`);
    }
  });

  test('A65: kid, jku, x5u and an embedded jwk choose nothing (RFC 8725 section 3.10)', async () => {
    const { header, payload, signature } = await aliceToken();
    const key = Buffer.from('attacker');
    const choices = [
      { kid: '../../../../dev/null' },
      { kid: "' union select 'x" },
      { kid: 'https://evil.example/key' },
      { kid: null },
      { jku: 'https://evil.example/jwks.json' },
      { x5u: 'https://evil.example/cert.pem' },
      { jwk: { kty: 'oct', k: key.toString('base64url') } },
      { crit: ['exp'] },
    ];
    for (const choice of choices) {
      const signed = `${part({ ...read(header), ...choice })}.${payload}`;
      await assertRefused(`${signed}.${signature}`);
      await assertRefused(`${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`);
      await assertRefused(`${signed}.${createHmac('sha256', '').update(signed).digest('base64url')}`);
    }
  });

  test('A64: a changed payload, a missing part or one too many is refused (RFC 7519 section 7.2)', async () => {
    const { header, payload, signature } = await aliceToken();
    const other = part({ ...read(payload), sub: '1' });
    const forged = [
      `${header}.${other}.${signature}`,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `.${payload}.${signature}`,
      `${header}..${signature}`,
      `${header}.${payload}.${signature}.`,
      '..',
      '.',
      '....',
    ];
    for (const token of forged) await assertRefused(token);
  });

  test('A66: a JWE, or JSON wrapped in anything, is refused (RFC 9068 section 4)', async () => {
    const { payload } = await aliceToken();
    await assertRefused(`${part({ alg: 'dir', enc: 'A256GCM' })}..${'A'.repeat(16)}.${payload}.${'A'.repeat(22)}`);
    await assertRefused(payload);
  });
});
