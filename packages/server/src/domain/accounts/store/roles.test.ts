import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { ALICE, BOB, NOW } from '#test/support/fixtures.js';

forEachDatabase('roles', ({ open }) => {
  test('everybody is a user until a role is given', async () => {
    const { store } = await open();
    assert.equal(await store.roles.find(ALICE), undefined);
    await store.roles.grant(ALICE, 'developer', NOW);
    assert.equal(await store.roles.find(ALICE), 'developer');
    assert.equal(await store.roles.find(BOB), undefined);
  });

  test('a developer can become operator, an operator never a mere developer', async () => {
    const { store } = await open();
    await store.roles.grant(ALICE, 'developer', NOW);
    assert.equal(await store.roles.hasOperator(), false);

    await store.roles.grant(ALICE, 'operator', NOW);
    await store.roles.grant(ALICE, 'developer', NOW);

    assert.equal(await store.roles.find(ALICE), 'operator');
    assert.equal(await store.roles.hasOperator(), true);
  });

  test('in whatever order both roles arrive at once, the operator stays', async () => {
    const { store } = await open();
    await inParallel(20, (index) => store.roles.grant(ALICE, index % 2 === 0 ? 'developer' : 'operator', NOW));
    assert.equal(await store.roles.find(ALICE), 'operator');
  });

  test('giving a role says whether it is new', async () => {
    const { store } = await open();
    const given: boolean[] = [];
    for (const role of ['developer', 'developer', 'operator', 'operator', 'developer'] as const) {
      given.push(await store.roles.grant(ALICE, role, NOW));
    }
    assert.deepEqual(given, [true, false, true, false, false]);
  });

  test('the first operator ends the invitations of other operators, the second does not', async () => {
    const { store } = await open();
    await store.invitations.insert('first', 'operator', NOW + 10, NOW);
    await store.invitations.insert('of a user', 'user', NOW + 10, NOW);
    await store.roles.grant(ALICE, 'operator', NOW);
    assert.equal(await store.invitations.findLive('first', NOW), undefined);
    assert.notEqual(await store.invitations.findLive('of a user', NOW), undefined);

    await store.invitations.insert('second', 'operator', NOW + 10, NOW);
    await store.roles.grant(BOB, 'operator', NOW);
    assert.notEqual(await store.invitations.findLive('second', NOW), undefined);
  });
});
