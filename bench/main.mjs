// Measures the product as operators run it. README.md explains the options.
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { agePage, formatAge } from './lib/age/report.mjs';
import { measureRetention, retentionFaults } from './lib/age/retention.mjs';
import { measureSpace, spaceFaults } from './lib/age/space.mjs';
import { compareBuilds } from './lib/compare.mjs';
import { comparisonFaults, formatComparison } from './lib/comparison-report.mjs';
import { createPostgres, createSqlite, temporaryFolder } from './lib/databases.mjs';
import { formatMemory, measureMemory, memoryFaults, memoryPage } from './lib/memory.mjs';
import { measureDatabase } from './lib/measure.mjs';
import { OPERATIONS } from './lib/operations.mjs';
import { readOptions } from './lib/options.mjs';
import { profileOperation } from './lib/profile.mjs';
import { describeMachine, faultsOf, formatResults, resultsPage } from './lib/report.mjs';

const FULL = {
  starts: 5,
  rounds: 3,
  warmUp: { seconds: 2, bareSeconds: 1, codes: 8_000 },
  round: { seconds: 5, bareSeconds: 2, codes: 25_000 },
  memory: { signIns: [600, 2_000, 10_000], views: 10_000 },
  retention: { rows: 1_000_000, seconds: 3, idleRounds: 10 },
  life: { users: 1_000, signIns: 100_000, refreshesEach: 10, days: 500 },
};
const QUICK = {
  starts: 1,
  rounds: 1,
  warmUp: { seconds: 0.5, bareSeconds: 0.2, codes: 1_500 },
  round: { seconds: 1, bareSeconds: 0.5, codes: 4_000 },
  memory: { signIns: [100], views: 50 },
  retention: { rows: 20_000, seconds: 1, idleRounds: 2 },
  life: { users: 50, signIns: 2_000, refreshesEach: 2, days: 500 },
};

/** From this load average on, absolute numbers say more about the machine than about the product. */
const BUSY = 0.7;

const options = readOptions(process.argv.slice(2));
const postgres = process.env.OCTROI_BENCH_POSTGRES_URL;
const plan = options.quick ? QUICK : FULL;
const progress = (line) => console.error(line);

/** Creates a database for `use` and drops it afterwards. */
const withDatabase = async (create, use) => {
  const database = await create();
  try {
    return await use(database);
  } finally {
    await database.drop();
  }
};

/** Each operation has its own server and database, so that its profile contains nothing else. */
const profile = async () => {
  const folder = temporaryFolder('octroi-profile-');
  for (const name of OPERATIONS) {
    console.log(await withDatabase(createSqlite, (database) => profileOperation(name, database, folder, plan)), '\n');
  }
};

const reportFaults = (faults) => {
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
};

/** Compares with the other build in the folder OCTROI_BENCH_OTHER. */
const compare = async ({ against, databases, volatile, ...comparison }) => {
  const machine = describeMachine();
  const folders = { here: fileURLToPath(new URL('..', import.meta.url)), other: process.env.OCTROI_BENCH_OTHER };
  const creators = { sqlite: () => createSqlite({ volatile }), postgres: () => createPostgres(postgres) };
  const results = [];
  for (const name of databases) results.push(await compareBuilds(folders, creators[name], comparison, progress));
  const asText = () => `\n${formatComparison(against, results)}`;
  console.log(options.json ? JSON.stringify({ ...machine, against, results }, null, 2) : asText());
  reportFaults(comparisonFaults(results));
};

/** Results of both databases, as `measureOne` measures them. */
const onEach = async (measureOne) => {
  const kinds = [createSqlite];
  if (postgres) kinds.push(() => createPostgres(postgres));
  else progress('OCTROI_BENCH_POSTGRES_URL is not set: PostgreSQL is left out.');
  const results = [];
  for (const create of kinds) results.push(await withDatabase(create, measureOne));
  return results;
};

/** Prints results, and writes their page after a full run. */
const publish = (machine, results, { format, page, file }) => {
  console.log(options.json ? JSON.stringify({ ...machine, results }, null, 2) : `\n${format(results)}`);
  if (options.quick || !postgres) return;
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(new URL(file, import.meta.url), page(results, machine, today));
};

const measure = async () => {
  const machine = describeMachine();
  if (machine.load > BUSY)
    progress(`The machine is busy (load average ${machine.load.toFixed(1)}): trust only what is relative to bare.`);
  const results = await onEach((database) => measureDatabase(database, plan, progress));
  publish(machine, results, { format: formatResults, page: resultsPage, file: './RESULTS.md' });
  reportFaults(faultsOf(results));
};

const memory = async () => {
  const results = await onEach((database) => measureMemory(database, plan.memory, progress));
  publish(describeMachine(), results, { format: formatMemory, page: memoryPage, file: './MEMORY.md' });
  reportFaults(memoryFaults(results));
};

const age = async () => {
  const machine = describeMachine();
  const retention = await onEach((database) => measureRetention(database, plan.retention, progress));
  const space = await measureSpace(plan.life, progress);
  publish(machine, { retention, space }, { format: formatAge, page: agePage, file: './AGE.md' });
  reportFaults([...retentionFaults(retention), ...spaceFaults(space)]);
};

// By default a signal ends a process without running its `exit` listeners, which stop servers and delete databases.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

if (options.comparison !== null) await compare(options.comparison);
else if (options.memory) await memory();
else if (options.age) await age();
else await (options.profile ? profile() : measure());
