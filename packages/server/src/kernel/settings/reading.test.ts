import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isComplete, readSettings, tableOf, type SettingsOf } from '#server/kernel/settings/reading.js';
import { integerBetween, oneOf, optional, text } from '#server/kernel/settings/values.js';

const TABLE = tableOf({
  greeting: { name: 'OCTROI_GREETING', description: 'Said at the door.', fallback: 'Hello', parse: text },
  times: { name: 'OCTROI_TIMES', description: 'How often.', fallback: '1', parse: integerBetween(1, 9) },
  tone: { name: 'OCTROI_TONE', description: 'How.', fallback: '', parse: optional(oneOf('kind', 'curt')) },
});

interface Expected {
  readonly greeting: string;
  readonly times: number;
  readonly tone: 'kind' | 'curt' | null;
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

test('an entry of the table is all that a setting needs: its type and its value follow', () => {
  // Compiles only if the derived type is exactly this.
  const isDerived: Same<SettingsOf<typeof TABLE>, { [K in keyof Expected]: Expected[K] }> = true;
  assert.ok(isDerived);
  const { values, faults } = readSettings(TABLE, { OCTROI_TIMES: '3', OCTROI_TONE: 'kind' });
  assert.deepEqual(faults, []);
  assert.ok(isComplete(TABLE, values));
  const settings: Expected = values;
  assert.deepEqual(settings, { greeting: 'Hello', times: 3, tone: 'kind' });
});

test('a value at fault is missing, and told with its name', () => {
  const { values, faults } = readSettings(TABLE, { OCTROI_TIMES: '10', OCTROI_TONE: 'loud' });
  assert.deepEqual(values, { greeting: 'Hello' });
  assert.ok(!isComplete(TABLE, values));
  assert.deepEqual(faults, [
    'OCTROI_TIMES must be a whole number from 1 to 9.',
    'OCTROI_TONE must be one of kind, curt.',
  ]);
});
