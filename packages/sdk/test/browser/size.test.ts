import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { loadSdkScript } from '../../../server/dist/web/kit/assets/sdk-script.js';

const DIST = join(import.meta.dirname, '../../dist');
const KB = 1024;

/** Minified and gzipped, in bytes; what `external` matches is left out. */
const sizeOf = async (file: string, external: string[] = []): Promise<number> => {
  const entryPoints = [join(DIST, file)];
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    external,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
};

test('the core, all six calls and the session on top, is at most 4.5 KB', async () => {
  const size = await sizeOf('core/index.js');
  assert.ok(size <= 4.5 * KB, `${size} bytes`);
});

test('the browser module, elements, four languages and both modes included, is at most 6 KB beside core', async () => {
  const size = await sizeOf('browser/index.js', ['../core/*']);
  assert.ok(size <= 6 * KB, `${size} bytes`);
});

test('the drop-in for the platform’s sample page is at most 1 KB beside the browser module', async () => {
  const size = await sizeOf('browser/oauth-manager.js', ['../core/*', './session.js']);
  assert.ok(size <= KB, `${size} bytes`);
});

test('the script file, with core and all of that, is at most 9.5 KB as it travels', () => {
  const script = loadSdkScript();
  assert.ok(script !== null, 'npm run build makes it');
  const size = gzipSync(script.text).length;
  assert.ok(size <= 9.5 * KB, `${size} bytes`);
});
