import { connect } from '#server/database/connect.js';
import { createStore } from '../store.js';

/** Credits a user one unit at a time, many at once, and prints each after it was confirmed. Runs until killed. */
const [, , url = '', userId = ''] = process.argv;
const CONCURRENT = 20;

const { users } = createStore(await connect(url, () => {}));

const creditWithoutEnd = async (): Promise<never> => {
  for (;;) {
    await users.move({
      userId: Number(userId),
      quotaDelta: 1,
      usedDelta: 0,
      memo: '',
      idempotencyKey: null,
      now: Date.now(),
    });
    process.send?.('credited');
  }
};

await Promise.all(Array.from({ length: CONCURRENT }, creditWithoutEnd));
