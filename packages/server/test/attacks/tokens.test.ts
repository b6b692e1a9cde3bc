import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, HOUR, MINUTE, SECOND } from '#server/kernel/clock.js';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { PASSWORD } from '../support/installation.js';
import { assertOAuthError, callWith, form, grantTokens, readAnswer, textOf } from '../support/oauth-app.js';
import { inParallel } from '../support/parallel.js';
import { addResource } from '../support/scenes/resources.js';
import { setScene } from './scene.js';

const scene = setScene();

/** Variants of a token that a careless or curious client might send. */
const bend = (token: string): string[] => [
  token.slice(0, -1),
  token.slice(1),
  `${token}A`,
  `${token}=`,
  token.toUpperCase(),
  token.slice(0, 20) + (token[20] === 'A' ? 'B' : 'A') + token.slice(21),
];

describe('a family', () => {
  // A restored backup gives numbers away again. Only the user was compared, so a token came alive with another app's family.
  test('A49: that got the number of another app’s by a restored backup brings no token of that app to life', async () => {
    const { installation } = scene();
    const alice = await scene().browser('alice');
    const [lost, later] = [await scene().app(), await scene().app()];
    const { access } = await grantTokens(alice, lost);
    const resource = 'https://restored.example';
    await addResource(installation, null, { identifier: resource, name: 'Restored', scopes: ['use'] });
    const forOthers = await grantTokens(alice, lost, { scope: 'use', resource });
    await grantTokens(alice, later, { scope: 'profile balance use', resource });
    const { database } = installation.services;
    const [authorization] = await database.read.query
      .selectFrom('authorizations')
      .where('app_id', '=', later.id)
      .select('id')
      .execute();
    assert.ok(authorization);
    await database.write(({ query }) =>
      query
        .updateTable('token_families')
        .set({ app_id: later.id, authorization_id: authorization.id })
        .where('app_id', '=', lost.id)
        .execute(),
    );
    assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
    for (const token of [access, forOthers.access]) {
      assert.deepEqual((await later.introspect(token)).json, { active: false });
    }
  });
});

