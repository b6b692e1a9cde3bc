import assert from 'node:assert/strict';
import { journeys, type Scene } from './actors/scene.js';

/** A device knows the server's URL and its client_id, and has no browser. */
const createDevice = (origin: string, clientId: string) => {
  const post = async (path: string, fields: Record<string, string>): Promise<Record<string, unknown>> => {
    const body = new URLSearchParams({ client_id: clientId, ...fields });
    const answer: unknown = await (await fetch(new URL(path, origin), { method: 'POST', body })).json();
    assert.ok(typeof answer === 'object' && answer !== null);
    return { ...answer };
  };
  let deviceCode = '';
  return {
    begins: async (): Promise<{ userCode: string; link: string }> => {
      const codes = await post('/api/oauth2/device_authorization', { scope: 'profile' });
      deviceCode = String(codes['device_code']);
      return { userCode: String(codes['user_code']), link: String(codes['verification_uri_complete']) };
    },
    asks: (): Promise<Record<string, unknown>> =>
      post('/api/oauth2/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: deviceCode,
      }),
  };
};

/** Registers a public app with the device flow; resolves to its client_id. */
const registered = async (on: Scene, name: string): Promise<string> => {
  const options = '--owner dora --public --device --redirect-uri https://app.example/callback'.split(' ');
  const app = await on.octroi('app', 'create', '--name', name, ...options);
  assert.ok(typeof app === 'object' && app !== null && 'client_id' in app);
  return String(app.client_id);
};

journeys('a device without a browser', (journey) => {
  journey('its user types the code on a phone, allows it, and the device is in', async (on) => {
    const alice = await on.signedIn('alice');
    const clientId = await registered(on, 'Television');
    const television = createDevice(new URL(alice.url).origin, clientId);
    const { userCode } = await television.begins();
    assert.equal((await television.asks())['error'], 'authorization_pending');

    await alice.opens('/device');
    await alice.fills('Code', 'bcdf');
    await alice.presses('Continue');
    await alice.reads('This code is incorrect');
    await alice.fills('Code', userCode.toLowerCase().replace('-', ' '));
    await alice.presses('Continue');
    await alice.reads('Connect a device to Television', userCode, 'alice', 'on a device in front of you');
    await alice.presses('Allow');
    await alice.reads('Your device is connected');

    assert.ok((await television.asks())['access_token']);
    await alice.opens('/account/authorizations');
    await alice.reads('Television');
  });

  journey('a user who follows a link with a code signs in first, and can cancel', async (on) => {
    const bob = await on.person('bob');
    const clientId = await registered(on, 'Trap');
    await bob.opens('/');
    const trap = createDevice(new URL(bob.url).origin, clientId);
    const { link, userCode } = await trap.begins();

    await bob.opens(new URL(link).pathname + new URL(link).search);
    await bob.signsIn();
    await bob.reads('Connect a device to Trap', userCode);
    await bob.presses('Cancel');
    await bob.reads('The device was not connected.');
    assert.equal((await trap.asks())['error'], 'access_denied');
  });
});
