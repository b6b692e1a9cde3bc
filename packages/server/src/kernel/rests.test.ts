import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { withRests } from '#server/kernel/rests.js';

// The next batch followed at once, and a request that came meanwhile waited for one batch after the other.
test('after each batch of a long deletion, requests have four times as long, up to 50 ms', async () => {
  const times: { began: number; ended: number }[] = [];
  const step = async (milliseconds: number): Promise<boolean> => {
    const began = performance.now();
    await wait(milliseconds);
    times.push({ began, ended: performance.now() });
    return times.length < 3;
  };
  const durations = [5, 100, 1];
  await withRests(() => step(durations[times.length] ?? 0));

  assert.equal(times.length, 3);
  for (const [nth, { began, ended }] of times.entries()) {
    const next = times[nth + 1];
    // Timers may be a millisecond early.
    if (next) assert.ok(next.began - ended >= Math.min(4 * (ended - began), 50) - 1.5, `${next.began - ended} ms`);
  }
});
