import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureRound, startLoad } from './measure.mjs';
import { CONNECTIONS, operationsOf } from './operations.mjs';
import { createPopulation } from './population.mjs';
import { startProduct } from './server-process.mjs';

const SHOWN = 40;

/** V8 timestamps samples with the monotonic clock, which all processes share. In microseconds. */
const monotonicMicros = () => Number(process.hrtime.bigint() / 1000n);

const nameOf = ({ functionName, url, lineNumber }) => {
  const file = url.replace(/^.*\/(?:node_modules|packages\/server)\//, '').replace(/^file:\/\//, '');
  return `${functionName || '(anonymous)'}  ${file}${url === '' ? '' : `:${lineNumber + 1}`}`;
};

/** Functions by their share of self time between two moments, greatest first. */
export const selfTimes = (profile, from, until) => {
  const names = new Map(profile.nodes.map((node) => [node.id, nameOf(node.callFrame)]));
  const spent = new Map();
  let now = profile.startTime;
  let total = 0;
  profile.samples.forEach((id, index) => {
    const delta = profile.timeDeltas[index];
    now += delta;
    const name = names.get(id);
    if (now < from || now > until || name.startsWith('(idle)')) return;
    spent.set(name, (spent.get(name) ?? 0) + delta);
    total += delta;
  });
  return [...spent].map(([name, micros]) => ({ name, share: micros / total })).toSorted((a, b) => b.share - a.share);
};

/** Profiles one operation and leaves the profile in `folder` for a viewer. */
export const profileOperation = async (name, database, folder, plan) => {
  const file = `${name.replace(' ', '-')}.cpuprofile`;
  const population = await createPopulation(database.env, CONNECTIONS);
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${file}`];
  const server = await startProduct(database.env, { nodeFlags });
  const load = startLoad();
  const jobs = operationsOf(population, server.port, load);
  await measureRound(load, server, await jobs[name](plan.warmUp), plan.warmUp.seconds);
  const job = await jobs[name](plan.round);
  const from = monotonicMicros();
  const { perSecond, errors } = await measureRound(load, server, job, plan.round.seconds);
  const until = monotonicMicros();
  load.stop();
  await server.stop();

  const path = join(folder, file);
  const top = selfTimes(JSON.parse(readFileSync(path, 'utf8')), from, until).slice(0, SHOWN);
  return [
    `${name}: ${Math.round(perSecond)} requests/s while profiled, ${errors} errors; ${path}`,
    ...top.map(({ name: where, share }) => `${(share * 100).toFixed(1).padStart(6)} %  ${where}`),
  ].join('\n');
};
