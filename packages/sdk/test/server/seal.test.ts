import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSeal } from '../../dist/server/seal.js';

const SECRET = 's'.repeat(32);
const APP = 'https://id.example client_1';

describe('a sealed text', () => {
  it('opens only with its secret and purpose, and never looks the same twice', async () => {
    const seal = createSeal([SECRET], APP);
    const sealed = await seal.seal('à la vôtre', 'session');
    assert.equal(await createSeal([SECRET], APP).open(sealed, 'session'), 'à la vôtre');
    assert.notEqual(await seal.seal('à la vôtre', 'session'), sealed);
  });

  it('opens for nothing else, by no other secret, and not when a bit of it was changed', async () => {
    const seal = createSeal([SECRET], APP);
    const sealed = await seal.seal('text', 'session');
    assert.equal(await seal.open(sealed, 'sign-in'), null);
    assert.equal(await createSeal(['t'.repeat(32)], APP).open(sealed, 'session'), null);
    assert.equal(await createSeal([SECRET], 'https://id.example client_2').open(sealed, 'session'), null);
    for (let index = 0; index < sealed.length - 1; index += 1) {
      const changed = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
      assert.equal(await seal.open(changed, 'session'), null, String(index));
    }
  });
});
