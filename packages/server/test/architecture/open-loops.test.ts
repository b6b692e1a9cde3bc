import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLoops } from '../support/open-loops.js';
import { PACKAGE } from '../support/paths.js';

// Jobs went on with their batches after they were told to stop, and a stopping server waited for all of them.

/** Loops that are no batches of a job, and why. Batches go by `withRests`, which ends them with their job. */
const NO_BATCHES: Readonly<Record<string, string>> = {
  'apps/operation.ts list': 'for operators, on the command line',
  'device/requests.ts begin': 'until a code is new',
  'keys/ring.ts rotate': 'until the newest key is of this process',
  'tokens/store/consents.ts recordConsent': 'until no other consent was first',
  'tokens/store/withdrawn-resources.ts withdrawFrom': 'until the row is as it was read',
};

test('what a job does in batches can be stopped between any two of them', () => {
  const found = openLoops(PACKAGE)
    .filter(({ path }) => path.startsWith('src/domain/') && !path.endsWith('.test.ts'))
    .map(({ path, within }) => `${path.slice('src/domain/'.length)} ${within}`);
  assert.deepEqual([...new Set(found)].toSorted(), Object.keys(NO_BATCHES).toSorted());
});

const LOOPS = `
declare const next: () => Promise<boolean>;
export const endless = async (): Promise<void> => {
  for (;;) if (!(await next())) return;
};
export const whole = async (): Promise<void> => {
  while (await next());
};
export async function* listed(): AsyncGenerator<number> {
  while (await next()) yield 1;
}
export const store = {
  some: async (): Promise<void> => {
    do await next();
    while (await next());
  },
  ofList: async (): Promise<void> => {
    for (const step of [next]) await step();
  },
  counted: async (): Promise<void> => {
    for (let nth = 0; nth < 3; nth += 1) await next();
  },
  atOnce: (): number => {
    let nth = 0;
    while (nth < 9) nth += 1;
    return nth;
  },
};
`;

test('the rule sees every loop that waits and has no list', () => {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-loops-'));
  try {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ files: ['loops.ts'] }));
    writeFileSync(join(folder, 'loops.ts'), LOOPS);
    assert.deepEqual(
      openLoops(folder).map(({ within }) => within),
      ['endless', 'whole', 'some'],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
