import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type webcrypto } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, SignJWT, type JSONWebKeySet } from 'jose';
import { DAY, HOUR, MINUTE } from '#server/kernel/clock.js';
import { SIGNING_ALGS } from '#server/protocol/signing-alg.js';
import type { Keys } from '#server/domain/keys/keys.js';
import { openInstallation, START, type Installation } from '../support/installation.js';
import { assertOAuthError, callWith, grantTokens, registerApp, textOf } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { setScene } from './scene.js';
import { deleteOld } from '../support/store.js';

const scene = setScene();

/** A part of a JWT with any content. */
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const CLAIMS = { iss: 'http://localhost:3000', sub: 'alice', aud: 'client_x' };

describe('JWTs that come back to the server that signed them', () => {
  let keys: Keys;
  let genuine: string;
  let header: object;
  let payload: string;
  let signature: string;
  const refused = async (jwt: string): Promise<void> => assert.equal(await keys.verifyOwn(jwt), null, jwt);

  before(async () => {
    ({ keys } = scene().installation.services);
    genuine = await keys.sign('RS256', 'JWT', CLAIMS);
    header = { ...decodeProtectedHeader(genuine) };
    [, payload = '', signature = ''] = genuine.split('.');
    assert.deepEqual(await keys.verifyOwn(genuine), { typ: 'JWT', claims: CLAIMS });
  });

  test('A64: alg none, in any spelling and with any signature, is refused', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, ['none'], 0]) {
      const forged = `${part({ ...header, alg })}.${payload}`;
      for (const end of [`.${signature}`, '.AA', '.', '']) await refused(forged + end);
    }
    const { alg: _alg, ...nameless } = { alg: '', ...header };
    await refused(`${part(nameless)}.${payload}.${signature}`);
  });

  test('A64: HS256 with a published key as its secret is refused', async () => {
    const { keys: published } = await keys.jwks();
    for (const jwk of published) {
      const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
      const secrets = [
        publicKey.export({ type: 'spki', format: 'pem' }),
        publicKey.export({ type: 'spki', format: 'der' }),
        JSON.stringify(jwk),
        jwk.n ?? jwk.x ?? '',
      ];
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const signed = `${part({ alg, typ: 'JWT', kid: jwk.kid })}.${part(CLAIMS)}`;
        for (const secret of secrets) {
          const mac = createHmac(`sha${alg.slice(2)}`, secret)
            .update(signed)
            .digest('base64url');
          await refused(`${signed}.${mac}`);
        }
      }
    }
  });

  test('A64: a key signs in its own algorithm alone, also where it could in another', async () => {
    for (const alg of SIGNING_ALGS) {
      const own = await keys.sign(alg, 'JWT', CLAIMS);
      const [, body = '', end = ''] = own.split('.');
      for (const other of [...SIGNING_ALGS, 'Ed25519', 'RS384', 'RS512', 'PS384', 'ES384', 'ES256K']) {
        if (other !== alg) await refused(`${part({ ...decodeProtectedHeader(own), alg: other })}.${body}.${end}`);
      }
    }
  });

  test('A64: the access tokens of our own endpoints are no JWT for others', async () => {
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
    await refused(access);
  });

  test('A65: a kid that is a path, SQL or a URL, or none, finds no key', async () => {
    const kids = [
      '../../../../dev/null',
      '/dev/null',
      `../${String(decodeProtectedHeader(genuine).kid)}`,
      "x' union select 'key",
      "' or '1'='1",
      'https://evil.example/key.pem',
      '__proto__',
      'constructor',
      '',
      null,
      0,
      ['x'],
      { $ne: null },
    ];
    for (const kid of kids) {
      const signed = `${part({ ...header, kid })}.${payload}`;
      await refused(`${signed}.${signature}`);
      await refused(`${signed}.${createHmac('sha256', '').update(signed).digest('base64url')}`);
    }
  });

  test('A65: jku, x5u, x5c and an embedded jwk choose nothing', async () => {
    const attacker = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk: webcrypto.JsonWebKey = attacker.publicKey.export({ format: 'jwk' });
    const privateKey = createPrivateKey(attacker.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const fetched: string[] = [];
    const realFetch = globalThis.fetch;
    globalThis.fetch = async (input) => {
      fetched.push(String(input));
      return Response.json({ keys: [jwk] });
    };
    try {
      const choices = [
        { jwk },
        { jku: 'https://evil.example/jwks.json' },
        { x5u: 'https://evil.example/cert.pem' },
        { x5c: ['MIIB'] },
      ];
      for (const choice of choices) {
        for (const kid of [decodeProtectedHeader(genuine).kid ?? '', 'evil']) {
          // Signed by the attacker, whose key is in the header.
          const own = { alg: 'RS256', typ: 'JWT', kid, ...choice };
          const signed = new SignJWT({ ...CLAIMS, sub: 'admin' }).setProtectedHeader(own);
          await refused(await signed.sign(privateKey));
        }
        // Signed by us, with a changed header.
        await refused(`${part({ ...header, ...choice })}.${payload}.${signature}`);
      }
    } finally {
      globalThis.fetch = realFetch;
    }
    assert.deepEqual(fetched, []);
  });

  test('A64: a changed payload, signature or form is refused', async () => {
    const [first = ''] = genuine.split('.');
    const forged = [
      `${first}.${part({ ...CLAIMS, sub: 'bob' })}.${signature}`,
      `${first}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${first}.${payload}`,
      `${first}..${signature}`,
      `.${payload}.${signature}`,
      `${genuine}.`,
      `${genuine}.${signature}`,
      ` ${genuine}`,
      `${part({ ...header, crit: ['exp'] })}.${payload}.${signature}`,
      JSON.stringify({ protected: first, payload, signature }),
    ];
    for (const jwt of forged) await refused(jwt);
  });
});

