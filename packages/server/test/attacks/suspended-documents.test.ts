import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { assertOAuthError, callWith, form, openRequest, readAnswer, textOf } from '../support/oauth-app.js';
import { startPeer } from '../support/peer.js';
import { onEachDatabase } from '../support/scenes/account.js';
import { authorizePath, connect } from '../support/scenes/registrar.js';

const REDIRECT = 'http://127.0.0.1:49152/callback';
const SAYS_SO = /<h1>This app is suspended<\/h1>/;
/** Longer than a document is fresh that must not be cached. */
const STALE = 6 * MINUTE;
/** With these, users would see another app, which they have not allowed. */
const WITH_KEYS = {
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', alg: 'EdDSA' }] },
};

const ask = (clientId: string): string => authorizePath({ clientId, redirectUri: REDIRECT }).path;
const nothing = async (): Promise<void> => {};

/** An app's web server. `before` happens once a request for the document has arrived. */
const publish = async () => {
  const peer = await startPeer();
  const clientId = `${peer.origin}/client.json`;
  const serve = (changes: Readonly<Record<string, unknown>>, before = nothing): void => {
    const document = { client_id: clientId, client_name: 'Editor', redirect_uris: [REDIRECT], ...changes };
    peer.answer((_, response) => {
      void before().then(() =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
          .end(JSON.stringify(document)),
      );
    });
  };
  serve({});
  return { peer, clientId, serve };
};

// Such an app has no owner who could be disabled, and its document is the only thing that its developer controls.
onEachDatabase(
  'a suspended app that a document describes',
  (scene) => {
    const decide = async (clientId: string, decision: 'suspend' | 'resume'): Promise<void> => {
      const { appOperation } = scene().installation.services;
      const app = await appOperation.find(clientId);
      assert.ok(app);
      assert.ok(await appOperation.decide(app, decision));
    };
    const person = async (name: string) => {
      await scene().person(name);
      return scene().browser(name);
    };

    test('A49: is dead at once, and its document is not read', async () => {
      const { installation } = scene();
      const { peer, clientId, serve } = await publish();
      const user = await person('reader');
      const tokens = await connect(installation, user, { clientId, redirectUri: REDIRECT });
      assert.equal(tokens.status, 200, tokens.text);
      const access = textOf(tokens, 'access_token');
      const refresh = new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: textOf(tokens, 'refresh_token'),
      }).toString();
      await decide(clientId, 'suspend');
      installation.letTimePass(STALE);
      serve({ ...WITH_KEYS, client_name: 'Somebody else' });
      const { length: reads } = peer.requests;

      for (const visitor of [user, await scene().browser()]) {
        const page = await visitor.get(ask(clientId));
        assert.equal(page.status, 403);
        assert.match(page.html, SAYS_SO);
        assert.equal(page.location, '');
      }
      const refused = await readAnswer(await installation.request('/api/oauth2/token', form(refresh)));
      assertOAuthError(refused, 401, 'invalid_client');
      assert.match(textOf(refused, 'error_description'), /suspended/);
      assert.equal((await callWith(installation, access)).status, 401);
      assert.equal(peer.requests.length, reads);

      serve({});
      await decide(clientId, 'resume');
      assert.equal((await callWith(installation, access)).status, 200);
      assert.equal((await installation.request('/api/oauth2/token', form(refresh))).status, 200);
      assert.equal(peer.requests.length, reads + 1, 'and its document is read again');
    });

    // It was deleted and created anew, unsuspended, if the operator suspended it in those seconds.
    test('A49: stays suspended when its document, which is being read, describes another app', async () => {
      const { clientId, serve } = await publish();
      const user = await person('in-between');
      assert.equal((await openRequest(user, ask(clientId))).status, 200);
      scene().installation.letTimePass(STALE);
      serve(WITH_KEYS, async () => {
        serve(WITH_KEYS);
        await decide(clientId, 'suspend');
      });
      for (let turn = 0; turn < 2; turn += 1) {
        const page = await user.get(ask(clientId));
        assert.equal(page.status, 403);
        assert.match(page.html, SAYS_SO);
      }
    });

    // The app as it was before the reading was taken for the app as it is, and sent one more code.
    test('A49: is sent nobody when its document, which is being read, is the same as before', async () => {
      const { clientId, serve } = await publish();
      const user = await person('meanwhile');
      await connect(scene().installation, user, { clientId, redirectUri: REDIRECT });
      scene().installation.letTimePass(STALE);
      serve({}, () => decide(clientId, 'suspend'));
      const page = await user.get(ask(clientId));
      assert.equal(page.location, '');
      assert.match(page.html, SAYS_SO);
    });
  },
  { OCTROI_CLIENT_ID_METADATA: 'on' },
);
