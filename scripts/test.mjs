// npm test: every test, from a fresh clone. Words select files by path; options go to the test runner.
import { join } from 'node:path';
import { ensureAuthlib } from './lib/authlib.mjs';
import { build } from './lib/build.mjs';
import { ensureChromium, ensureHeadlessShell } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNext } from './lib/nextjs.mjs';
import { nodeBinary } from './lib/node.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { Failure, main, progress, root, run } from './lib/process.mjs';
import { deleteStaleTests, testFiles } from './lib/test-files.mjs';
import { ensureToolchains } from './lib/toolchains.mjs';

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

await main(async (args) => {
  const options = args.filter((arg) => arg.startsWith('-'));
  const words = args.filter((arg) => !arg.startsWith('-'));

  await ensureInstalled();
  progress('Compiling...');
  await build();
  deleteStaleTests();
  const files = testFiles(words);
  if (files.length === 0) throw new Failure(`There is no test file whose path contains ${words.join(' or ')}.`);

  const wholeChromium = await ensureChromium();
  const chromium = (await ensureHeadlessShell()) ?? wholeChromium;
  progress(`Chromium: ${chromium}`);
  const python = await ensureAuthlib();
  progress(`Authlib: ${python}`);
  if (files.some((file) => file.includes('dist-test/examples/'))) {
    await ensureToolchains();
    await ensureNext();
    progress('Toolchains of the examples: ready');
  }
  const givenServer = process.env.OCTROI_TEST_POSTGRES_URL;
  const postgres = givenServer ? useGivenServer(givenServer) : await startPrivateServer();
  try {
    const runner = ['--test', '--test-concurrency=2', '--test-reporter=spec', `--test-timeout=${TEN_MINUTES}`];
    const env = {
      ...process.env,
      OCTROI_TEST_POSTGRES_URL: postgres.url,
      OCTROI_TEST_CHROMIUM: chromium,
      OCTROI_TEST_WHOLE_CHROMIUM: wholeChromium,
      OCTROI_TEST_PYTHON: python,
      // Every test file is a process of its own: what the first one compiled, the others need not compile again.
      NODE_COMPILE_CACHE: join(root, '.cache/compiled'),
    };
    const { exitCode } = await run(nodeBinary(), [...runner, ...options, ...files], { env });
    return exitCode;
  } finally {
    await postgres.stop();
  }
});
