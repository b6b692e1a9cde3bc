import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Failure, progress, root } from './process.mjs';

const KB = 1024;
const dist = join(root, 'packages/sdk/dist');

/**
 * What a page loads for each part, minified and gzipped, in bytes. The browser part is measured without the core, which
 * it imports. Parts without a budget are for servers; their total size is only printed.
 */
const PARTS = [
  { part: 'core', budget: 4.5 * KB },
  { part: 'browser', budget: 6 * KB, external: ['../core/*'] },
  { part: 'server' },
  { part: 'resource' },
];

const sizeOf = async (build, { part, external = [] }) => {
  const { outputFiles } = await build({
    entryPoints: [join(dist, part, 'index.js')],
    external,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    write: false,
    logLevel: 'silent',
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
};

const kilobytes = (bytes) => `${(bytes / KB).toFixed(2)} KB`;

/** Measures the parts of the SDK and prints one line. A part over its budget fails the build. */
export const checkSdkSizes = async () => {
  const { build } = await import(pathToFileURL(join(root, 'node_modules/esbuild/lib/main.js')).href);
  const built = PARTS.filter(({ part }) => existsSync(join(dist, part, 'index.js')));
  const sizes = await Promise.all(built.map(async (each) => ({ ...each, size: await sizeOf(build, each) })));
  const heavy = sizes.filter(({ budget = Infinity, size }) => size > budget);
  if (heavy.length > 0) {
    const lines = heavy.map(
      ({ part, budget, size }) => `${part}: ${kilobytes(size)}, its budget is ${kilobytes(budget)}`,
    );
    throw new Failure(`The SDK is too big for a page, minified and gzipped.\n${lines.join('\n')}`);
  }
  progress(`SDK, minified and gzipped: ${sizes.map(({ part, size }) => `${part} ${kilobytes(size)}`).join(', ')}`);
};
