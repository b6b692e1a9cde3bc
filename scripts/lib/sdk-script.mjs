import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, root } from './process.mjs';

const sdk = join(root, 'packages/sdk');

/**
 * Builds the SDK's script file, for pages without a bundler, and puts it where the server finds it, because the server
 * never imports the SDK. Its name contains the version.
 */
export const bundleSdkScript = async () => {
  const { build } = await import(pathToFileURL(join(root, 'node_modules/esbuild/lib/main.js')).href);
  const { version } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'));
  const folder = join(root, 'packages/server/dist/sdk-script');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await build({
      entryPoints: [join(sdk, 'dist/browser/script.js')],
      outfile: join(folder, `octroi-${version}.js`),
      bundle: true,
      minify: true,
      format: 'iife',
      globalName: 'Octroi',
      target: 'es2022',
      charset: 'utf8',
      banner: { js: `/*! Octroi SDK ${version}, MIT licence */` },
      logLevel: 'silent',
    });
  } catch (error) {
    throw new Failure(`${error.message}\nThe SDK's script file cannot be bundled.`);
  }
};
