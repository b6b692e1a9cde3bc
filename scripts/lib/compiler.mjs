import { chmodSync } from 'node:fs';
import { Failure, run } from './process.mjs';
import { findProgram, installPackages } from './system.mjs';

const REMEDY =
  'The tests need a C compiler: install one (Debian: apt-get install gcc libc6-dev), or select other tests (npm run test:full -- WORD).';

const find = () => findProgram(['cc', 'gcc']);

/** The path of a C compiler, installed if needed. */
export const ensureCompiler = async () => {
  const present = find();
  if (present !== undefined) return present;
  await installPackages(['gcc', 'libc6-dev'], REMEDY);
  const installed = find();
  if (installed === undefined) throw new Failure(REMEDY);
  return installed;
};

/** Compiles a source file to a library that programs can be made to load (LD_PRELOAD). */
export const compileLibrary = async (source, library) => {
  const compiler = await ensureCompiler();
  const { exitCode, output } = await run(compiler, ['-shared', '-fPIC', '-Wall', '-o', library, source, '-ldl'], {
    capture: true,
  });
  if (exitCode !== 0) throw new Failure(`${output}\n${source} does not compile. ${REMEDY}`);
  chmodSync(library, 0o755);
};
