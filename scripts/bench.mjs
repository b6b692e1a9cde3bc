// npm run bench: the benchmarks, beside a PostgreSQL that waits for its disk.
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { nodeBinary } from './lib/node.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { main, progress, run } from './lib/process.mjs';

await main(async (args) => {
  await ensureInstalled();
  await build();
  const postgres = await startPostgres();
  progress(`PostgreSQL ${postgres.version} ready on ${postgres.address}`);
  try {
    const env = { ...process.env, OCTROI_BENCH_POSTGRES_URL: postgres.url };
    const { exitCode } = await run(nodeBinary(), ['bench/main.mjs', ...args], { env });
    return exitCode;
  } finally {
    await postgres.stop();
  }
});
