import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRANT_TYPES } from '#server/domain/apps/index.js';
import { GRANTS } from '#server/wiring/grants.js';

test('apps may register exactly the grant types that there are', () => {
  assert.deepEqual(
    GRANTS.map(({ type }) => type.name),
    GRANT_TYPES,
  );
});
