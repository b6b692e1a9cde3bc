// npm start: the demo, from a fresh clone.
import { build } from './lib/build.mjs';
import { environmentWithout } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { nodeBinary } from './lib/node.mjs';
import { Interrupted, main, run } from './lib/process.mjs';

await main(async (args) => {
  await ensureInstalled();
  await build();
  try {
    // Developers of Octroi may have set these in their shell.
    const env = environmentWithout(/^OCTROI_(TEST|BENCH)_/);
    const { exitCode } = await run(nodeBinary(), ['packages/server/dist/cli.js', 'demo', ...args], { env });
    return exitCode;
  } catch (error) {
    // Ctrl-C is the normal way to end the demo; its exit code says whether it ended well.
    if (error instanceof Interrupted) return error.exitCode;
    throw error;
  }
});