describe('refresh tokens', () => {
  test('A43: reuse after the 60 s of grace kills the family, is written down, and the user is told (RFC 9700 section 4.14.2)', async () => {
    const { installation, ids } = scene();
    const app = await scene().app({ name: 'Leaky' });
    const alice = await scene().browser('alice');
    const { access, refresh } = await grantTokens(alice, app);
    const next = await app.refresh(refresh);
    installation.letTimePass(61 * SECOND);

    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');

    assertOAuthError(await app.refresh(textOf(next, 'refresh_token')), 400, 'invalid_grant');
    for (const token of [access, textOf(next, 'access_token')]) {
      assertOAuthError(await callWith(installation, token), 401, 'invalid_token');
    }
    const events = await installation.services.audit.noticesFor(ids.alice, 0);
    assert.ok(events.some(({ type, appId }) => type === 'refresh_token_reused' && appId === app.id));
    assert.match((await alice.get('/account')).html, /Leaky/);
  });

  test('A43: within the grace it is reuse too, once the successor has been used (RFC 9700 section 4.14.2)', async () => {
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    const second = textOf(await app.refresh(refresh), 'refresh_token');
    const third = textOf(await app.refresh(second), 'refresh_token');
    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
    assertOAuthError(await app.refresh(third), 400, 'invalid_grant');
  });

  test('A44: 50 refreshes at once give one successor, and it works', async () => {
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    const answers = await inParallel(50, () => app.refresh(refresh));
    const successors = new Set(answers.map((answer) => textOf(answer, 'refresh_token')));
    assert.equal(successors.size, 1);
    assert.equal((await app.refresh([...successors][0] ?? '')).status, 200);
  });

  // It answered 200 with a token of the generation that had just been revoked.
  test('A46: also after the access token of the first answer was revoked', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    const first = await app.refresh(refresh);
    assert.equal((await app.revoke(textOf(first, 'access_token'))).status, 200);
    const again = await app.refresh(refresh);
    assert.equal(textOf(again, 'refresh_token'), textOf(first, 'refresh_token'));
    assert.equal((await callWith(installation, textOf(again, 'access_token'))).status, 200);
    assertOAuthError(await callWith(installation, textOf(first, 'access_token')), 401, 'invalid_token');
    assert.equal((await app.revoke(textOf(again, 'access_token'))).status, 200);
    const next = await app.refresh(textOf(again, 'refresh_token'));
    assert.equal((await callWith(installation, textOf(next, 'access_token'))).status, 200);
  });

  test('A46: a retry within the grace gets the same successor, and an access token that works', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    const lost = await app.refresh(refresh);
    installation.letTimePass(59 * SECOND);
    const again = await app.refresh(refresh);
    assert.equal(textOf(again, 'refresh_token'), textOf(lost, 'refresh_token'));
    assert.equal((await callWith(installation, textOf(again, 'access_token'))).status, 200);
  });

  test('A47: a wider scope is invalid_scope; a narrower one counts for that access token only (RFC 6749 section 6)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app, { scope: 'profile balance' });
    for (const scope of ['profile balance email', 'openid', 'offline_access profile']) {
      assertOAuthError(await app.refresh(refresh, { scope }), 400, 'invalid_scope');
    }
    const narrow = await app.refresh(refresh, { scope: 'profile' });
    assert.equal(narrow.json['scope'], 'profile');
    assert.equal('quota' in (await callWith(installation, textOf(narrow, 'access_token'))).json, false);
    const whole = await app.refresh(textOf(narrow, 'refresh_token'));
    assert.equal(whole.json['scope'], 'profile balance');
  });

  test('A48: another app’s refresh token is invalid_grant, and its own app can still use it (RFC 6749 sections 6 and 10.4)', async () => {
    const app = await scene().app();
    const thief = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    assertOAuthError(await thief.refresh(refresh), 400, 'invalid_grant');
    assert.equal((await app.refresh(refresh)).status, 200);
  });

  test('A49: a disabled user’s tokens end at once', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('bob'), app);
    await installation.setStatus(ids.bob, 'disabled');
    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
    assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
    await installation.setStatus(ids.bob, 'enabled');
  });

  test('A49: a new password ends the tokens of before', async () => {
    const { installation } = scene();
    const app = await scene().app();
    await installation.addUser('carol');
    const carol = await scene().browser('carol');
    const { access, refresh } = await grantTokens(carol, app);
    const fields = { current_password: PASSWORD, new_password: 'another sentence of hers' };
    assert.equal((await carol.post('/account/security/password', fields)).status, 200);
    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
    assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
  });

  test('A49: the end of the authorization is felt at the next call', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    const { authorizations } = installation.services;
    const line = (await authorizations.list(ids.alice, 50)).find(({ appId }) => appId === app.id);
    assert.ok(line && (await authorizations.end(line.id, ids.alice)));
    assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
  });

  test('A50: 30 days unused end it; used or not, 365 days do (RFC 9700 section 4.14.2)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const idle = await grantTokens(await scene().browser('alice'), app);
    let { refresh } = await grantTokens(await scene().browser('alice'), app);
    for (let day = 29; day < 365; day += 29) {
      installation.letTimePass(29 * DAY);
      refresh = textOf(await app.refresh(refresh), 'refresh_token');
      if (day === 29) continue;
      assertOAuthError(await app.refresh(idle.refresh), 400, 'invalid_grant');
    }
    installation.letTimePass(17 * DAY);
    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
  });

  test('A51: a shortened, lengthened or altered token is refused, and the real one keeps working (RFC 6749 sections 10.3 and 10.4)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    for (const bent of bend(refresh)) assertOAuthError(await app.refresh(bent), 400, 'invalid_grant');
    for (const bent of bend(access)) assertOAuthError(await callWith(installation, bent), 401, 'invalid_token');
    assert.equal((await callWith(installation, access)).status, 200);
    assert.equal((await app.refresh(refresh)).status, 200);
  });
});

