import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../support/server.js';
import { sourceOf, startProgram } from './program.js';
import { setScene } from './scene.js';

const scene = setScene();

const CLIENTS = {
  'Auth.js in an Express app': { program: 'auth-js-app.mjs', base: '/auth', session: '/' },
  'next-auth': { program: 'next-auth-app.mjs', base: '/api/auth', session: '/api/auth/session' },
};

for (const [name, { program, base, session }] of Object.entries(CLIENTS)) {
  test(`${name} finds the server by discovery, signs a user in and refreshes`, async (t) => {
    const { server, developer, browser } = scene();
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const app = await server.addApp(developer, { redirectUris: [`${origin}${base}/callback/octroi`] });
    const site = startProgram(t, [process.execPath, sourceOf(program)], {
      ISSUER: server.origin,
      CLIENT_ID: app.clientId,
      CLIENT_SECRET: app.clientSecret,
      PORT: String(port),
      NEXTAUTH_URL: origin,
    });
    assert.equal(await site.hears(), 'Ready');

    const visitor = await browser();
    await visitor.opens(`${origin}${base}/signin?callbackUrl=${session}`);
    await visitor.presses('Sign in with Octroi');
    await visitor.signsIn();
    await visitor.presses('Allow');
    await visitor.reads('"user":{"name":"alice","email":"alice@example.com"}');
    await visitor.reads('"balances":["750.00","750.00"],"rotated":true');
  });
}
