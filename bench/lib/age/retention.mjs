// How long requests take while a million old rows are deleted, beside how long they take otherwise.
import { median, startLoad } from '../measure.mjs';
import { CONNECTIONS, operationsOf } from '../operations.mjs';
import { createPopulation } from '../population.mjs';
import { table, whole } from '../report.mjs';
import { startAging } from '../server-process.mjs';
import { addExpired } from './expired.mjs';

const MEASURED = ['refresh', 'userinfo'];
/** How much longer the slowest of a hundred requests may take meanwhile. */
const MOST = 3;

const medianP99 = (rounds) => median(rounds.map(({ p99 }) => p99));

export const measureRetention = async (database, { rows, seconds, idleRounds }, progress) => {
  const population = await createPopulation(database.env, CONNECTIONS);
  const server = await startAging(database.env);
  const load = startLoad();
  try {
    const operations = operationsOf(population, server.port, load);
    const round = async (name) => {
      const job = await operations[name]({});
      const { p50, p99, perSecond, errors, firstError } = await load.run({ ...job, port: server.port, seconds });
      progress(`${database.name}: ${name}, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
      if (errors > 0) throw new Error(`${name}: ${firstError}`);
      return { p50, p99, perSecond };
    };
    const rounds = async (isOver) => {
      const found = Object.fromEntries(MEASURED.map((name) => [name, []]));
      do {
        for (const name of MEASURED) found[name].push(await round(name));
      } while (!isOver(found));
      return found;
    };

    progress(`${database.name}: warming up`);
    for (const name of MEASURED) await round(name);
    progress(`${database.name}: adding ${whole(rows)} expired rows`);
    await addExpired(database.env, rows);
    const idle = await rounds((found) => found.refresh.length >= idleRounds);
    progress(`${database.name}: deleting them`);
    const began = performance.now();
    let took = null;
    const deletion = server.deleteOld().then(() => (took = (performance.now() - began) / 1000));
    const busy = await rounds(() => took !== null);
    await deletion;
    return {
      database: database.name,
      rows,
      seconds: took,
      operations: MEASURED.map((name) => ({
        name,
        idle: medianP99(idle[name]),
        busy: medianP99(busy[name]),
        worst: Math.max(...busy[name].map(({ p99 }) => p99)),
        rounds: busy[name].length,
      })),
    };
  } finally {
    load.stop();
    await server.stop();
  }
};

const milliseconds = (value) => value.toFixed(1);

export const formatRetention = (results) =>
  table([
    ['p99 in ms', 'operation', 'otherwise', 'while deleting', 'worst round', 'ratio', 'at most', 'seconds', 'rows'],
    ...results.flatMap(({ database, rows, seconds, operations }) =>
      operations.map(({ name, idle, busy, worst }) => [
        database,
        name,
        milliseconds(idle),
        milliseconds(busy),
        milliseconds(worst),
        (busy / idle).toFixed(1),
        String(MOST),
        whole(seconds),
        whole(rows),
      ]),
    ),
  ]);

/** What takes too long. */
export const retentionFaults = (results) =>
  results.flatMap(({ database, operations }) =>
    operations
      .filter(({ idle, busy }) => busy > MOST * idle)
      .map(
        ({ name, idle, busy }) =>
          `${database}: p99 of ${name} grows from ${milliseconds(idle)} to ${milliseconds(busy)} ms`,
      ),
  );
