import { machineClock, SECOND, steadyClock, type Clock, type SteadyClock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import type { Database } from '../database.js';
import type { EngineTables } from '../tables.js';
import { afterLook, hasJumped, OFF, type Mark } from './mark.js';
import { referenceTimeStore } from './store.js';

/** An answer that took longer says little about the database's clock. In milliseconds. */
const PROMPT = 2 * SECOND;

/** The two times of an installation (ADR 0046). Reading either costs a few arithmetic operations. */
export interface Time {
  /** The reference: what is stored and compared here. */
  reference: Clock;
  /** The true time: what others see or send. */
  world: Clock;
  /** Why no requests should come here, or null. */
  fault(): string | null;
  /** Whether the clock jumped and nobody has accepted it, so that nothing may be deleted because it seems old. */
  isInDoubt(): boolean;
  /** Looks at the database's clock and the mark, and raises the mark. To be called every 10 seconds. */
  look(): Promise<void>;
}

/** Time that only its owner moves, for tests. */
export const givenTime = (clock: Clock, world = clock): Time => ({
  reference: clock,
  world,
  fault: () => null,
  isInDoubt: () => false,
  look: () => Promise.resolve(),
});

const seconds = (milliseconds: number): string => `${Math.round(Math.abs(milliseconds) / SECOND)} seconds`;

const ADVICE = 'Correct it. If it is right, run `octroi doctor --accept-clock`.';

/** What keeps a process from being ready: by how much the machine is ahead of the database's clock, and the reference of both. */
export const faultOf = (machineAhead: number, referenceAhead: number): string | null => {
  if (Math.abs(machineAhead) > OFF) {
    const direction = machineAhead > 0 ? 'ahead of' : 'behind';
    return `This machine's clock is ${seconds(machineAhead)} ${direction} the database's. Synchronise both.`;
  }
  if (referenceAhead > OFF) {
    return `The clock is ${seconds(referenceAhead)} behind the latest time of this installation. ${ADVICE}`;
  }
  return null;
};

/** Opens the time of a migrated database. */
export const openTime = async (
  database: Database<EngineTables>,
  log: Log,
  elapsed: () => number = () => performance.now(),
): Promise<Time> => {
  const store = referenceTimeStore(database, elapsed);
  let { mark, offset } = await store.look();
  const world: Clock = { now: () => store.worldAt({ offset }) };
  const reference: SteadyClock = steadyClock(world.now, elapsed, mark.mark);

  const fault = (): string | null =>
    faultOf(offset === null ? 0 : machineClock.now() - world.now(), reference.now() - world.now());
  const isInDoubt = (): boolean => hasJumped(mark, reference.now());

  let told: string | null = null;
  let wasInDoubt = false;
  const tell = (): void => {
    const now = fault();
    if (now !== null && told === null) log.error({ reason: now }, 'not ready: the clock is wrong');
    if (now === null && told !== null) log.info('the clock is right again');
    told = now;
    const doubt = isInDoubt();
    if (doubt && !wasInDoubt) {
      log.warn(
        { mark: new Date(mark.mark), now: new Date(world.now()) },
        'the clock is more than a day ahead of the latest known time: nothing is deleted by age until it has run steadily for an hour, or `octroi doctor --accept-clock` was run',
      );
    }
    if (!doubt && wasInDoubt) log.info('the clock is trusted again');
    wasInDoubt = doubt;
  };

  const record = async (found: Mark): Promise<void> => {
    if (found.accepted === mark.accepted) reference.raise(found.mark);
    else reference.reset(found.mark);
    mark = found;
    const next = afterLook(found, { reference: reference.now(), world: world.now() });
    if (await store.replace(found, next)) mark = next;
    tell();
  };

  await record(mark);
  return {
    reference,
    world,
    fault,
    isInDoubt,
    look: async () => {
      const sight = await store.look();
      if (sight.took < PROMPT) offset = sight.offset;
      await record(sight.mark);
    },
  };
};
