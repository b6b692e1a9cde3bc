import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SECOND } from '#server/kernel/clock.js';
import { assertOAuthError, callWith, grantCode, newPkce, received, textOf } from '../support/oauth-app.js';
import { inParallel, tally } from '../support/parallel.js';
import { setScene } from './scene.js';

const scene = setScene();

describe('a code that somebody else got hold of', () => {
  test('A33: a replay is invalid_grant, and the tokens that came of the code die (RFC 6749 section 4.1.2)', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    const first = await app.exchange(code);
    assert.equal((await callWith(installation, textOf(first, 'access_token'))).status, 200);

    assertOAuthError(await app.exchange(code), 400, 'invalid_grant');

    assertOAuthError(await callWith(installation, textOf(first, 'access_token')), 401, 'invalid_token');
    assertOAuthError(await app.refresh(textOf(first, 'refresh_token')), 400, 'invalid_grant');
    const notices = await installation.services.audit.noticesFor(ids.alice, 0);
    assert.ok(notices.some(({ type, appId }) => type === 'code_replayed' && appId === app.id));
  });

  test('A33: a replay minutes later is a replay all the same (RFC 6749 section 4.1.2)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    const first = await app.exchange(code);
    installation.letTimePass(300 * SECOND);
    assertOAuthError(await app.exchange(code), 400, 'invalid_grant');
    assert.equal((await callWith(installation, textOf(first, 'access_token'))).status, 401);
  });

  test('a spent code out of a log or a history, without its verifier or redirect URI, signs nobody out', async () => {
    const { installation } = scene();
    for (const changes of [{ code_verifier: newPkce().verifier }, { redirect_uri: 'https://evil.example/' }]) {
      const app = await scene().app();
      const code = await grantCode(await scene().browser('alice'), app);
      const first = await app.exchange(code);
      assertOAuthError(await app.exchange(code, changes), 400, 'invalid_grant');
      assert.equal((await callWith(installation, textOf(first, 'access_token'))).status, 200);
    }
  });

  test('A34: of 20 redemptions at once one succeeds, and no token of it outlives the others (RFC 6749 section 10.5)', async () => {
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    const answers = await inParallel(20, () => app.exchange(code));
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 200: 1, 400: 19 });
    for (const answer of answers.filter(({ status }) => status === 400)) assertOAuthError(answer, 400, 'invalid_grant');
  });

  test('A35: another app’s code is invalid_grant, and its own app can still use it (RFC 6749 section 4.1.3)', async () => {
    const app = await scene().app();
    const thief = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    assertOAuthError(await thief.exchange(code), 400, 'invalid_grant');
    assert.equal((await app.exchange(code)).status, 200);
    // Another app's used code must not revoke that app's tokens.
    const spent = await grantCode(await scene().browser('alice'), app);
    const tokens = await app.exchange(spent);
    assertOAuthError(await thief.exchange(spent), 400, 'invalid_grant');
    assert.equal((await callWith(scene().installation, textOf(tokens, 'access_token'))).status, 200);
  });

  test('A36: a code lives 60 seconds (RFC 6749 section 4.1.2)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const [inTime, late] = [await grantCode(alice, app), await grantCode(alice, app)];
    installation.letTimePass(59 * SECOND);
    assert.equal((await app.exchange(inTime)).status, 200);
    installation.letTimePass(SECOND);
    assertOAuthError(await app.exchange(late), 400, 'invalid_grant');
  });

  test('A36: a made-up code is invalid_grant (RFC 6749 section 5.2)', async () => {
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    for (const madeUp of [`${code}x`, code.slice(1), 'x', '%', "' or 1=1--", 'x'.repeat(10_000)]) {
      assertOAuthError(await app.exchange(madeUp), 400, 'invalid_grant');
    }
  });
});

const withChallenge = (challenge: string) => ({ code_challenge: challenge, code_challenge_method: 'S256' });

describe('PKCE', () => {
  test('A37: a challenge was sent, the verifier is missing: refused (RFC 7636 section 4.6)', async () => {
    const app = await scene().app();
    const { verifier, challenge } = newPkce();
    const code = await grantCode(await scene().browser('alice'), app, withChallenge(challenge));
    assertOAuthError(await app.exchange(code), 400, 'invalid_grant');
    assertOAuthError(await app.exchange(code, { code_verifier: '' }), 400, 'invalid_grant');
    assert.equal((await app.exchange(code, { code_verifier: verifier })).status, 200);
  });

  test('A38: a verifier without a challenge: refused (RFC 9700 section 4.8.2)', async () => {
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    assertOAuthError(await app.exchange(code, { code_verifier: newPkce().verifier }), 400, 'invalid_grant');
  });

  test('A39: plain, no method, a method alone, a malformed challenge: invalid_request (RFC 7636 section 4.4.1)', async () => {
    const alice = await scene().browser('alice');
    const { verifier, challenge } = newPkce();
    const wrong: Record<string, string>[] = [
      { code_challenge: verifier, code_challenge_method: 'plain' },
      { code_challenge: challenge },
      { code_challenge_method: 'S256' },
      { code_challenge: challenge, code_challenge_method: 's256' },
      { code_challenge: challenge, code_challenge_method: 'S512' },
      { code_challenge: `${challenge}=`, code_challenge_method: 'S256' },
      { code_challenge: 'short', code_challenge_method: 'S256' },
    ];
    for (const changes of wrong) {
      const page = await alice.get((await scene().app()).authorizePath(changes));
      assert.equal(received(page).get('error'), 'invalid_request', JSON.stringify(changes));
    }
  });

  test('A39: a public app, or one that must use PKCE, cannot leave it out (RFC 7636 section 4.4.1, RFC 9700 section 2.1.1)', async () => {
    const alice = await scene().browser('alice');
    for (const traits of [{ isPublic: true }, { requirePkce: true }]) {
      const page = await alice.get((await scene().app(traits)).authorizePath());
      assert.equal(received(page).get('error'), 'invalid_request');
    }
  });

  test('A40: a verifier that is too short, too long or of other characters is invalid_grant (RFC 7636 section 4.1)', async () => {
    const app = await scene().app({ isPublic: true });
    const { verifier, challenge } = newPkce();
    const code = await grantCode(await scene().browser('alice'), app, withChallenge(challenge));
    for (const wrong of [verifier.slice(1), 'a'.repeat(129), `${verifier}=`, ` ${verifier}`, `${verifier}é`]) {
      assertOAuthError(await app.exchange(code, { code_verifier: wrong }), 400, 'invalid_grant');
    }
    assert.equal((await app.exchange(code, { code_verifier: verifier })).status, 200);
  });

  test('A41: a code put into another session fails at that session’s verifier (RFC 7636 section 4.6, RFC 9700 section 4.5.3.1)', async () => {
    const app = await scene().app({ isPublic: true });
    const [victim, attacker] = [newPkce(), newPkce()];
    await grantCode(await scene().browser('alice'), app, withChallenge(victim.challenge));
    const injected = await grantCode(await scene().browser('bob'), app, withChallenge(attacker.challenge));
    assertOAuthError(await app.exchange(injected, { code_verifier: victim.verifier }), 400, 'invalid_grant');
  });

  test('A41: the nonce of the request, and no other, is in the id_token (OpenID Connect Core section 2, RFC 9700 section 4.5.3.2)', async () => {
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app, { scope: 'openid', nonce: 'n-1' });
    const payload = textOf(await app.exchange(code), 'id_token').split('.')[1] ?? '';
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    assert.ok(typeof claims === 'object' && claims !== null && 'nonce' in claims && claims.nonce === 'n-1');
  });
});
