import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, root } from './process.mjs';

const dist = join(root, 'packages/server/dist');

/**
 * Joins the server's compiled modules and its libraries into a few files. Loading hundreds of small ones would take most of
 * the start-up time and a third of the memory. Code that is loaded only when needed (PostgreSQL, zod, jose) stays apart.
 */
export const bundle = async () => {
  const { build } = await import(pathToFileURL(join(root, 'node_modules/esbuild/lib/main.js')).href);
  const outdir = join(dist, 'bundle');
  rmSync(outdir, { recursive: true, force: true });
  try {
    await build({
      entryPoints: { commands: join(dist, 'commands/index.js') },
      outdir,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      // Carries native code, which it finds beside itself.
      external: ['better-sqlite3', 'pg-native'],
      // CommonJS libraries call require(), which a module does not have.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'silent',
    });
  } catch (error) {
    throw new Failure(`${error.message}\nThe server cannot be bundled.`);
  }
};
