import { setTimeout as wait } from 'node:timers/promises';
import { HOUR, MINUTE } from '#server/kernel/clock.js';
import type { MachineClock } from '../../support/faketime.js';
import type { SmallDisk } from '../../support/small-disk.js';
import type { Processes } from '../processes.js';
import type { Gate } from './gate.js';
import type { Seen } from './network.js';
import type { Random } from './random.js';

/** Something that goes wrong for a while. Says what, and resolves once it is over. */
export type Fault = (random: Random, say: (what: string) => void) => Promise<void>;

/** What goes on while it happens. */
export interface Scene {
  gate: Gate;
  seen: Seen;
}

/** As a service manager does it: again and again, because it may be the database that is missing. */
const startAgain = async (processes: Processes, index: number): Promise<void> => {
  for (;;) {
    try {
      return await processes.start(index);
    } catch {
      await wait(500);
    }
  }
};

/** Milliseconds that a fault lasts. */
const aWhile = (random: Random): number => random.between(500, 7_000);

/** It may have ended meanwhile. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
};

const stopFor = async (pids: readonly number[], ms: number): Promise<void> => {
  for (const pid of pids) signal(pid, 'SIGSTOP');
  await wait(ms);
  for (const pid of pids) signal(pid, 'SIGCONT');
};

export const kill =
  (processes: Processes): Fault =>
  async (random, say) => {
    const all = [...processes.origins.keys()];
    const killed = random.chance(0.3) ? all : [random.pick(all)];
    const ms = random.between(0, 1_000);
    say(`kill ${killed.join(' and ')}, and start after ${ms} ms`);
    await Promise.all(killed.map((index) => processes.kill(index)));
    await wait(ms);
    await Promise.all(killed.map((index) => startAgain(processes, index)));
  };

export const restart =
  (processes: Processes): Fault =>
  async (random, say) => {
    const index = random.pick([...processes.origins.keys()]);
    say(`restart ${index}`);
    await processes.stop(index);
    await startAgain(processes, index);
  };

export const stopAndContinue =
  (processes: Processes): Fault =>
  async (random, say) => {
    const ms = aWhile(random);
    const index = random.pick([...processes.origins.keys()]);
    say(`stop ${index} for ${ms} ms, and continue`);
    await stopFor(
      processes.pids().filter((_pid, at) => at === index),
      ms,
    );
  };

export const fillDisk =
  (disk: SmallDisk): Fault =>
  async (random, say) => {
    const ms = aWhile(random);
    say(`full disk for ${ms} ms`);
    disk.fill();
    await wait(ms);
    await disk.free();
  };

/** Not in the middle of a request: a minute in which a lost answer can be had again is no minute then. */
export const stepClock =
  (clock: MachineClock, whose: string, { gate, seen }: Scene): Fault =>
  async (random, say) => {
    const by = random.pick([-1, 1]) * random.between(MINUTE, 2 * HOUR);
    const ms = random.between(1_000, 12_000);
    say(`step ${whose} by ${Math.round(by / MINUTE)} minutes, and back after ${ms} ms`);
    for (const error of [by, 0]) {
      await gate.whileEmpty(() => clock.set(error));
      seen.clockSetAt = performance.now();
      await wait(ms);
    }
  };

/** Freezes what the function names at that time. */
export const freeze =
  (what: string, pids: () => Promise<readonly number[]>): Fault =>
  async (random, say) => {
    const ms = aWhile(random);
    say(`freeze ${what} for ${ms} ms`);
    await stopFor(await pids(), ms);
  };
