import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, root } from './process.mjs';

const dist = join(root, 'packages/server/dist');

const SHARED = { bundle: true, platform: 'node', format: 'esm', target: 'node24', logLevel: 'silent' };

/** Makes `folder` of dist anew. */
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
 * Joins the server's compiled modules and its libraries into a few files. Loading hundreds of small ones would take most of
 * the start-up time and a third of the memory. Code that is loaded only when needed (PostgreSQL, zod, jose) stays apart.
 */
export const bundle = () =>
  make('bundle', {
    entryPoints: { commands: join(dist, 'commands/index.js') },
    splitting: true,
    // Carries native code, which it finds beside itself.
    external: ['better-sqlite3', 'pg-native'],
    // CommonJS libraries call require(), which a module does not have.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });

/** The demo's third-party app, with the SDK and all else it needs, in one file that `octroi demo` runs. */
export const bundleInkwell = () => make('inkwell', { entryPoints: [join(root, 'examples/inkwell/main.ts')] });

/**
 * The scripts of our pages that use libraries. Engines that know no passkeys must be able to read them: what is newer than
 * ES2015, `globalThis` included, is rewritten.
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
