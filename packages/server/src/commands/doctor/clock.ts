import { afterAcceptance, hasJumped, OFF, type Mark } from '../../database/clock/mark.js';
import { referenceTimeStore } from '../../database/clock/store.js';
import type { Database } from '../../database/database.js';
import type { EngineTables } from '../../database/tables.js';
import { machineClock, SECOND } from '../../kernel/clock.js';
import { CommandError } from '../context.js';
import { error, ok, warning, type Finding } from './findings.js';

/** A difference to the database's clock that is worth a warning. In milliseconds. */
const WORTH_TELLING = 5 * SECOND;
/** Running servers raise the mark meanwhile. */
const TRIES = 10;

interface Times {
  mark: Mark;
  /** The true time (ADR 0046). */
  world: number;
  /** By how much this machine's clock is ahead of the database's; null on SQLite. */
  machineAhead: number | null;
}

/** What this command sees of the time. Changes nothing. */
export const seeTimes = async (database: Database<EngineTables>): Promise<Times> => {
  const store = referenceTimeStore(database);
  const sight = await store.look();
  const world = store.worldAt(sight);
  return { mark: sight.mark, world, machineAhead: sight.offset === null ? null : machineClock.now() - world };
};

const shown = (moment: number): string => new Date(moment).toISOString();

const ACCEPT = 'Correct it. If it is right, run `octroi doctor --accept-clock`.';

export const examineClock = ({ mark, world, machineAhead }: Times): Finding[] => {
  const findings: Finding[] = [];
  if (machineAhead !== null && Math.abs(machineAhead) > WORTH_TELLING) {
    const tell = Math.abs(machineAhead) > OFF ? error : warning;
    const difference = `${Math.round(Math.abs(machineAhead) / SECOND)} s ${machineAhead > 0 ? 'ahead of' : 'behind'}`;
    findings.push(
      ...tell(
        'clock',
        `This machine’s clock is ${difference} the database’s.`,
        'Synchronise all machines with NTP. A server that is more than 30 s off is not ready.',
      ),
    );
  }
  if (mark.mark - world > OFF) {
    findings.push(
      ...error('clock', `It is ${shown(world)}, but this installation has already seen ${shown(mark.mark)}.`, ACCEPT),
    );
  }
  if (hasJumped(mark, world)) {
    findings.push(
      ...warning(
        'clock',
        `It is ${shown(world)}; until ${shown(mark.mark)} a server saw the time pass. Nothing is deleted by age until the clock has run steadily for an hour.`,
        ACCEPT,
      ),
    );
  }
  return findings.length > 0 ? findings : ok('clock', `it is ${shown(world)}`);
};

/** Says that the true time is right, whatever was seen before. Running servers follow within 10 seconds. */
export const acceptClock = async (database: Database<EngineTables>): Promise<Finding[]> => {
  const store = referenceTimeStore(database);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const sight = await store.look();
    const world = store.worldAt(sight);
    if (await store.replace(sight.mark, afterAcceptance(sight.mark, world))) {
      return ok('clock', `${shown(world)} is accepted as the time`);
    }
  }
  throw new CommandError('The time kept changing while it was written. Run this again.');
};
