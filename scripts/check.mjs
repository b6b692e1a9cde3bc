// npm run check: static checks. Reports every failure, not only the first.
import { stripVTControlCharacters } from 'node:util';
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { nodeBinary } from './lib/node.mjs';
import { Failure, main, run } from './lib/process.mjs';
import { checkReleasedScripts } from './lib/released-scripts.mjs';

const tool = async (...args) => {
  const { exitCode, output } = await run(nodeBinary(), args, { capture: true });
  // With CI=true, tools colour their output even when it goes to a file.
  if (exitCode !== 0) throw new Failure(process.stdout.isTTY ? output : stripVTControlCharacters(output));
};

const CHECKS = {
  format: () => tool('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  lint: () => tool('node_modules/oxlint/bin/oxlint', '.'),
  types: () => build(),
  'released script files': () => checkReleasedScripts(),
  docs: () => tool('scripts/docs.mjs', '--check'),
  requirements: () => tool('scripts/requirements.mjs', '--check'),
  architecture: () =>
    tool('--test', '--test-reporter=spec', 'packages/server/dist-test/architecture/architecture.test.js'),
};

await main(async () => {
  await ensureInstalled();
  let failures = 0;
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      await check();
      console.log(`${name}: ok`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures += 1;
      console.log(`${name}: FAILED\n${error.message.trim()}\n`);
    }
  }
  return failures === 0 ? 0 : 1;
});
