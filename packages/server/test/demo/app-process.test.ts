import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { afterEach, describe, it } from 'node:test';
import { PACKAGE } from '../support/paths.js';
import { freePort } from '../support/server.js';

const MAIN = join(PACKAGE, 'dist/inkwell/main.js');
const PORT = String(await freePort());
const ENVIRONMENT = {
  OCTROI_ISSUER: 'http://127.0.0.1:9',
  OCTROI_CLIENT_ID: 'client_inkwell',
  OCTROI_CLIENT_SECRET: 'secret_inkwell_of_thirty-two_bytes',
  PORT,
};

let child: ChildProcess | undefined;

const start = (env: Record<string, string>): ChildProcess => {
  child = fork(MAIN, { env, silent: true });
  return child;
};

/** The origin in the line that says that the app is ready. */
const ready = async ({ stdout }: ChildProcess): Promise<string> => {
  assert.ok(stdout !== null);
  const lines = createInterface(stdout);
  for await (const line of lines) {
    assert.equal(line, `Listening on port ${PORT}`);
    return `http://localhost:${PORT}`;
  }
  throw new Error('the demo app ended before it was ready');
};

describe('the demo app as a process', () => {
  afterEach(() => void child?.kill('SIGKILL'));

  it('answers on localhost, and redirects loopback addresses there', async () => {
    const origin = await ready(start(ENVIRONMENT));
    assert.match(await (await fetch(origin)).text(), /<title>Inkwell<\/title>/);
    const moved = await fetch(origin.replace('localhost', '127.0.0.1'), { redirect: 'manual' });
    assert.equal(new URL(moved.headers.get('location') ?? '').origin, origin);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends well on ${signal}, although a browser keeps its connection open`, async () => {
      const app = start(ENVIRONMENT);
      await (await fetch(await ready(app))).text();
      app.kill(signal);
      assert.deepEqual(await once(app, 'exit'), [0, null]);
    });
  }

  it('ends with the process that started it', async () => {
    const app = start(ENVIRONMENT);
    await ready(app);
    app.disconnect();
    assert.deepEqual(await once(app, 'exit'), [0, null]);
  });

  it('names everything that is missing, and does not start', async () => {
    const app = start({ PORT: 'http' });
    assert.ok(app.stderr !== null);
    const [[code], complaint] = await Promise.all([once(app, 'exit'), text(app.stderr)]);
    assert.equal(code, 1);
    for (const name of ['OCTROI_ISSUER', 'OCTROI_CLIENT_ID', 'OCTROI_CLIENT_SECRET', 'PORT']) {
      assert.match(complaint, new RegExp(`\\b${name} is`));
    }
  });

  it('says so when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(address !== null && typeof address === 'object');
    const app = start({ ...ENVIRONMENT, PORT: String(address.port) });
    assert.ok(app.stderr !== null);
    const [[code], complaint] = await Promise.all([once(app, 'exit'), text(app.stderr)]);
    other.close();
    assert.equal(code, 1);
    assert.match(complaint, /EADDRINUSE/);
  });
});
