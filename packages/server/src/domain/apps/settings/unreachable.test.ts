import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openInstallation } from '#test/support/installation.js';

const faultsAt = async (issuer: string, uris: readonly string[]): Promise<string[][]> => {
  const installation = await openInstallation({ OCTROI_ISSUER: issuer });
  try {
    const dev = await installation.addUser('dev');
    const found: string[][] = [];
    for (const backchannelLogoutUri of uris) {
      const created = await installation.services.apps.create(dev, {
        name: 'Chat',
        redirectUris: ['https://chat.example/callback'],
        backchannelLogoutUri,
      });
      found.push(
        created.outcome === 'refused' ? created.faults.map(({ field, fault }) => `${field} ${fault.code}`) : [],
      );
    }
    return found;
  } finally {
    await installation.close();
  }
};

const UNREACHABLE = [
  'https://10.0.0.7/logout',
  'https://169.254.169.254/logout',
  'https://[fd00::7]/logout',
  'https://127.0.0.1/logout',
  'https://localhost/logout',
  'http://localhost:8080/logout',
];

test('an address that notices of a sign-out can never reach is refused, with the reason', async () => {
  for (const faults of await faultsAt('https://id.example', UNREACHABLE))
    assert.deepEqual(faults, ['backchannel_logout_uri uriNotPublic']);
});

test('a name is accepted, and under development loopback is too', async () => {
  assert.deepEqual(await faultsAt('https://id.example', ['https://chat.example/logout']), [[]]);
  const loopback = ['http://localhost:8080/logout', 'http://127.0.0.1:8080/logout', 'https://localhost/logout'];
  assert.deepEqual(await faultsAt('http://localhost:3000', [...loopback, 'https://10.0.0.7/logout']), [
    [],
    [],
    [],
    ['backchannel_logout_uri uriNotPublic'],
  ]);
});
