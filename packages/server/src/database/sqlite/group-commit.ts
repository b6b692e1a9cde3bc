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
  work: () => unknown;
  isOneStatement: boolean;
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
 * ended the transaction. A write of one statement needs no savepoint, because a statement that fails undoes itself.
 */
export const createGroupCommit = ({ transaction, lockTimeout, onLockTimeout }: GroupCommitOptions) => {
  let queue: Pending[] = [];
  let scheduled = false;

  const schedule = (): void => {
    scheduled = true;
    setImmediate(() => void flush());
  };

  const runStatement = (pending: Pending): Outcome => {
    try {
      return { pending, value: pending.work() };
    } catch (reason) {
      // The transaction is gone with all the group's writes, so all of them fail.
      if (!transaction.isOpen()) throw reason;
      return { pending, reason };
    }
  };

  const runSeveral = async (pending: Pending): Promise<Outcome> => {
    transaction.savepoint();
    try {
      const value = await pending.work();
      transaction.release();
      return { pending, value };
    } catch (reason) {
      if (!transaction.isOpen()) throw reason;
      transaction.rollbackToSavepoint();
      transaction.release();
      return { pending, reason };
    }
  };

  const waitForLock = async (): Promise<boolean> => {
    const deadline = performance.now() + lockTimeout;
    while (!transaction.tryBegin()) {
      if (performance.now() >= deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
    return true;
  };

  const runGroup = async (group: Pending[]): Promise<Outcome[]> => {
    if (!(await waitForLock())) throw onLockTimeout();
    try {
      const outcomes: Outcome[] = [];
      for (const pending of group) {
        if (pending.isOneStatement) outcomes.push(runStatement(pending));
        // A write alone in its group fails with the transaction.
        else if (group.length === 1) outcomes.push({ pending, value: await pending.work() });
        else outcomes.push(await runSeveral(pending));
      }
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

  const add = <T>(work: () => T | Promise<T>, isOneStatement: boolean): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      queue.push({ work, isOneStatement, resolve: resolve as (value: unknown) => void, reject });
      if (!scheduled) schedule();
    });

  return {
    write: <T>(work: () => Promise<T>): Promise<T> => add(work, false),
    /** `work` runs one statement, synchronously. */
    writeOne: <T>(work: () => T): Promise<T> => add(work, true),
  };
};
