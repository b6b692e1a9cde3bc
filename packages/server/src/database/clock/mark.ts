import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/clock.js';
import type { ReferenceTimeTable } from '../tables.js';

/** Clocks that differ by more than this are not the same clock. In milliseconds. */
export const OFF = 30 * SECOND;
/** A clock that is further ahead of the mark has jumped, or nothing has run for that long. */
const JUMP = DAY;
/** How long a clock that jumped must run steadily until it is believed. */
const STEADY = HOUR;
/** What one look can count towards that, so that no leap within the hour shortens it. */
const ONE_LOOK = MINUTE;

/** What is known of the time. */
export type Mark = Omit<ReferenceTimeTable, 'id'>;

/** Both times, when somebody looks. */
export interface Look {
  reference: number;
  /** The true time. */
  world: number;
}

export const hasJumped = (mark: Pick<Mark, 'mark'>, reference: number): boolean =>
  mark.mark > 0 && reference - mark.mark > JUMP;

/** The row after a look. */
export const afterLook = (mark: Mark, { reference, world }: Look): Mark => {
  const raised: Mark = {
    mark: Math.max(mark.mark, reference),
    accepted: mark.accepted,
    jumped_at: null,
    seen_at: world,
    steady_for: 0,
  };
  if (!hasJumped(mark, reference)) return raised;
  const passed = world - mark.seen_at;
  const isSteady = mark.jumped_at !== null && passed > -OFF && passed < JUMP && reference - world <= OFF;
  if (!isSteady) return { ...mark, jumped_at: world, seen_at: world, steady_for: 0 };
  const steadyFor = mark.steady_for + Math.min(Math.max(passed, 0), ONE_LOOK);
  return steadyFor >= STEADY ? raised : { ...mark, seen_at: world, steady_for: steadyFor };
};

/** The row after an operator has said that the true time is right. */
export const afterAcceptance = (mark: Mark, world: number): Mark => ({
  mark: world,
  accepted: mark.accepted + 1,
  jumped_at: null,
  seen_at: world,
  steady_for: 0,
});
