import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { setScene } from '#test/attacks/scene.js';
import {
  allow,
  assertOAuthError,
  callWith,
  grantCode,
  grantTokens,
  openRequest,
  readAnswer,
  received,
  textOf,
} from '#test/support/oauth-app.js';
import { addResource, MAIL, NOTES, targetOf } from '#test/support/scenes/resources.js';

const scene = setScene();

const refusalOf = async (path: string): Promise<string | null> =>
  received(await (await scene().browser('alice')).get(path)).get('error');

describe('resource indicators', () => {
  test('a token for a resource is a signed at+jwt that the resource verifies by the published keys (RFC 8707 section 2.2)', async () => {
    const { installation, ids } = scene();
    await addResource(installation, ids.dev);
    await addResource(installation, ids.dev, { identifier: MAIL, name: 'Mail', scopes: ['mail.read'] });
    const app = await scene().app();
    const { access } = await grantTokens(await scene().browser('alice'), app, { scope: null, resource: NOTES });

    const jwks = await readAnswer(await installation.request('/.well-known/jwks.json'));
    const keys = jwks.json['keys'];
    assert.ok(Array.isArray(keys));
    const { payload, protectedHeader } = await jwtVerify(access, createLocalJWKSet({ keys }), {
      issuer: installation.issuer,
      audience: NOTES,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      currentDate: new Date(Date.UTC(2026, 0, 15, 12)),
    });
    assert.equal(protectedHeader.alg, 'ES256');
    assert.equal(payload.sub, ids.alice);
    assert.equal(payload['client_id'], app.clientId);
    assert.equal(payload['scope'], 'read write');
    assert.ok(payload.jti);
  });

  test('without a scope, naming a resource asks for all of its scopes and for none of ours (RFC 8707 section 2)', async () => {
    const app = await scene().app();
    const page = await openRequest(await scene().browser('alice'), app.authorizePath({ scope: null, resource: NOTES }));
    assert.match(page.html, /Notes/);
    assert.match(page.html, /mcp\.example\.com/);
    assert.match(page.html, /May read at Notes/);
    assert.match(page.html, /May write at Notes/);
    assert.doesNotMatch(page.html, /See your profile/);
  });

  test('the words of scope are split between ours and those of the resource; unknown ones beside them are ignored (RFC 8707 section 2.1)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const { access, refresh, answer } = await grantTokens(alice, app, {
      scope: 'profile read no-such-scope',
      resource: NOTES,
    });
    assert.deepEqual(targetOf(access), { aud: NOTES, scope: 'read' });
    assert.equal(answer.json['scope'], 'profile read');

    const own = await app.refresh(refresh, { resource: scene().installation.issuer });
    const userinfo = await callWith(scene().installation, textOf(own, 'access_token'));
    assert.equal(userinfo.json['username'], 'alice');
  });

  test('no known word at all is invalid_scope, with a resource as without one (RFC 6749 section 4.1.2.1)', async () => {
    const app = await scene().app();
    assert.equal(await refusalOf(app.authorizePath({ scope: 'no such words', resource: NOTES })), 'invalid_scope');
    assert.equal(await refusalOf(app.authorizePath({ scope: 'read' })), 'invalid_scope');
  });

  test('a token request names which of the granted resources its token is for (RFC 8707 section 2.2)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const path = `${app.authorizePath({ scope: null, resource: NOTES })}&resource=${encodeURIComponent(MAIL)}`;
    const code = received(await allow(alice, await openRequest(alice, path))).get('code') ?? '';
    const first = await app.exchange(code, { resource: MAIL });
    assert.deepEqual(targetOf(textOf(first, 'access_token')), { aud: MAIL, scope: 'mail.read' });

    const second = await app.refresh(textOf(first, 'refresh_token'), { resource: NOTES });
    assert.deepEqual(targetOf(textOf(second, 'access_token')), { aud: NOTES, scope: 'read write' });
    assertOAuthError(await app.refresh(textOf(second, 'refresh_token')), 400, 'invalid_target');
    const third = await app.refresh(textOf(second, 'refresh_token'), { resource: MAIL });
    assert.equal(third.status, 200, 'a mistake does not spend the refresh token');
  });

  test('an empty path may be written as a slash; any other difference is another resource (RFC 8707 section 2)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const code = await grantCode(alice, app, { scope: null, resource: `${MAIL}/` });
    const answer = await app.exchange(code, { resource: `${MAIL}/` });
    assert.deepEqual(targetOf(textOf(answer, 'access_token')), { aud: MAIL, scope: 'mail.read' });
    for (const resource of [`${NOTES}/`, NOTES.toUpperCase(), `${NOTES}?a`, 'https://mcp.example.com']) {
      assert.equal(await refusalOf(app.authorizePath({ resource })), 'invalid_target', resource);
    }
  });

  test('a refresh narrows the scopes of a resource for one token, and the next one has them all (RFC 6749 section 6)', async () => {
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app, {
      scope: 'profile read write',
      resource: NOTES,
    });
    const narrow = await app.refresh(refresh, { scope: 'read' });
    assert.deepEqual(targetOf(textOf(narrow, 'access_token')), { aud: NOTES, scope: 'read' });
    assert.equal(narrow.json['scope'], 'read');
    assertOAuthError(
      await app.refresh(textOf(narrow, 'refresh_token'), { scope: 'read balance' }),
      400,
      'invalid_scope',
    );
    const whole = await app.refresh(textOf(narrow, 'refresh_token'));
    assert.deepEqual(targetOf(textOf(whole, 'access_token')), { aud: NOTES, scope: 'read write' });
  });

  test('what was allowed at a resource is not asked again, and more is', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app, { scope: 'read', resource: NOTES });
    assert.ok(received(await alice.get(app.authorizePath({ scope: 'read', resource: NOTES }))).get('code'));
    const more = await openRequest(alice, app.authorizePath({ scope: 'read write', resource: NOTES }));
    assert.equal(more.status, 200);
  });

  test('the one-click pages name the resource too', async () => {
    const app = await scene().app();
    const asked = app.authorizePath({ scope: null, resource: NOTES, auto_authorize: 'true' });
    const page = await openRequest(await scene().browser('alice'), asked);
    assert.match(page.html, /Continue as alice/);
    assert.match(page.html, /May read at Notes/);
    const stranger = await scene().browser();
    const signIn = await stranger.follow(await openRequest(stranger, asked));
    assert.match(signIn.html, /May read at Notes/);
    assert.match(signIn.html, /mcp\.example\.com/);
  });

  test('what a resource says of itself is text to us: it is escaped, and marked as the words of others', async () => {
    const { installation, ids } = scene();
    const identifier = 'https://evil.example.com';
    await addResource(installation, ids.dev, { identifier, name: '<b>Bank</b>', scopes: ['all'] });
    const app = await scene().app();
    const page = await openRequest(
      await scene().browser('alice'),
      app.authorizePath({ resource: identifier, scope: 'all' }),
    );
    assert.match(page.html, /&lt;b&gt;Bank/);
    assert.doesNotMatch(page.html, /<b>Bank/);
    assert.match(page.html, /These descriptions come from the people who run that service/);
  });

  test('the user sees resources under Manage authorizations, and ends them there', async () => {
    const { installation } = scene();
    const app = await scene().app({ name: 'Reader' });
    const bob = await scene().browser('bob');
    const { access, refresh } = await grantTokens(bob, app, { scope: null, resource: NOTES });
    const page = await bob.get('/account/authorizations');
    assert.match(page.html, /Notes/);
    assert.match(page.html, /mcp\.example\.com/);
    const id = /name="authorization" value="(\d+)"/.exec(page.html)?.[1] ?? '';
    await bob.post('/account/authorizations/end', { authorization: id });
    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
    assert.deepEqual((await app.introspect(access)).json, { active: false });
    assert.ok(installation);
  });

  test('a removed resource gets no more tokens, and the next holder of its identifier inherits nothing', async () => {
    const { installation, ids } = scene();
    const identifier = 'https://gone.example.com';
    const resource = await addResource(installation, ids.dev, { identifier, name: 'Gone', scopes: ['use'] });
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const { access, refresh } = await grantTokens(alice, app, { scope: 'profile use', resource: identifier });
    await installation.services.resources.remove(resource);

    assertOAuthError(await app.refresh(refresh), 400, 'invalid_target');
    assertOAuthError(await app.refresh(refresh, { resource: identifier }), 400, 'invalid_target');
    assert.deepEqual((await app.introspect(access)).json, { active: false });
    assert.equal(await refusalOf(app.authorizePath({ resource: identifier })), 'invalid_target');
    // The rest of the grant stays valid.
    assert.equal((await app.refresh(refresh, { resource: installation.issuer })).status, 200);

    await addResource(installation, null, { identifier, name: 'Taken', scopes: ['use'] });
    const again = await openRequest(alice, app.authorizePath({ scope: 'profile use', resource: identifier }));
    assert.equal(again.status, 200, 'the user is asked anew');
  });

  test('where operators alone add resources, a developer is told so, and nothing is added', async () => {
    const { installation } = scene();
    const dev = await scene().browser('dev');
    assert.match((await dev.get('/console/resources')).html, /Only operators can add resources/);
    await dev.post('/console/resources', { identifier: 'https://victim.example/api', name: 'Theirs', scopes: '' });
    assert.equal(await installation.services.resources.find('https://victim.example/api'), null);
  });

  test('an operator adds, sees and removes resources in the console, and nobody else’s', async () => {
    const { installation, ids } = scene();
    await installation.services.developers.grantRole(ids.dev, 'operator');
    const dev = await scene().browser('dev');
    await dev.get('/console/resources');
    const refused = await dev.post('/console/resources', { identifier: 'ftp://x', name: '', scopes: 'profile' });
    assert.equal(refused.status, 400);
    for (const id of ['identifier-error', 'name-error', 'scopes-error']) assert.ok(refused.text(id));

    const fields = {
      identifier: 'https://new.example.com/api',
      name: 'New',
      scopes: 'list List things\r\nput Put things',
    };
    assert.equal((await dev.post('/console/resources', fields)).location, '/console/resources?done=added');
    const added = await installation.services.resources.find('https://new.example.com/api');
    assert.deepEqual(added?.scopes, [
      { name: 'list', description: 'List things' },
      { name: 'put', description: 'Put things' },
    ]);

    await installation.services.developers.grantRole(ids.bob, 'developer');
    const bob = await scene().browser('bob');
    assert.doesNotMatch((await bob.get('/console/resources')).html, /new\.example\.com/);
    await bob.post('/console/resources/remove', { resource: String(added?.id) });
    assert.ok(await installation.services.resources.find('https://new.example.com/api'), 'A92: not bob’s to remove');
    await dev.get('/console/resources');
    await dev.post('/console/resources/remove', { resource: String(added?.id) });
    assert.equal(await installation.services.resources.find('https://new.example.com/api'), null);
  });
});

describe('protected-resource metadata', () => {
  test('our own endpoints describe themselves (RFC 9728 section 3.2)', async () => {
    const { installation } = scene();
    const { json } = await readAnswer(await installation.request('/.well-known/oauth-protected-resource'));
    assert.equal(json['resource'], installation.issuer);
    assert.deepEqual(json['authorization_servers'], [installation.issuer]);
    assert.deepEqual(json['scopes_supported'], ['openid', 'profile', 'email', 'balance', 'offline_access']);
    assert.deepEqual(json['bearer_methods_supported'], ['header', 'body']);
  });

  for (const path of ['/api/oauth2/userinfo', '/api/oauth2/topup']) {
    test(`${path} tells a client without a token where that is (RFC 9728 section 5.1)`, async () => {
      const { installation } = scene();
      const answer = await installation.request(path);
      assert.equal(answer.status, 401);
      const challenge = answer.headers.get('www-authenticate') ?? '';
      const expected = `resource_metadata="${installation.issuer}/.well-known/oauth-protected-resource"`;
      assert.ok(challenge.includes(expected), challenge);
      assert.doesNotMatch(challenge, /error=/);
    });
  }
});