describe('bearer tokens', () => {
  test('A52: nothing but an access token opens userinfo (RFC 9068 section 4, OpenID Connect Core section 5.3.1)', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const { refresh, answer } = await grantTokens(await scene().browser('alice'), app, { scope: 'openid profile' });
    const dev = await installation.services.developers.createToken(ids.dev, 'ci', null);
    const developerToken = dev.outcome === 'done' ? dev.value.token.reveal() : '';
    for (const token of [refresh, textOf(answer, 'id_token'), developerToken, app.secret, app.clientId]) {
      assertOAuthError(await callWith(installation, token), 401, 'invalid_token');
    }
  });

  test('A52: no token of an app opens the management API', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('dev'), app);
    for (const token of [access, refresh, app.secret]) {
      assert.equal((await callWith(installation, token, '/api/oauth_apps')).status, 401);
    }
  });

  test('an access token lives two hours (RFC 6750 section 5.3)', async () => {
    const { installation } = scene();
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
    installation.letTimePass(2 * HOUR - SECOND);
    assert.equal((await callWith(installation, access)).status, 200);
    installation.letTimePass(SECOND);
    assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
  });

  test('A58: a token in the query string is refused, a valid header beside it or not (RFC 6750 section 2.3, RFC 9700 section 4.3.2)', async () => {
    const { installation } = scene();
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
    for (const path of ['/api/oauth2/userinfo', '/api/oauth2/topup']) {
      const alone = await installation.request(`${path}?access_token=${access}`);
      assertOAuthError(await readAnswer(alone), 400, 'invalid_request');
      assertOAuthError(await callWith(installation, access, `${path}?access_token=${access}`), 400, 'invalid_request');
    }
  });

  test('A58: a token in a form body opens userinfo alone, and not beside a header (RFC 6750 section 2)', async () => {
    const { installation } = scene();
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
    const body = `access_token=${access}`;
    const ask = (path: string, headers: Record<string, string> = {}) => installation.request(path, form(body, headers));
    assert.equal((await ask('/api/oauth2/userinfo')).status, 200);
    assert.notEqual((await ask('/api/oauth2/topup')).status, 200);
    const both = await ask('/api/oauth2/userinfo', { authorization: `Bearer ${access}` });
    assertOAuthError(await readAnswer(both), 400, 'invalid_request');
  });
});

describe('revocation', () => {
  test('A54: another app’s tokens are refused, and stay live (RFC 7009 section 2.1)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const thief = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    for (const token of [access, refresh]) assertOAuthError(await thief.revoke(token), 400, 'invalid_grant');
    assert.equal((await callWith(installation, access)).status, 200);
    assert.equal((await app.refresh(refresh)).status, 200);
  });

  test('A54: without the app’s secret nothing is revoked (RFC 7009 section 2.1)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    for (const credentials of ['', `client_id=${app.clientId}&`, `client_id=${app.clientId}&client_secret=wrong&`]) {
      const response = await installation.request('/api/oauth2/revoke', form(`${credentials}token=${refresh}`));
      assertOAuthError(await readAnswer(response), 401, 'invalid_client');
    }
    assert.equal((await app.refresh(refresh)).status, 200);
  });

  test('A55: an unknown token is 200, and a wrong hint still finds the right one (RFC 7009 sections 2.1 and 2.2)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    for (const token of ['x', 'refresh_x', 'a.b.c', '..', 'x'.repeat(5000)])
      assert.equal((await app.revoke(token)).status, 200);
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    assert.equal((await app.revoke(access, { token_type_hint: 'refresh_token' })).status, 200);
    assert.equal((await callWith(installation, access)).status, 401);
    assert.equal((await app.revoke(refresh, { token_type_hint: 'nonsense' })).status, 200);
    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
  });

  test('revoking the refresh token ends its access tokens too (RFC 7009 section 2.1)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    const next = await app.refresh(refresh);
    await app.revoke(textOf(next, 'refresh_token'));
    for (const token of [access, textOf(next, 'access_token')])
      assert.equal((await callWith(installation, token)).status, 401);
  });

  test('A56: when the store fails the answer is 503 with Retry-After, and the token is still there (RFC 7009 section 2.2.1)', async (t) => {
    const { installation } = scene();
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    const failing = t.mock.method(installation.services.tokenRecords.tokenFamilies, 'revoke', () =>
      Promise.reject(new UnavailableError('the disk is full')),
    );
    const answer = await app.revoke(refresh);
    assertOAuthError(answer, 503, 'temporarily_unavailable');
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    failing.mock.restore();
    assert.equal((await app.refresh(refresh)).status, 200);
  });

  test('a failing account source is 503 with Retry-After, never a 401 that makes apps drop their tokens', async (t) => {
    const { installation } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    t.mock.method(installation.services.accounts, 'getById', () => Promise.reject(new UnavailableError('accounts')));
    for (const answer of [await callWith(installation, access), await app.refresh(refresh)]) {
      assertOAuthError(answer, 503, 'temporarily_unavailable');
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
    }
  });
});

describe('what a database dump yields', () => {
  test('A53: no token, secret or code of ours is in any table', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    const next = await app.refresh(refresh);
    const dump = await installation.dump();
    assert.ok(dump.includes(app.clientId), 'the dump is one');
    const secrets = [
      access,
      refresh,
      textOf(next, 'access_token'),
      textOf(next, 'refresh_token'),
      app.secret,
      PASSWORD,
    ];
    for (const secret of secrets) assert.equal(dump.includes(secret), false);
  });

  test('A53: the grace of a spent token does not outlive its minute in the answers', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    await app.refresh(refresh);
    installation.letTimePass(MINUTE + 1);
    assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
  });
});
