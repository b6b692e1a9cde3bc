import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { bareJobLike, CONNECTIONS, OPERATIONS, operationsOf } from './operations.mjs';
import { createPopulation } from './population.mjs';
import { startBare, startProduct } from './server-process.mjs';

/** By then a started server has generated its keys and is idle. */
const IDLE_AFTER_MS = 2_000;

export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2;
};

export const startLoad = () => {
  const child = fork(new URL('./load.mjs', import.meta.url));
  const ended = new AbortController();
  child.once('exit', () => ended.abort(new Error('The load process ended.')));
  return {
    run: async (job) => {
      child.send(job);
      const [result] = await once(child, 'message', { signal: ended.signal });
      return result;
    },
    stop: () => child.disconnect(),
  };
};

/** Times from spawn to ready, first on an empty database and then on the existing one. In milliseconds. */
const measureStarts = async (env, starts) => {
  const readyMs = [];
  for (let start = 0; start <= starts; start += 1) {
    const server = await startProduct(env);
    readyMs.push(server.readyMs);
    await server.stop();
  }
  const [first, ...later] = readyMs;
  return { firstMs: first, medianMs: median(later) };
};

/** Runs one job and returns what the server spent on it. */
export const measureRound = async (load, server, job, seconds) => {
  const before = server.cpuMs();
  const result = await load.run({ ...job, port: server.port, seconds });
  const cpuMicros = ((server.cpuMs() - before) * 1000) / result.requests;
  return { ...result, cpuMicros, resident: server.memory().resident };
};

const summary = (rounds) => {
  const of = (name) => median(rounds.map((round) => round[name]));
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p99: of('p99'),
    cpuMicros: of('cpuMicros'),
    residentMb: of('resident'),
    requests: rounds.reduce((sum, round) => sum + round.requests, 0),
    errors: rounds.reduce((sum, round) => sum + round.errors, 0),
    firstError: rounds.find((round) => round.firstError !== undefined)?.firstError,
  };
};

/** Measures the product on one database, alternating with rounds of the bare server. */
export const measureDatabase = async (database, plan, progress) => {
  progress(`${database.name}: ${plan.starts + 1} starts`);
  const ready = await measureStarts(database.env, plan.starts);
  const population = await createPopulation(database.env, CONNECTIONS);
  const server = await startProduct(database.env);
  const load = startLoad();
  let bare;
  try {
    await delay(IDLE_AFTER_MS);
    const idleMb = server.memory().resident;
    bare = await startBare();
    const jobs = operationsOf(population, server.port, load);
    const rounds = new Map(OPERATIONS.map((name) => [name, { product: [], bare: [] }]));

    const runRound = async (name, { seconds, bareSeconds, codes }) => {
      const job = await jobs[name]({ codes });
      const product = await measureRound(load, server, job, seconds);
      return { product, bare: await measureRound(load, bare, bareJobLike(job, product.answerBytes), bareSeconds) };
    };
    for (const name of OPERATIONS) {
      progress(`${database.name}: ${name}, warming up`);
      await runRound(name, plan.warmUp);
    }
    for (let round = 1; round <= plan.rounds; round += 1) {
      for (const name of OPERATIONS) {
        progress(`${database.name}: ${name}, round ${round} of ${plan.rounds}`);
        const results = await runRound(name, plan.round);
        rounds.get(name).product.push(results.product);
        rounds.get(name).bare.push(results.bare);
      }
    }
    return {
      database: database.name,
      ready,
      idleMb,
      peakMb: server.memory().peak,
      operations: OPERATIONS.map((name) => {
        const product = summary(rounds.get(name).product);
        const reference = summary(rounds.get(name).bare);
        return { name, ...product, bare: reference, ratio: product.perSecond / reference.perSecond };
      }),
    };
  } finally {
    load.stop();
    await bare?.stop();
    await server.stop();
  }
};
