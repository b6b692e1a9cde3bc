import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../support/server.js';
import { fillIn, readSample, type SampleSettings } from './sample-site.js';

/** Where the sample finds its packages. */
const PACKAGE = join(import.meta.dirname, '../..');

/** The sample back end, ready to be run. */
const sampleBackend = ({ authServer, clientId, clientSecret }: SampleSettings, port: number): string =>
  [
    [`authServer: 'https://your-domain.com'`, `authServer: '${authServer}'`],
    [`clientId: 'YOUR_CLIENT_ID'`, `clientId: '${clientId}'`],
    [`clientSecret: 'YOUR_CLIENT_SECRET'`, `clientSecret: '${clientSecret}'`],
    ['app.listen(3000,', `app.listen(${port},`],
  ].reduce(
    (program, [placeholder = '', value = '']) => fillIn(program, placeholder, value),
    readSample('seed-backend.cjs'),
  );

/** Runs the sample back end in a separate process. */
export const startSampleBackend = async (settings: SampleSettings) => {
  const port = await freePort();
  const child = spawn(process.execPath, ['--input-type=commonjs', '-'], {
    cwd: PACKAGE,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  child.stdin.end(sampleBackend(settings, port));
  // The sample prints this wherever it listens.
  for await (const line of createInterface(child.stdout)) {
    if (line === 'Server running on port 3000') break;
  }
  assert.equal(child.exitCode, null, 'the sample has ended before it listened');
  return {
    origin: `http://localhost:${port}`,
    stop: async (): Promise<void> => {
      child.kill();
      await ended;
    },
  };
};
