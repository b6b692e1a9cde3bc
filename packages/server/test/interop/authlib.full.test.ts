import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceOf, startProgram } from './program.js';
import { assertIsAlice, CALLBACK, setScene } from './scene.js';

const scene = setScene();

const PYTHON = process.env['OCTROI_TEST_PYTHON'] ?? '/usr/bin/python3';

test('Authlib signs a user in with PKCE, verifies the id_token, reads userinfo, refreshes and revokes', async (t) => {
  const { server, developer, alice, signsInAndAllows } = scene();
  const app = await server.addApp(developer, { redirectUris: [CALLBACK] });
  const program = startProgram(
    t,
    [PYTHON, sourceOf('authlib-client.py'), server.origin, app.clientId, app.clientSecret, CALLBACK],
    // The library allows http only when told to.
    { AUTHLIB_INSECURE_TRANSPORT: 'true' },
  );
  const hears = async (): Promise<unknown> => JSON.parse((await program.hears()) ?? 'null');

  const address = await hears();
  assert.ok(typeof address === 'string', 'the program ended before it said where to sign in');
  program.answers(JSON.stringify(await signsInAndAllows(address)));
  const learnt = await hears();
  assert.ok(typeof learnt === 'object' && learnt !== null && 'userinfo' in learnt, 'the program ended early');

  const { userinfo, ...rest } = learnt;
  assert.ok(Array.isArray(userinfo));
  assert.equal(userinfo.length, 2);
  for (const claims of userinfo) assertIsAlice(claims, alice);
  assert.deepEqual(rest, { subject: alice, rotated: true, revocation: 200, afterwards: 401 });
  assert.equal(await program.ended, 0);
});
