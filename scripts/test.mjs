// npm test and npm run test:full: the tests, from a fresh clone.
import { join } from 'node:path';
import { ensureAuthlib } from './lib/authlib.mjs';
import { build } from './lib/build.mjs';
import { ensureCompiler } from './lib/compiler.mjs';
import { ensureChromium, ensureHeadlessShell } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNext } from './lib/nextjs.mjs';
import { ensureNginx } from './lib/nginx.mjs';
import { nodeBinary } from './lib/node.mjs';
import { ensurePgBouncer } from './lib/pgbouncer.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { Failure, main, progress, root, run } from './lib/process.mjs';
import { testFiles } from './lib/test-files.mjs';
import { ensureToolchains } from './lib/toolchains.mjs';

const HELP = `npm test [-- WORD... OPTION...]           every promise at least once: for every change
npm run test:full [-- WORD... OPTION...]  the rest: the files named *.full.test.ts, and only those

Words select test files by path. Options go to the test runner of Node, such as --test-name-pattern=PATTERN.

The full tier has every page in every language, theme and width, the examples in other languages, and what else repeats a
promise of the first tier in many places. It needs PgBouncer, nginx, a C compiler, Python with Authlib, and the toolchains of the examples: Go, PHP,
Ruby, Java, Mono, Next.js. No test is in both tiers; .ci/run runs both.`;

const TEN_MINUTES = 10 * 60 * 1000;

const useGivenServer = (url) => {
  progress('PostgreSQL: the server named by OCTROI_TEST_POSTGRES_URL');
  return { url, stop: async () => {} };
};

const startPrivateServer = async () => {
  const postgres = await startPostgres({ durable: false });
  progress(`PostgreSQL ${postgres.version} ready on ${postgres.address}`);
  return postgres;
};

const selectFiles = (full, words) => {
  const files = testFiles({ full, words });
  if (files.length > 0) return files;
  const other = testFiles({ full: !full, words });
  const hint = other.length === 0 ? '' : ` ${full ? 'npm test' : 'npm run test:full'} has ${other.join(', ')}.`;
  throw new Failure(`No test file has ${words.join(' or ')} in its path.${hint}`);
};

/** Prepares the programs that only some of the selected files need, and returns environment variables that say so. */
const preparePrograms = async (files) => {
  const environment = {};
  if (files.some((file) => file.includes('authlib.full'))) {
    environment.OCTROI_TEST_PYTHON = await ensureAuthlib();
    progress(`Authlib: ${environment.OCTROI_TEST_PYTHON}`);
  }
  if (files.some((file) => file.includes('examples') && file.includes('.full'))) {
    await ensureToolchains();
    await ensureNext();
    progress('Toolchains of the examples: ready');
  }
  if (files.some((file) => file.includes('pgbouncer'))) progress(`PgBouncer: ${await ensurePgBouncer()}`);
  if (files.some((file) => file.includes('failing-disk'))) progress(`C compiler: ${await ensureCompiler()}`);
  if (files.some((file) => file.includes('nginx'))) progress(`nginx: ${await ensureNginx()}`);
  return environment;
};

await main(async (args) => {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const full = args.includes('--full');
  const options = args.filter((arg) => arg.startsWith('-') && arg !== '--full');
  const words = args.filter((arg) => !arg.startsWith('-'));

  await ensureInstalled();
  progress('Compiling...');
  await build();
  const files = selectFiles(full, words);

  const wholeChromium = await ensureChromium();
  const chromium = (await ensureHeadlessShell()) ?? wholeChromium;
  progress(`Chromium: ${chromium}`);
  const programs = await preparePrograms(files);
  const givenServer = process.env.OCTROI_TEST_POSTGRES_URL;
  const postgres = givenServer ? useGivenServer(givenServer) : await startPrivateServer();
  try {
    const runner = ['--test', '--test-concurrency=2', '--test-reporter=spec', `--test-timeout=${TEN_MINUTES}`];
    const env = {
      ...process.env,
      ...programs,
      OCTROI_TEST_POSTGRES_URL: postgres.url,
      OCTROI_TEST_CHROMIUM: chromium,
      OCTROI_TEST_WHOLE_CHROMIUM: wholeChromium,
      // Every test file is a separate process; this lets them share compiled code.
      NODE_COMPILE_CACHE: join(root, '.cache/compiled'),
    };
    const { exitCode } = await run(nodeBinary(), [...runner, ...options, ...files], { env });
    return exitCode;
  } finally {
    await postgres.stop();
  }
});
