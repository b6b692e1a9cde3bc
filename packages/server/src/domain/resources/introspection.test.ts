import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, HOUR } from '#server/kernel/clock.js';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { setScene } from '#test/attacks/scene.js';
import { addResource, NOTES } from '#test/support/scenes/resources.js';
import { START } from '#test/support/installation.js';
import { assertOAuthError, grantTokens, textOf } from '#test/support/oauth-app.js';

const scene = setScene();
const NOW = START / 1000;

describe('introspection', () => {
  test('an app reads what its own access token is worth (RFC 7662 section 2.2)', async () => {
    const { ids, installation } = scene();
    const app = await scene().app();
    const { access } = await grantTokens(await scene().browser('alice'), app);
    const answer = await app.introspect(access);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const { jti, ...told } = answer.json;
    assert.ok(jti);
    assert.deepEqual(told, {
      active: true,
      scope: 'profile balance',
      client_id: app.clientId,
      username: 'alice',
      token_type: 'Bearer',
      sub: ids.alice,
      aud: installation.issuer,
      iss: installation.issuer,
      exp: NOW + 7200,
      iat: NOW,
      auth_time: NOW,
    });
  });

  test('and what its refresh token is, until that is spent (RFC 7662 section 2.1)', async () => {
    const { ids, installation } = scene();
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    const { json } = await app.introspect(refresh, { token_type_hint: 'access_token' });
    assert.deepEqual(json, {
      active: true,
      scope: 'profile balance',
      client_id: app.clientId,
      username: 'alice',
      sub: ids.alice,
      aud: installation.issuer,
      iss: installation.issuer,
      exp: NOW + (30 * DAY) / 1000,
      iat: NOW,
      auth_time: NOW,
    });
    const next = await app.refresh(refresh);
    assert.deepEqual((await app.introspect(refresh)).json, { active: false });
    assert.equal((await app.introspect(textOf(next, 'refresh_token'))).json['active'], true);
  });

  test('the user is revealed only with the profile scope', async () => {
    const app = await scene().app();
    const { access } = await grantTokens(await scene().browser('alice'), app, { scope: 'balance' });
    const { json } = await app.introspect(access);
    assert.equal(json['active'], true);
    assert.equal('username' in json, false);
  });

  test('a developer’s server reads tokens that any app got for the developer’s resource (RFC 7662 section 4)', async () => {
    const { installation, ids } = scene();
    await addResource(installation, ids.bob);
    const client = await scene().app();
    const server = await scene().app({ owner: ids.bob });
    const { access } = await grantTokens(await scene().browser('alice'), client, {
      scope: 'profile read',
      resource: NOTES,
    });
    const { json } = await server.introspect(access);
    assert.equal(json['active'], true);
    assert.equal(json['aud'], NOTES);
    assert.equal(json['scope'], 'read');
    assert.equal(json['client_id'], client.clientId);
    assert.equal('username' in json, false, 'the profile was granted to the app, not to the resource');
    assert.equal((await client.introspect(access)).json['active'], true);
  });

  test('it needs an app that proves who it is (RFC 7662 section 2.1)', async () => {
    const app = await scene().app();
    const { access } = await grantTokens(await scene().browser('alice'), app);
    const open = await scene().app({ isPublic: true });
    assertOAuthError(await open.introspect(access), 401, 'invalid_client');
    assertOAuthError(await app.introspect(access, { client_secret: 'wrong' }), 401, 'invalid_client');
    assertOAuthError(await app.introspect(''), 400, 'invalid_request');
  });

  test('what is expired, revoked, ended or a disabled user’s is inactive, and so is what never was a token (RFC 7662 section 2.2)', async () => {
    const { installation, ids } = scene();
    const { authorizations } = installation.services;
    const app = await scene().app();
    const bob = await scene().browser('bob');
    const inactive = async (...tokens: string[]): Promise<void> => {
      for (const token of tokens) assert.deepEqual((await app.introspect(token)).json, { active: false }, token);
    };
    const revoked = await grantTokens(bob, app);
    await app.revoke(revoked.refresh);
    await inactive(revoked.access, revoked.refresh);

    const disabled = await grantTokens(bob, app);
    await installation.setStatus(ids.bob, 'disabled');
    await inactive(disabled.access, disabled.refresh);
    await installation.setStatus(ids.bob, 'enabled');

    const ended = await grantTokens(await scene().browser('bob'), app);
    const [authorization] = await authorizations.list(ids.bob, 50);
    assert.ok(authorization && (await authorizations.end(authorization.id, ids.bob)));
    await inactive(ended.access, ended.refresh);

    const idToken = await grantTokens(await scene().browser('bob'), app, { scope: 'openid' });
    await inactive(textOf(idToken.answer, 'id_token'), app.secret, 'x', 'a.b.c', '.....', `${idToken.access}x`, '💶');

    const expired = await grantTokens(await scene().browser('alice'), app);
    installation.letTimePass(3 * HOUR);
    await inactive(expired.access);
    assert.equal((await app.introspect(expired.refresh)).json['active'], true);
    installation.letTimePass(31 * DAY);
    await inactive(expired.refresh);
  });

  test('a token for other resources is revoked like any other (RFC 7009 section 2)', async () => {
    const app = await scene().app();
    const other = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app, {
      scope: null,
      resource: NOTES,
    });
    assertOAuthError(await other.revoke(access), 400, 'invalid_grant');
    assert.equal((await app.introspect(access)).json['active'], true);
    assert.equal((await app.revoke(access)).status, 200);
    assert.deepEqual((await app.introspect(access)).json, { active: false });
    assert.equal((await app.refresh(refresh)).status, 200);
  });

  test('when the database does not answer, that is 503 and never inactive', async (t) => {
    const { installation } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    t.mock.method(installation.services.tokenReader, 'findFamily', () =>
      Promise.reject(new UnavailableError('the database is away')),
    );
    for (const token of [access, refresh]) {
      const answer = await app.introspect(token);
      assertOAuthError(answer, 503, 'temporarily_unavailable');
      assert.ok(answer.headers.get('retry-after'));
    }
  });
});
