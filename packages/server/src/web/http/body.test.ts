import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '#server/kernel/log.js';
import { openInstallation } from '#test/support/installation.js';

const cutShort = (): ReadableStream =>
  new ReadableStream({
    start: (stream) => {
      stream.enqueue(Buffer.from('a='));
      stream.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    },
  });

// Each client that went away in the middle of its body was logged as a fault of the server, with a stack.
test('a client that goes away in the middle of its body is no error in the log', async (t) => {
  const log = createLog('silent');
  const errors = t.mock.method(log, 'error', () => {});
  const installation = await openInstallation({}, log);
  t.after(() => installation.close());
  const type = 'application/x-www-form-urlencoded';
  for (const path of ['/api/oauth2/token', '/sign-in', '/api/oauth2/authorize']) {
    for (const headers of [{ 'content-type': type }, { 'content-type': type, 'content-length': '100' }]) {
      const init = { method: 'POST', headers, body: cutShort(), duplex: 'half' } as RequestInit;
      assert.equal((await installation.request(path, init)).status, 400, path);
    }
  }
  assert.deepEqual(
    errors.mock.calls.map((call) => call.arguments),
    [],
  );
});
