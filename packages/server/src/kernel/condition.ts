import { AsyncLocalStorage } from 'node:async_hooks';

/** Rejects, and so undoes the write, if what the request was allowed on no longer holds. Runs first in each write. */
export type Condition<Transaction> = (transaction: Transaction) => Promise<void>;

/** What the request was allowed on has ended meanwhile: the session, the token, or the account. Nothing was done. */
export class ConditionEndedError extends Error {
  override readonly name = 'ConditionEndedError';
}

const requests = new AsyncLocalStorage<{ condition: unknown; hasChanged: boolean }>();

/** Runs a request, whose writes may come to depend on a condition. */
export const inRequest = <T>(work: () => T): T => requests.run({ condition: null, hasChanged: false }, work);

/**
 * From here on, each write of this request first checks the condition, in its own transaction, so a request that a session
 * allowed does nothing once the session has ended, however long ago that was checked. Null for a request that depends on
 * nothing more, such as one that has just ended its own session.
 */
export const dependOn = <T>(condition: Condition<T> | null): void => {
  const request = requests.getStore();
  if (request === undefined) throw new Error('Only what runs in a request can depend on a condition.');
  request.condition = condition;
};

/** The same for one more condition, after the others. */
export const alsoDependOn = <T>(condition: Condition<T>): void => {
  const before = (requests.getStore()?.condition ?? null) as Condition<T> | null;
  dependOn<T>(async (transaction) => {
    await before?.(transaction);
    await condition(transaction);
  });
};

/** What a request starts for others too, such as a delivery or a shared look-up, does not depend on its condition. */
export const outsideRequests =
  <A extends unknown[], R>(work: (...given: A) => R): ((...given: A) => R) =>
  (...given) =>
    requests.exit(() => work(...given));

/** For the audit, once what it recorded is committed: this request has changed something. */
export const noteChange = (): void => {
  const request = requests.getStore();
  if (request !== undefined) request.hasChanged = true;
};

/** Whether this request has changed anything so far. Outside of requests nobody notes it, so it counts as changed. */
export const hasChanged = (): boolean => requests.getStore()?.hasChanged ?? true;

/** For the engine of the database: whether a write must check a condition. */
export const isConditional = (): boolean => (requests.getStore()?.condition ?? null) !== null;

/** For the engine of the database: `work`, preceded by the condition of the request that asks for it. */
export const conditional = <Transaction, T>(
  work: (transaction: Transaction) => Promise<T>,
): ((transaction: Transaction) => Promise<T>) => {
  // Whoever sets it declares on which tables; a transaction of ours has them all.
  const condition = (requests.getStore()?.condition ?? null) as Condition<Transaction> | null;
  if (condition === null) return work;
  return async (transaction) => {
    await condition(transaction);
    return work(transaction);
  };
};
