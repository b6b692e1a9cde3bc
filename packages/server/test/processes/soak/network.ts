import { setTimeout as wait } from 'node:timers/promises';
import { isRefused, type Balancer } from '../balancer.js';
import type { Send } from '../processes.js';

/** Longer than the longest fault, so that no client gives up a request that is still being worked on. */
const ANSWERED_WITHIN_MS = 40_000;
const GIVEN_UP_AFTER_MS = 150_000;
const PAUSE_MS = 250;

/** What a client does not know. */
export interface Doubt {
  /** When it sent the first request that was not answered, or answered 503, since it last looked. */
  since: number | null;
}

/** What the soak has seen. */
export interface Seen {
  answers: Record<number, number>;
  unanswered: number;
  /** When a clock was last set, on our own. Infinitely long ago at first. */
  clockSetAt: number;
  /** What must never be. */
  faults: string[];
}

/** Sends a request, unchanged, until it is answered. Whoever sends notes when it cannot know what was done. */
export const untilAnswered = (balancer: Balancer, seen: Seen, doubt: Doubt): Send => {
  const attempt = async (turn: number, path: string, init?: RequestInit): Promise<Response | null> => {
    try {
      const response = await balancer.send(turn, path, { ...init, signal: AbortSignal.timeout(ANSWERED_WITHIN_MS) });
      seen.answers[response.status] = (seen.answers[response.status] ?? 0) + 1;
      if (response.status >= 500 && response.status !== 503) {
        seen.faults.push(`${response.status} from ${path}: ${await response.clone().text()}`.slice(0, 1000));
      }
      return response;
    } catch (error) {
      seen.unanswered += 1;
      if (isRefused(error)) return null;
      if (error instanceof Error && error.name === 'TimeoutError') seen.faults.push(`${path} was never answered`);
      return null;
    }
  };
  return async (turn, path, init) => {
    const started = performance.now();
    for (let tries = 0; ; tries += 1) {
      const response = await attempt(turn + tries, path, init);
      if (response !== null && response.status !== 503) return response;
      doubt.since ??= started;
      if (performance.now() - started > GIVEN_UP_AFTER_MS) throw new Error(`${path}: no answer for too long`);
      await wait(PAUSE_MS);
    }
  };
};
