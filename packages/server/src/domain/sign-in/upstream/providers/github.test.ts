import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Secret } from '#server/kernel/secret.js';
import { createSafeFetch } from '#server/kernel/safe-fetch.js';
import { parseParams } from '#server/protocol/params.js';
import { createUpstreamFetch } from '#server/domain/sign-in/upstream/fetch.js';
import { gitHub } from '#server/domain/sign-in/upstream/providers/github.js';
import { UpstreamError } from '#server/domain/sign-in/upstream/provider.js';
import type { Installation } from '#test/support/installation.js';
import { startPeer } from '#test/support/peer.js';
import { sendJson } from '#test/support/peers/forger.js';
import { startGitHubPeer } from '#test/support/peers/github.js';
import {
  arriveNew,
  atSignIn,
  goBy,
  isSignedInAs,
  leave,
  openWithUpstream,
  signUpBy,
  valueOf,
} from '#test/support/scenes/upstream.js';

const github = await startGitHubPeer();

const OCTO = {
  id: 583231,
  login: 'octo',
  emails: [
    { email: 'other@peer.example', primary: false, verified: true },
    { email: 'octo@peer.example', primary: true, verified: true },
  ],
};

describe('signing in by GitHub', () => {
  let installation: Installation;
  beforeEach(async () => {
    github.signsIn(OCTO);
    installation = await openWithUpstream([github.entry()]);
  });
  afterEach(() => installation.close());

  test('the address is the one that is primary and verified, and counts as confirmed', async () => {
    const visitor = await atSignIn(installation);
    assert.match((await visitor.get('/sign-in')).html, /Continue with GitHub/);
    const { form, pending } = await arriveNew(visitor, await goBy(visitor, github, 'github'));
    assert.deepEqual([valueOf(form, 'username'), valueOf(form, 'email')], ['octo', 'octo@peer.example']);
    const values = { username: 'octo', email: 'octo@peer.example' };
    assert.equal((await visitor.post('/sign-up/upstream/github', { pending, ...values })).status, 303);
    await isSignedInAs(visitor, 'octo');
    assert.equal((await installation.services.accounts.findByLogin('octo'))?.emailVerified, true);
  });

  test('one without a verified primary address is asked for an address, which is not confirmed', async () => {
    github.signsIn({ ...OCTO, emails: [{ email: 'octo@peer.example', primary: true, verified: false }] });
    const visitor = await atSignIn(installation);
    const { form, pending } = await arriveNew(visitor, await goBy(visitor, github, 'github'));
    assert.equal(valueOf(form, 'email'), '');
    const missing = await visitor.post('/sign-up/upstream/github', { pending, username: 'octo', email: '' });
    assert.match(missing.html, /Enter your email address/);
    const values = { username: 'octo', email: 'octo@peer.example' };
    assert.equal((await visitor.post('/sign-up/upstream/github', { pending, ...values })).status, 303);
    assert.equal((await installation.services.accounts.findByLogin('octo'))?.emailVerified, false);
  });

  // Names can be given up there and taken by somebody else.
  test('users are known by their number, whatever they are called', async () => {
    await signUpBy(installation, github, { username: 'octo', email: 'octo@peer.example' }, 'github');
    github.signsIn({ ...OCTO, id: 1 });
    const stranger = await atSignIn(installation);
    assert.equal((await goBy(stranger, github, 'github')).status, 409, 'the same name and address, and another person');
    github.signsIn({ ...OCTO, login: 'renamed', emails: [] });
    const octo = await atSignIn(installation);
    assert.equal((await goBy(octo, github, 'github')).location, '/account');
    await isSignedInAs(octo, 'octo');
  });

  test('its errors, which come with status 200, are errors', async () => {
    const visitor = await atSignIn(installation);
    const url = await leave(visitor, 'github');
    const back = await github.visit(url.href);
    const other = await leave(visitor, 'github');
    const crossed = back.replace(/state=[^&]+/, `state=${other.searchParams.get('state')}`);
    assert.equal((await visitor.get(crossed)).status, 502, 'the code of another request');
    github.signsIn(null);
    const denied = await goBy(visitor, github, 'github');
    assert.equal(denied.status, 400);
    assert.match(denied.html, /You declined at GitHub/);
  });
});

test('a token that no header can carry is not in what the log is told (A98)', async () => {
  const peer = await startPeer((_request, response) =>
    sendJson(response, { access_token: 'gho_hidden\ntoken', token_type: 'bearer' }),
  );
  const settings = {
    name: 'github',
    label: 'GitHub',
    issuer: peer.origin,
    clientId: 'Iv1.octroi',
    clientSecret: new Secret('unused'),
    scope: 'user:email',
    signUp: false,
  } as const;
  const parts = {
    fetch: createUpstreamFetch(createSafeFetch({ allowLoopback: true })),
    clock: { now: Date.now },
    issuer: 'https://id.example.com',
  };
  const answer = parseParams('code=a+code&state=s');
  const identified = gitHub.create(settings, parts).identify(answer, { state: 's', nonce: 'n', verifier: 'v' });
  await assert.rejects(identified, (error) => {
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.kind, 'refused');
    assert.doesNotMatch(error.message, /hidden/);
    return true;
  });
});

test('GitHub itself is the place where none is named', async () => {
  const settings = {
    name: 'github',
    label: 'GitHub',
    issuer: 'https://github.com',
    clientId: 'Iv1.octroi',
    clientSecret: new Secret('unused'),
    scope: 'user:email',
    signUp: false,
  } as const;
  const parts = {
    fetch: createUpstreamFetch(createSafeFetch({ allowLoopback: true })),
    clock: { now: Date.now },
    issuer: 'https://id.example.com',
  };
  const provider = gitHub.create(settings, parts);
  const url = new URL(await provider.authorizationUrl({ state: 's', nonce: 'n', verifier: 'v' }, 'login'));
  assert.equal(url.origin + url.pathname, 'https://github.com/login/oauth/authorize');
  const { redirect_uri, scope, code_challenge_method, prompt, nonce } = Object.fromEntries(url.searchParams);
  assert.equal(redirect_uri, 'https://id.example.com/sign-in/upstream/github/callback');
  assert.deepEqual([scope, code_challenge_method, prompt, nonce], ['user:email', 'S256', 'select_account', undefined]);
});
