import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRANTS } from '#server/wiring/grants.js';
import { openInstallation } from '#test/support/installation.js';

test('apps may register exactly the grant types that there are', async (t) => {
  const { services, addUser, close } = await openInstallation();
  t.after(close);
  const owner = await addUser('dana');
  const names = GRANTS.map(({ type }) => type.name);
  const register = (grantTypes: readonly string[]) =>
    services.apps.create(owner, { name: 'App', redirectUris: ['https://app.example/callback'], grantTypes });

  const registered = await register(names);
  assert.ok(registered.outcome === 'done');
  assert.deepEqual(registered.value.app.grantTypes, names);
  assert.deepEqual(await register([...names, 'password']), {
    outcome: 'refused',
    faults: [{ field: 'grant_types', fault: { code: 'grantTypeUnknown', values: [names.join(', ')] } }],
  });
});
