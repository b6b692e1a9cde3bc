import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureRound, startLoad } from './measure.mjs';
import { prepareOperations } from './operations.mjs';
import { startProduct } from './server-process.mjs';

/** V8 stamps samples with the monotonic clock, which all processes of a machine share. In microseconds. */
const monotonicMicros = () => Number(process.hrtime.bigint() / 1000n);

const nameOf = ({ functionName, url, lineNumber }) => {
  const file = url.replace(/^.*\/(?:node_modules|packages\/server)\//, '').replace(/^file:\/\//, '');
  return `${functionName || '(anonymous)'}  ${file}${url === '' ? '' : `:${lineNumber + 1}`}`;
};

/** Functions by the share of the CPU time they spent themselves, between two moments. Greatest first. */
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
  return [...spent]
    .map(([name, micros]) => ({ name, share: micros / total }))
    .sort((a, b) => b.share - a.share);
};

/** Profiles each operation in a server of its own; the profiles stay in `folder` for a viewer. */
export const profileOperations = async (database, folder, plan, print) => {
  for (const name of ['code exchange', 'refresh', 'userinfo']) {
    const file = `${name.replace(' ', '-')}.cpuprofile`;
    const server = await startProduct(database.env, ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${file}`]);
    const load = startLoad();
    const operations = await prepareOperations(database.env, server.port, name);
    await measureRound(load, server, await operations.jobs[name](plan.warmUp), plan.warmUp.seconds);
    const job = await operations.jobs[name](plan.round);
    const from = monotonicMicros();
    const { perSecond, errors } = await measureRound(load, server, job, plan.round.seconds);
    const until = monotonicMicros();
    load.stop();
    await operations.close();
    await server.stop();

    const top = selfTimes(JSON.parse(readFileSync(join(folder, file), 'utf8')), from, until).slice(0, 40);
    print(`\n${name}: ${Math.round(perSecond)} requests/s while profiled, ${errors} errors\n${join(folder, file)}`);
    for (const { name: where, share } of top) print(`${(share * 100).toFixed(1).padStart(6)} %  ${where}`);
  }
};
