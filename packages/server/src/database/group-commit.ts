/** One connection's transaction, begun and ended synchronously. */
export interface Transaction {
  /** False when another process holds the write lock. */
  tryBegin(): boolean;
  commit(): void;
  rollback(): void;
  savepoint(): void;
  release(): void;
  rollbackToSavepoint(): void;
  /** False if the database itself ended it, as a full disk does mid-statement. */
  isOpen(): boolean;
}

interface Pending {
  work: () => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

type Outcome = { pending: Pending; value: unknown } | { pending: Pending; reason: unknown };

export interface GroupCommitOptions {
  transaction: Transaction;
  /** How long to wait for another process's write lock, in milliseconds. */
  lockTimeout: number;
  onLockTimeout: () => unknown;
}

/** Enough to make the cost of a commit negligible, few enough that no caller waits long. */
const MAX_GROUP = 256;
const LOCK_POLL_MS = 5;

/**
 * Puts all writes that arrive in one turn of the event loop into one transaction and answers each after the commit, so
 * that they share its cost. A failed write is rolled back to its savepoint and does not affect the others, unless it
 * ended the transaction.
 */
export const createGroupCommit = ({ transaction, lockTimeout, onLockTimeout }: GroupCommitOptions) => {
  let queue: Pending[] = [];
  let scheduled = false;

  const schedule = (): void => {
    scheduled = true;
    setImmediate(() => void flush());
  };

  const runOne = async (pending: Pending): Promise<Outcome> => {
    transaction.savepoint();
    try {
      const value = await pending.work();
      transaction.release();
      return { pending, value };
    } catch (reason) {
      // The transaction is gone with all the group's writes, so all of them fail.
      if (!transaction.isOpen()) throw reason;
      transaction.rollbackToSavepoint();
      transaction.release();
      return { pending, reason };
    }
  };

  const waitForLock = async (): Promise<boolean> => {
    const deadline = Date.now() + lockTimeout;
    while (!transaction.tryBegin()) {
      if (Date.now() >= deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
    return true;
  };

  const runGroup = async (group: Pending[]): Promise<Outcome[]> => {
    if (!(await waitForLock())) throw onLockTimeout();
    try {
      const outcomes: Outcome[] = [];
      for (const pending of group) outcomes.push(await runOne(pending));
      transaction.commit();
      return outcomes;
    } catch (reason) {
      transaction.rollback();
      throw reason;
    }
  };

  const flush = async (): Promise<void> => {
    const group = queue.slice(0, MAX_GROUP);
    queue = queue.slice(MAX_GROUP);
    try {
      for (const outcome of await runGroup(group)) {
        if ('reason' in outcome) outcome.pending.reject(outcome.reason);
        else outcome.pending.resolve(outcome.value);
      }
    } catch (reason) {
      for (const pending of group) pending.reject(reason);
    }
    if (queue.length > 0) schedule();
    else scheduled = false;
  };

  return <T>(work: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (!scheduled) schedule();
    });
};
