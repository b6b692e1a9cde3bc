import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, root } from './process.mjs';

const dist = join(root, 'packages/server/dist');

const SHARED = { bundle: true, platform: 'node', format: 'esm', target: 'node24', logLevel: 'silent' };

/** Rebuilds a folder of dist. */
const make = async (folder, options) => {
  const { build } = await import(pathToFileURL(join(root, 'node_modules/esbuild/lib/main.js')).href);
  const outdir = join(dist, folder);
  rmSync(outdir, { recursive: true, force: true });
  try {
    await build({ ...SHARED, outdir, ...options });
  } catch (error) {
    throw new Failure(`${error.message}\n${folder} cannot be bundled.`);
  }
};

/**
 * Bundles the server's compiled modules and libraries into a few files. Loading hundreds of small ones would take most
 * of the start-up time and a third of the memory. Code that is loaded on demand (PostgreSQL, zod, jose) stays separate.
 */
export const bundle = () =>
  make('bundle', {
    entryPoints: { commands: join(dist, 'commands/index.js') },
    splitting: true,
    // Contains native code, which it looks for in its own folder.
    external: ['better-sqlite3', 'pg-native'],
    // CommonJS libraries call require(), which ES modules lack.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });

/** The demo's third-party app with all dependencies, in one file that `octroi demo` runs. */
export const bundleInkwell = () => make('inkwell', { entryPoints: [join(root, 'examples/inkwell/main.ts')] });

/**
 * The scripts of our pages that use libraries. Must parse in engines without passkeys, so anything newer than ES2015 is
 * compiled down, `globalThis` included.
 */
export const bundlePageScripts = () =>
  make('page-scripts', {
    entryPoints: [join(root, 'packages/server/browser/passkeys.ts')],
    platform: 'browser',
    format: 'iife',
    target: 'es2015',
    define: { globalThis: 'window' },
    minify: true,
  });
