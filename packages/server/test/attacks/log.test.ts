import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { pino } from 'pino';
import { MINUTE } from '#server/kernel/clock.js';
import { PASSWORD } from '../support/installation.js';
import { callWith, grantCode, newPkce, requestOf, openRequest, textOf } from '../support/oauth-app.js';
import { setScene } from './scene.js';

const lines: string[] = [];
const log = pino(
  { level: 'trace', base: null },
  new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  }),
);

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' }, log);

test('A98: a whole sign-in, with everything that can go wrong in it, leaves no secret in the log', async (t) => {
  const { installation, ids } = scene();
  const { services } = installation;
  const secrets = new Map<string, string>([
    ['password', PASSWORD],
    ['wrong password', 'wrong sentence of alice'],
  ]);
  const keep = (name: string, value: string): string => {
    assert.ok(value.length > 15, name);
    secrets.set(name, value);
    return value;
  };

  const token = await services.developers.createToken(ids.dev, 'ci', null);
  assert.ok(token.outcome === 'done');
  keep('developer token', token.value.token.reveal());
  const invitation = await services.invitations.create('user');
  keep('invitation', new URL(invitation.url).searchParams.get('invitation') ?? '');
  const app = await scene().app();
  keep('client secret', app.secret);

  const alice = await scene().browser();
  await alice.get(new URL(invitation.url).pathname + new URL(invitation.url).search);
  await alice.get('/sign-in');
  await alice.post('/sign-in', { username: 'alice', password: 'wrong sentence of alice' });
  await alice.post('/sign-in', { username: 'alice', password: PASSWORD });
  keep('browser cookie', alice.cookies.get('octroi_browser') ?? '');
  keep('session cookie', alice.cookies.get('octroi_session') ?? '');
  await alice.get('/account');
  keep('form token', alice.csrfToken());
  keep('request', requestOf(await openRequest(alice, app.authorizePath())));
  await alice.post('/authorize', { request: 'x', csrf: 'x' });
  const pkce = newPkce();
  keep('verifier', pkce.verifier);

  const code = keep(
    'code',
    await grantCode(alice, app, {
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
      scope: 'openid balance',
      nonce: 'nonce-of-alice-1',
    }),
  );
  await app.exchange(code, { code_verifier: newPkce().verifier });
  await app.exchange(code, { client_secret: 'x', code_verifier: pkce.verifier });
  const tokens = await app.exchange(code, { code_verifier: pkce.verifier });
  const access = keep('access token', textOf(tokens, 'access_token'));
  const refresh = keep('refresh token', textOf(tokens, 'refresh_token'));
  keep('id token', textOf(tokens, 'id_token'));
  await callWith(installation, access);
  await callWith(installation, `${access}x`);
  await callWith(installation, access, `/api/oauth2/userinfo?access_token=${access}`);
  const topup = textOf(await callWith(installation, access, '/api/oauth2/topup'), 'topup_url');
  keep('ticket', new URL(topup).searchParams.get('ticket') ?? '');
  await alice.get(topup.slice(installation.issuer.length));
  await alice.post(new URL((await alice.post('/topup', { amount: '20', provider: 'test' })).location).pathname, {
    decision: 'pay',
  });

  const next = keep('next refresh token', textOf(await app.refresh(refresh), 'refresh_token'));
  await app.refresh(next, { scope: 'email' });
  installation.letTimePass(2 * MINUTE);
  await app.refresh(refresh);
  await app.exchange(code, { code_verifier: pkce.verifier });
  await app.revoke(next);
  await installation.request('/api/oauth2/token', {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${app.clientId}:${app.secret}`)}` },
  });
  secrets.set('Basic credentials', btoa(`${app.clientId}:${app.secret}`));
  await callWith(installation, token.value.token.reveal(), '/api/oauth_apps');
  t.mock.method(services.tokenRecords.codes, 'find', () => Promise.reject(new Error('the store has a fault')));
  assert.equal((await app.exchange(code, { code_verifier: pkce.verifier })).status, 500);
  await alice.post('/account/security/password', {
    current_password: PASSWORD,
    new_password: keep('new password', 'a new sentence of alice'),
  });
  await alice.post('/sign-out');
  for (let count = 0; count < 25; count += 1) {
    await app.exchange(code, { client_secret: keep('wrong client secret', 'secret_that_is_wrong') });
    await alice.post('/sign-in', { username: 'alice', password: 'wrong sentence of alice' });
  }

  const written = lines.join('');
  for (const event of [
    'signed_in',
    'sign_in_failed',
    'code_replayed',
    'refresh_token_reused',
    'topup_credited',
    'password_changed',
    'session_ended',
    'invitation_created',
    'requests_limited',
    'sign_in_limited',
    'the store has a fault',
  ]) {
    assert.ok(written.includes(event), `the log tells of ${event}`);
  }
  for (const [name, secret] of secrets) {
    for (const form of [secret, encodeURIComponent(secret)])
      assert.equal(written.includes(form), false, `${name} is in the log`);
  }
});
