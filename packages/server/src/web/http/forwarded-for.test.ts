import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { pino } from 'pino';
import { openInstallation } from '#test/support/installation.js';

/** The warnings logged while a proxy forwards three requests. */
const warningsWith = async (trustProxy: string): Promise<string[]> => {
  const lines: string[] = [];
  const log = pino(
    { level: 'warn' },
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    }),
  );
  const installation = await openInstallation({ OCTROI_TRUST_PROXY: trustProxy }, log);
  await installation.request('/sign-in');
  assert.deepEqual(lines, [], 'nothing is to be said without a proxy');
  for (const client of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) {
    await installation.request('/sign-in', { headers: { 'x-forwarded-for': client } });
  }
  await installation.close();
  return lines;
};

test('a proxy that the configuration does not know of is told of once in the log', async () => {
  const [warning, ...others] = await warningsWith('0');
  assert.match(warning ?? '', /X-Forwarded-For.*set OCTROI_TRUST_PROXY/);
  assert.deepEqual(others, []);
});

test('a proxy that it knows of is nothing to warn of', async () => {
  assert.deepEqual(await warningsWith('1'), []);
});
