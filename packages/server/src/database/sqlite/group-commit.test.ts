import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { createGroupCommit, type Transaction } from '#server/database/sqlite/group-commit.js';

/** A transaction that records its calls. */
const recordingTransaction = (changes: Partial<Transaction> = {}) => {
  const told: string[] = [];
  const tell = (word: string) => () => void told.push(word);
  const transaction: Transaction = {
    tryBegin: () => {
      told.push('begin');
      return true;
    },
    commit: tell('commit'),
    rollback: tell('rollback'),
    savepoint: tell('savepoint'),
    release: tell('release'),
    rollbackToSavepoint: tell('rollback to savepoint'),
    isOpen: () => true,
    ...changes,
  };
  return { told, transaction };
};

const groupCommitOn = (transaction: Transaction, lockTimeout = 1_000) =>
  createGroupCommit({ transaction, lockTimeout, onLockTimeout: () => new UnavailableError('locked') });

const fail = (): string => {
  throw new Error('no');
};
const answer = (value: string) => () => Promise.resolve(value);

describe('group commit', () => {
  test('writes that arrive together share one commit and are answered after it', async () => {
    const { told, transaction } = recordingTransaction();
    const { write } = groupCommitOn(transaction);

    await Promise.all(['first', 'second'].map((name) => write(answer(name)).then((value) => told.push(value))));

    const each = ['savepoint', 'release'];
    assert.deepEqual(told, ['begin', ...each, ...each, 'commit', 'first', 'second']);
  });

  test('a write that arrives while a group is at work goes into the next', async () => {
    const { told, transaction } = recordingTransaction();
    const { write } = groupCommitOn(transaction);
    let second: Promise<string> | undefined;

    await write(async () => {
      second = write(answer('second'));
    });
    await second;

    assert.deepEqual(told, ['begin', 'commit', 'begin', 'commit']);
  });

  test('a write that is alone needs no savepoint: when it fails, its transaction is undone', async () => {
    const { told, transaction } = recordingTransaction();
    const { write } = groupCommitOn(transaction);

    await assert.rejects(
      write(() => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(await write(answer('yes')), 'yes');

    assert.deepEqual(told, ['begin', 'rollback', 'begin', 'commit']);
  });

  test('a write that fails is undone to its savepoint, the others are committed', async () => {
    const { told, transaction } = recordingTransaction();
    const { write } = groupCommitOn(transaction);

    const results = await Promise.allSettled([write(() => Promise.reject(new Error('no'))), write(answer('yes'))]);

    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
    const undone = ['savepoint', 'rollback to savepoint', 'release'];
    assert.deepEqual(told, ['begin', ...undone, 'savepoint', 'release', 'commit']);
  });

  test('a write of one statement needs no savepoint, and the others are committed when it fails', async () => {
    const { told, transaction } = recordingTransaction();
    const { write, writeOne } = groupCommitOn(transaction);
    const results = await Promise.allSettled([writeOne(fail), writeOne(() => 'one'), write(answer('several'))]);

    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    );
    assert.deepEqual(told, ['begin', 'savepoint', 'release', 'commit']);
  });

  test('a failed commit fails all its writes, and the next group starts afresh', async () => {
    const diskFull = new Error('disk full');
    const failures = [diskFull];
    const { told, transaction } = recordingTransaction({
      commit: () => {
        const failure = failures.pop();
        if (failure) throw failure;
        told.push('commit');
      },
    });
    const { write } = groupCommitOn(transaction);

    const results = await Promise.allSettled([write(answer('a')), write(answer('b'))]);
    assert.deepEqual(results, [
      { status: 'rejected', reason: diskFull },
      { status: 'rejected', reason: diskFull },
    ]);
    assert.equal(told.at(-1), 'rollback');

    assert.equal(await write(answer('c')), 'c');
    assert.equal(told.at(-1), 'commit');
  });

  test('a write that ends the whole transaction fails its group for that reason, and the next group starts afresh', async () => {
    const diskFull = new UnavailableError('disk full');
    const { told, transaction } = recordingTransaction({
      isOpen: () => false,
      rollbackToSavepoint: () => {
        throw new Error('no such savepoint');
      },
    });
    const { write } = groupCommitOn(transaction);

    const results = await Promise.allSettled([write(answer('lost')), write(() => Promise.reject(diskFull))]);
    assert.deepEqual(results, [
      { status: 'rejected', reason: diskFull },
      { status: 'rejected', reason: diskFull },
    ]);
    assert.equal(told.at(-1), 'rollback');

    assert.equal(await write(answer('c')), 'c');
    assert.equal(told.at(-1), 'commit');
  });

  test('a lock that is released in time is waited for', async () => {
    let tries = 0;
    const { transaction } = recordingTransaction({ tryBegin: () => (tries += 1) > 3 });
    assert.equal(await groupCommitOn(transaction).write(answer('done')), 'done');
    assert.equal(tries, 4);
  });

  test('a lock that is held too long is UnavailableError, and later writes succeed', async () => {
    let held = true;
    const { transaction } = recordingTransaction({ tryBegin: () => !held });
    const { write } = groupCommitOn(transaction, 20);

    await assert.rejects(write(answer('too late')), UnavailableError);

    held = false;
    assert.equal(await write(answer('done')), 'done');
  });

  test('a connection that cannot even begin fails the group, not the process', async () => {
    const broken = new Error('disk I/O error');
    const { transaction } = recordingTransaction({
      tryBegin: () => {
        throw broken;
      },
    });
    await assert.rejects(groupCommitOn(transaction).write(answer('never')), broken);
  });
});