/** Signs alice in to an app, and returns what it received. */
const signIn = async (installation: Installation, app: Awaited<ReturnType<typeof registerApp>>) => {
  const alice = createVisitor(installation);
  await alice.signIn('alice');
  const { access, answer } = await grantTokens(alice, app, { scope: 'openid profile' });
  return { access, idToken: textOf(answer, 'id_token') };
};

const keySetOf = async (installation: Installation): Promise<JSONWebKeySet> => {
  const answer = await installation.request('/.well-known/jwks.json');
  return JSON.parse(await answer.text());
};

test('F15: after a rotation and a restart old tokens verify until they expire, and the key sets overlap', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-rotation-'));
  const environment = {
    OCTROI_DATABASE_URL: `file:${join(folder, 'octroi.db')}`,
    OCTROI_ACCESS_TOKEN_LIFETIME: '86400',
  };
  let installation = await openInstallation(environment);
  let elapsed = 0;
  const letTimePass = (duration: number): void => {
    installation.letTimePass(duration);
    elapsed += duration;
  };
  const restart = async (): Promise<void> => {
    await installation.close();
    installation = await openInstallation(environment);
    installation.letTimePass(elapsed);
  };
  const verify = async (idToken: string, set: JSONWebKeySet) =>
    jwtVerify(idToken, createLocalJWKSet(set), { currentDate: new Date(START + elapsed) });

  try {
    const owner = await installation.addUser('dev');
    await installation.addUser('alice');
    // The app's own server keeps running while ours restarts.
    const asEver: Installation = { ...installation, request: (...call) => installation.request(...call) };
    const app = await registerApp(asEver, { owner });
    const first = await signIn(installation, app);
    const setBefore = await keySetOf(installation);

    await installation.services.keys.rotate({ immediately: false });
    await restart();
    const setAfter = await keySetOf(installation);
    assert.equal(setAfter.keys.length, 2 * setBefore.keys.length);
    for (const key of setBefore.keys) assert.ok(setAfter.keys.some(({ kid }) => kid === key.kid));

    // A client with the old key set in its cache sees no unknown key.
    const during = await signIn(installation, app);
    await verify(during.idToken, setBefore);

    letTimePass(10 * MINUTE);
    await restart();
    const after = await signIn(installation, app);
    await assert.rejects(verify(after.idToken, setBefore));
    await verify(after.idToken, setAfter);

    letTimePass(DAY - 10 * MINUTE - 1000);
    await deleteOld(installation.services, START + elapsed);
    await restart();
    for (const { access, idToken } of [first, during, after]) {
      assert.equal((await callWith(installation, access)).status, 200);
      await verify(idToken, await keySetOf(installation));
    }

    letTimePass(HOUR + 10 * MINUTE + 1000);
    await deleteOld(installation.services, START + elapsed);
    await restart();
    assertOAuthError(await callWith(installation, first.access), 401, 'invalid_token');
    assert.equal((await keySetOf(installation)).keys.length, setBefore.keys.length);
  } finally {
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }
});
