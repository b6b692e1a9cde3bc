import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addResource, MAIL, NOTES, targetOf } from '../support/scenes/resources.js';
import {
  allow,
  assertOAuthError,
  callWith,
  form,
  grantCode,
  grantTokens,
  openRequest,
  readAnswer,
  received,
  textOf,
} from '../support/oauth-app.js';
import { setScene } from './scene.js';

const scene = setScene();

describe('audiences', () => {
  test('A69: an unknown resource is invalid_target, at the authorization endpoint and at the token endpoint', async () => {
    const { installation, ids } = scene();
    await addResource(installation, ids.dev);
    await addResource(installation, ids.dev, { identifier: MAIL, name: 'Mail', scopes: ['mail.read'] });
    const app = await scene().app();
    const alice = await scene().browser('alice');
    for (const resource of [
      'https://unknown.example.com',
      'notes',
      `${NOTES}#fragment`,
      `${NOTES}/../mcp`,
      'javascript:alert(1)',
      `${installation.issuer}/api/oauth2/userinfo`,
    ]) {
      assert.equal(received(await alice.get(app.authorizePath({ resource }))).get('error'), 'invalid_target', resource);
    }
    const code = await grantCode(alice, app, { scope: 'profile read', resource: NOTES });
    for (const resource of ['https://unknown.example.com', MAIL]) {
      assertOAuthError(await app.exchange(code, { resource }), 400, 'invalid_target');
    }
    assert.equal((await app.exchange(code, { resource: NOTES })).status, 200, 'the code is not spent by a mistake');
  });

  test('A69: a token for our own endpoints and for another resource at once is refused', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app, { scope: 'profile read', resource: NOTES });
    const body = new URLSearchParams({
      ...app.credentials,
      grant_type: 'authorization_code',
      code,
      redirect_uri: app.redirectUri,
    });
    body.append('resource', NOTES);
    body.append('resource', installation.issuer);
    const answer = await readAnswer(await installation.request('/api/oauth2/token', form(body.toString())));
    assertOAuthError(answer, 400, 'invalid_target');
  });

  // A token request that named no resource, or two, got one token for both, which either could use at the other.
  test('A69: no token is for two resources, each of which could replay it at the other (RFC 8707 section 3)', async () => {
    const { installation, ids } = scene();
    const [mine, theirs] = ['https://a.example', 'https://b.example'];
    await addResource(installation, ids.dev, { identifier: mine, name: 'A', scopes: ['use.a'] });
    await addResource(installation, ids.bob, { identifier: theirs, name: 'B', scopes: ['use.b'] });
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const path = `${app.authorizePath({ scope: null, resource: mine })}&resource=${encodeURIComponent(theirs)}`;
    const code = received(await allow(alice, await openRequest(alice, path))).get('code') ?? '';
    const fields = { ...app.credentials, grant_type: 'authorization_code', code, redirect_uri: app.redirectUri };
    for (const named of [[], [mine, theirs]]) {
      const body = new URLSearchParams(fields);
      for (const resource of named) body.append('resource', resource);
      const answer = await readAnswer(await installation.request('/api/oauth2/token', form(body.toString())));
      assertOAuthError(answer, 400, 'invalid_target');
    }
    const tokens = await app.exchange(code, { resource: mine });
    assert.deepEqual(targetOf(textOf(tokens, 'access_token')), { aud: mine, scope: 'use.a' });
    assertOAuthError(await app.refresh(textOf(tokens, 'refresh_token')), 400, 'invalid_target');
  });

  test('A52, A69: our own endpoints refuse a token that was made for another resource', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app, {
      scope: 'profile read',
      resource: NOTES,
    });
    for (const path of ['/api/oauth2/userinfo', '/api/oauth2/topup']) {
      assertOAuthError(await callWith(installation, access, path), 401, 'invalid_token');
      assertOAuthError(await callWith(installation, refresh, path), 401, 'invalid_token');
    }
  });

  test('A69: an app that was allowed nothing but a resource gets no token for our own endpoints', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app, { scope: null, resource: NOTES });
    assertOAuthError(await app.exchange(code, { resource: installation.issuer }), 400, 'invalid_target');
  });

  test('A69: nobody registers an address of this server as a resource, nor a scope of ours as theirs', async () => {
    const { installation, ids } = scene();
    const { resources } = installation.services;
    const scopes = [{ name: 'read', description: 'Read' }];
    for (const identifier of [
      installation.issuer,
      `${installation.issuer}/`,
      `${installation.issuer}/api`,
      'http://internal.example.com',
      'https://user@host.example.com',
      'https://host.example.com/#',
      'HTTPS://host.example.com',
      'https://host.example.com/a/../b',
      'urn:example:notes',
      '//host.example.com',
    ]) {
      const added = await resources.add(ids.dev, { identifier, name: 'X', scopes });
      assert.equal(added.outcome, 'refused', identifier);
    }
    for (const name of ['profile', 'openid', 'two words', 'quote"', '']) {
      const draft = { identifier: 'https://free.example.com', name: 'X', scopes: [{ name, description: 'Words' }] };
      assert.equal((await resources.add(ids.dev, draft)).outcome, 'refused', name);
    }
    const twin = await resources.add(ids.bob, { identifier: `${MAIL}/`, name: 'Twin', scopes });
    assert.equal(twin.outcome, 'refused', 'the same resource in another spelling');
  });
});

describe('introspection', () => {
  test('A57: unauthenticated it is 401', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { access } = await grantTokens(await scene().browser('alice'), app);
    const post = async (body: Record<string, string>, headers: Record<string, string> = {}) =>
      readAnswer(
        await installation.request('/api/oauth2/introspect', form(new URLSearchParams(body).toString(), headers)),
      );
    assert.equal((await post({ token: access })).status, 401);
    assertOAuthError(await post({ token: access, client_id: app.clientId }), 401, 'invalid_client');
    const bearer = await post({ token: access }, { authorization: `Bearer ${access}` });
    assert.ok(bearer.status === 401 || bearer.status === 400, bearer.text);
    assert.equal(bearer.json['active'], undefined);
  });

  test('A57: another app’s token, or one for another developer’s resource, is inactive and nothing more', async () => {
    const { ids } = scene();
    const app = await scene().app();
    const sibling = await scene().app();
    const stranger = await scene().app({ owner: ids.bob });
    const alice = await scene().browser('alice');
    const own = await grantTokens(alice, app);
    const resource = await grantTokens(alice, app, { scope: null, resource: NOTES });
    for (const token of [own.access, own.refresh, resource.access, resource.refresh]) {
      assert.equal((await stranger.introspect(token)).text, '{"active":false}');
    }
    // NOTES belongs to dev, and so does the sibling: it may introspect tokens for the resource, and no others.
    assert.equal((await sibling.introspect(own.access)).text, '{"active":false}');
    assert.equal((await sibling.introspect(resource.refresh)).text, '{"active":false}');
    assert.equal((await sibling.introspect(resource.access)).json['active'], true);
  });
});
