import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle, bundleInkwell, bundlePageScripts } from './bundle.mjs';
import { nodeBinary } from './node.mjs';
import { Failure, root, run } from './process.mjs';
import { bundleSdkScript } from './sdk-script.mjs';
import { checkSdkSizes } from './sdk-sizes.mjs';
import { deleteStaleOutput } from './stale-output.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The compiler considers a project built as long as its build info exists, even if its output was deleted. */
const forgetDeletedOutput = () => {
  for (const { path } of readJson(join(root, 'tsconfig.json')).references) {
    const config = path.endsWith('.json') ? join(root, path) : join(root, path, 'tsconfig.json');
    const folder = dirname(config);
    const { outDir } = readJson(config).compilerOptions ?? {};
    if (outDir !== undefined && !existsSync(join(folder, outDir))) {
      rmSync(config.replace(/\.json$/, '.tsbuildinfo'), { force: true });
    }
  }
};

/** Compiles every project of the workspace and bundles the server. Incremental: about a second if little has changed. */
export const build = async () => {
  forgetDeletedOutput();
  const { exitCode, output } = await run(nodeBinary(), [join(root, 'node_modules/typescript/bin/tsc'), '-b'], {
    capture: true,
  });
  if (exitCode !== 0) throw new Failure(`${output}\nThe code does not compile.`);
  deleteStaleOutput();
  await bundle();
  await bundleInkwell();
  await bundlePageScripts();
  await bundleSdkScript();
  await checkSdkSizes();
};
