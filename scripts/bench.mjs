// npm run bench: runs the benchmarks, on a PostgreSQL with durable commits; with --against, compares two commits.
import { readOptions } from '../bench/lib/options.mjs';
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { nodeBinary } from './lib/node.mjs';
import { withCommit } from './lib/other-commit.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { main, progress, run } from './lib/process.mjs';

const withPostgres = async (durable, use) => {
  const postgres = await startPostgres({ durable });
  progress(`PostgreSQL ${postgres.version} ready on ${postgres.address}`);
  try {
    return await use({ OCTROI_BENCH_POSTGRES_URL: postgres.url });
  } finally {
    await postgres.stop();
  }
};

await main(async (args) => {
  const { comparison } = readOptions(args);
  await ensureInstalled();
  await build();
  const measure = async (variables = {}) => {
    const env = { ...process.env, ...variables };
    return (await run(nodeBinary(), ['bench/main.mjs', ...args], { env })).exitCode;
  };
  if (comparison === null) return withPostgres(true, measure);
  return withCommit(comparison.against, (folder) => {
    const compare = (variables) => measure({ ...variables, OCTROI_BENCH_OTHER: folder });
    return comparison.databases.includes('postgres') ? withPostgres(!comparison.volatile, compare) : compare();
  });
});
