// Compares two builds in one run: their rounds alternate, so that whatever slows the machine slows both.
import { measureRound, median, startLoad } from './measure.mjs';
import { operationsOf } from './operations.mjs';
import { createPopulation } from './population.mjs';
import { startProduct } from './server-process.mjs';

/**
 * The median of `values` and its 95 % confidence bounds (by rank, without assumptions about the distribution). Below
 * six values the bounds are the minimum and maximum.
 */
export const estimate = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const skipped = Math.max(0, Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2));
  return { median: median(sorted), low: sorted[skipped], high: sorted.at(-1 - skipped) };
};

/** Each pair is a round of both builds: `{ here, other }`. */
const ratioOf = (pairs, field) => estimate(pairs.map(({ here, other }) => here[field] / other[field]));

const summary = (name, pairs) => {
  const of = (build, field) => median(pairs.map((pair) => pair[build][field]));
  const all = pairs.flatMap(({ here, other }) => [here, other]);
  return {
    name,
    rounds: pairs,
    requests: all.reduce((sum, round) => sum + round.requests, 0),
    cpuMicros: { other: of('other', 'cpuMicros'), here: of('here', 'cpuMicros'), ratio: ratioOf(pairs, 'cpuMicros') },
    perSecond: { other: of('other', 'perSecond'), here: of('here', 'perSecond'), ratio: ratioOf(pairs, 'perSecond') },
    errors: all.reduce((sum, round) => sum + round.errors, 0),
    firstError: all.find((round) => round.firstError !== undefined)?.firstError,
  };
};

/** Calls back while all builds run. */
const withServers = async (builds, load, use) => {
  const running = [];
  try {
    for (const build of builds) {
      const server = await startProduct(build.database.env, { folder: build.folder });
      running.push(server);
      Object.assign(build, { server, jobs: operationsOf(build.population, server.port, load) });
    }
    return await use();
  } finally {
    for (const server of running) await server.stop();
  }
};

/**
 * Measures both builds, each on its own database. `folders` are the checkouts, `{ here, other }`. Starts them several
 * times, because one process is always a little faster than the next, whatever it runs.
 */
export const compareBuilds = async (folders, createDatabase, plan, progress) => {
  const builds = [];
  const load = startLoad();
  const rounds = new Map(plan.operations.map((name) => [name, []]));

  const runPair = async (name, order, requests) => {
    const prepared = [];
    for (const build of order)
      prepared.push({ build, job: await build.jobs[name]({ codes: requests, limit: requests }) });
    const pair = {};
    for (const { build, job } of prepared) {
      const { collected: _, ...round } = await measureRound(load, build.server, job, plan.seconds);
      pair[build.name] = round;
    }
    return pair;
  };

  try {
    for (const [name, folder] of Object.entries(folders)) {
      const build = { name, folder, database: await createDatabase() };
      builds.push(build);
      build.population = await createPopulation(build.database.env, plan.connections, { folder });
    }
    const database = builds[0].database.name;
    for (let start = 1; start <= plan.starts; start += 1) {
      const began = start % 2 === 1 ? builds : builds.toReversed();
      progress(`${database}: start ${start} of ${plan.starts}, warming up`);
      await withServers(began, load, async () => {
        for (const name of plan.operations) await runPair(name, began, plan.warmUp);
        for (let round = 1; round <= plan.rounds; round += 1) {
          const order = round % 2 === 1 ? began : began.toReversed();
          for (const name of plan.operations) rounds.get(name).push(await runPair(name, order, plan.requests));
          const ratios = [...rounds].map(([name, pairs]) => `${name} ${ratioOf(pairs, 'cpuMicros').median.toFixed(3)}`);
          progress(
            `${database}: start ${start} of ${plan.starts}, round ${round} of ${plan.rounds}; CPU ratios so far: ${ratios.join(', ')}`,
          );
        }
      });
    }
    return { database, operations: plan.operations.map((name) => summary(name, rounds.get(name))) };
  } finally {
    load.stop();
    for (const { database } of builds) await database.drop();
  }
};
