import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser } from '#test/journeys/actors/browser.js';
import { DeveloperApp } from '#test/journeys/actors/developer-app.js';
import { launchBrowser } from '#test/support/browser.js';
import { startTestServer } from '#test/support/server.js';
import { startOpenIdPeer, type OpenIdPeer } from '#test/support/peers/openid.js';

/** Timeout for a page or a button. In milliseconds. */
const PATIENCE = 10_000;

test('in a browser: an app’s one-click request, an account opened by a provider, and the next time no page but the sign-in', async () => {
  const peers: OpenIdPeer[] = [];
  const server = await startTestServer({
    environmentAt: async (origin) => {
      const peer = await startOpenIdPeer({ redirectUri: `${origin}/sign-in/upstream/example/callback` });
      peers.push(peer);
      return { OCTROI_UPSTREAM: JSON.stringify([peer.entry()]) };
    },
  });
  const [peer] = peers;
  assert.ok(peer);
  peer.people.set('s1', { email: 'hana@peer.example', email_verified: true, preferred_username: 'hana' });
  peer.signsIn('s1');
  const chromium = await launchBrowser();
  const owner = await server.addUser('dora', { role: 'developer' });
  const inkwell = await DeveloperApp.start('Inkwell', server.origin, async (redirectUri) => {
    const { clientId, clientSecret } = await server.addApp(owner, { name: 'Inkwell', redirectUris: [redirectUri] });
    return { clientId, clientSecret };
  });
  const newBrowser = async (): Promise<Browser> => {
    const context = await chromium.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE);
    return Browser.openTab('hana', server.origin, context);
  };
  try {
    const first = await newBrowser();
    await first.opens(inkwell.asksOneClick());
    await first.reads('By signing in, you allow Inkwell', 'Continue with Example');
    await first.presses('Continue with Example');
    await first.reads('Create an account', 'to continue to Inkwell', 'You signed in to Example as hana@peer.example');
    await first.presses('Create account');
    const tokens = await inkwell.signedIn();
    assert.deepEqual(first.pagesSeen(), ['/sign-in', '/sign-up/upstream/example']);
    assert.equal((await inkwell.userinfo(tokens)).body['username'], 'hana');

    const second = await newBrowser();
    await second.opens(inkwell.asksOneClick());
    await second.presses('Continue with Example');
    await inkwell.signedIn();
    assert.deepEqual(second.pagesSeen(), ['/sign-in']);

    await second.opens('/account/security');
    await second.reads('Connected accounts', 'Example · hana@peer.example', 'don’t have a password here');
    await second.follows('Remove sign-in with Example');
    await second.presses('Remove');
    await second.reads('This is the only way to sign in to your account');
    await second.cancels();
    assert.equal(new URL(second.url).pathname, '/account/security');
    assert.deepEqual([...first.complaints, ...second.complaints], []);
  } finally {
    await chromium.close();
    await inkwell.stop();
    await server.stop();
  }
});
