import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEVICE_GRANT, DEVICES } from '../support/scenes/device.js';
import { newAppKey } from '../support/client-proofs.js';
import { assertOAuthError, callWith, grantCode, readAnswer, textOf, type Answer } from '../support/oauth-app.js';
import { inParallel } from '../support/parallel.js';
import { callBound, dpopHeader, TOKEN, USERINFO } from '../support/signing-app.js';
import { setScene } from './scene.js';

const scene = setScene();

/** An access token of alice's that is bound to a key. */
const boundToken = async () => {
  const [app, key] = [await scene().app(), await newAppKey()];
  const fields = { grant_type: 'authorization_code', redirect_uri: app.redirectUri };
  const code = await grantCode(await scene().browser('alice'), app);
  const headers = await dpopHeader(scene().installation, key, { path: TOKEN });
  const answer = await app.token({ ...fields, code }, headers);
  assert.equal(answer.status, 200, answer.text);
  return { app, key, token: textOf(answer, 'access_token') };
};

/** The number of proofs stored as used. */
const countRemembered = async (): Promise<number> => {
  const { query } = scene().installation.services.database.read;
  return (await query.selectFrom('used_jtis').select('hash').execute()).length;
};

describe('a stolen or replayed proof', () => {
  test('A68: is good for one request, of however many at once', async () => {
    const { key, token } = await boundToken();
    const { installation } = scene();
    const headers = await dpopHeader(installation, key, { path: USERINFO, method: 'GET', accessToken: token });
    const init = { headers: { ...headers, authorization: `DPoP ${token}` } };
    const answers = await inParallel(50, async () => readAnswer(await installation.request(USERINFO, init)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      assertOAuthError(answer, 401, 'invalid_dpop_proof');
    }
  });

  test('A68: is good for one endpoint and one method', async () => {
    const { app, key, token } = await boundToken();
    const { installation } = scene();
    const wrong = [
      { htu: `${installation.issuer}/api/oauth2/topup` },
      { htm: 'POST' },
      { htu: 'http://evil.example/api/oauth2/userinfo' },
    ];
    for (const claims of wrong) {
      assertOAuthError(await callBound(installation, key, token, { proof: { claims } }), 401, 'invalid_dpop_proof');
    }
    const elsewhere = await dpopHeader(installation, key, { path: '/api/oauth2/revoke' });
    assertOAuthError(
      await app.token({ grant_type: 'refresh_token', refresh_token: 'x' }, elsewhere),
      400,
      'invalid_dpop_proof',
    );
  });

  test('A68: is not judged by the Host header, nor by what a proxy says', async () => {
    const { key, token } = await boundToken();
    const { installation } = scene();
    const host = 'evil.example';
    const lure = { host, 'x-forwarded-host': host, forwarded: `host=${host}` };
    const honest = await dpopHeader(installation, key, { path: USERINFO, method: 'GET', accessToken: token });
    const lured = await dpopHeader(
      installation,
      key,
      { path: USERINFO, method: 'GET', accessToken: token },
      { claims: { htu: 'http://evil.example/api/oauth2/userinfo' } },
    );
    const authorization = `DPoP ${token}`;
    const send = async (proof: Record<string, string>): Promise<Answer> =>
      readAnswer(await installation.request(USERINFO, { headers: { ...proof, ...lure, authorization } }));
    assertOAuthError(await send(lured), 401, 'invalid_dpop_proof');
    assert.equal((await send(honest)).status, 200);
  });

  test('A68: of another token, of another key, old, or missing, opens nothing', async () => {
    const { key, token } = await boundToken();
    const other = await boundToken();
    const { installation } = scene();
    assertOAuthError(await callBound(installation, other.key, token), 401, 'invalid_token');
    const ofOther = await dpopHeader(installation, key, { path: USERINFO, method: 'GET', accessToken: other.token });
    const authorization = `DPoP ${token}`;
    const sent = [ofOther, {}, { dpop: '' }, { dpop: 'x.y.z' }];
    for (const headers of sent) {
      const answer = await readAnswer(await installation.request(USERINFO, { headers: { ...headers, authorization } }));
      assertOAuthError(answer, 401, 'invalid_dpop_proof');
    }
    const old = { claims: { iat: Math.floor(installation.now() / 1000) - 300 } };
    assertOAuthError(await callBound(installation, key, token, { proof: old }), 401, 'invalid_dpop_proof');
  });

  test('A68: two proofs at once are no better than none', async () => {
    const { key, token } = await boundToken();
    const { installation } = scene();
    const headers = new Headers({ authorization: `DPoP ${token}` });
    for (let i = 0; i < 2; i += 1) {
      const { dpop = '' } = await dpopHeader(installation, key, { path: USERINFO, method: 'GET', accessToken: token });
      headers.append('dpop', dpop);
    }
    assertOAuthError(await readAnswer(await installation.request(USERINFO, { headers })), 401, 'invalid_dpop_proof');
  });

  // A proof was stored before the token was checked, and anyone with a key can create any number of proofs.
  test('A68: is not remembered when there is no token of ours to go with it', async () => {
    const [key, before] = [await newAppKey(), await countRemembered()];
    assertOAuthError(await callBound(scene().installation, key, 'no-token'), 401, 'invalid_token');
    assert.equal(await countRemembered(), before);
  });

  // At the token endpoint, a public client_id was enough to have proofs stored.
  test('A68: is not remembered when there is no grant to go with it', async () => {
    const app = await scene().app({ isPublic: true, ...DEVICES });
    const [key, before] = [await newAppKey(), await countRemembered()];
    for (const fields of [
      { grant_type: 'authorization_code', code: 'x', redirect_uri: app.redirectUri },
      { grant_type: 'refresh_token', refresh_token: 'x' },
      { grant_type: DEVICE_GRANT, device_code: 'x' },
    ]) {
      const headers = await dpopHeader(scene().installation, key, { path: TOKEN });
      assertOAuthError(await app.token(fields, headers), 400, 'invalid_grant');
    }
    assert.equal(await countRemembered(), before);
  });

  test('A68: at the token endpoint a replay gets no tokens, and spends no code', async () => {
    const [app, key] = [await scene().app(), await newAppKey()];
    const { installation } = scene();
    const headers = await dpopHeader(installation, key, { path: TOKEN });
    const fields = { grant_type: 'authorization_code', redirect_uri: app.redirectUri };
    const alice = await scene().browser('alice');
    const first = await app.token({ ...fields, code: await grantCode(alice, app) }, headers);
    assert.equal(first.status, 200, first.text);
    const code = await grantCode(alice, app);
    const refreshing = { grant_type: 'refresh_token', refresh_token: textOf(first, 'refresh_token') };
    for (const grant of [{ ...fields, code }, refreshing]) {
      assertOAuthError(await app.token(grant, headers), 400, 'invalid_dpop_proof');
      const fresh = await dpopHeader(installation, key, { path: TOKEN });
      assert.equal((await app.token(grant, fresh)).status, 200);
    }
  });
});

describe('a bound token', () => {
  test('A68: is no bearer token, with its proof or without', async () => {
    const { key, token } = await boundToken();
    assertOAuthError(await callWith(scene().installation, token), 401, 'invalid_token');
    assertOAuthError(await callBound(scene().installation, key, token, { scheme: 'Bearer' }), 401, 'invalid_token');
  });
});
