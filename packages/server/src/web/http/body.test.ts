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

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Each body as a whole, and in chunks of a length that nobody declared. */
const sentBothWays = async (path: string, type: string, bytes: Buffer, headers: Record<string, string> = {}) => {
  const installation = await openInstallation({ OCTROI_REGISTRATION: 'open' });
  const whole = { 'content-length': String(bytes.length) };
  const chunked = new ReadableStream({
    start: (stream) => {
      for (const byte of bytes) stream.enqueue(Uint8Array.of(byte));
      stream.close();
    },
  });
  const all = { ...headers, 'content-type': type };
  const answers = [
    await installation.request(path, { method: 'POST', headers: { ...all, ...whole }, body: new Uint8Array(bytes) }),
    await installation.request(path, { method: 'POST', headers: all, body: chunked, duplex: 'half' } as RequestInit),
  ];
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  await installation.close();
  return answers.map(({ status }, index) => `${status} ${texts[index]}`);
};

// With its length declared, the mark was dropped; in chunks it became part of the first name, and of JSON it was a fault.
test('a byte-order mark before a form or JSON is dropped, however the body comes', async () => {
  const form = Buffer.from('\uFEFFgrant_type=nonsense&client_id=x');
  for (const answer of await sentBothWays('/api/oauth2/token', FORM_TYPE, form)) {
    assert.match(answer, /^401 .*No app has this client_id/);
  }
  const json = Buffer.from('\uFEFF{"redirect_uris":["https://client.example/callback"]}');
  for (const answer of await sentBothWays('/api/oauth2/register', 'application/json', json))
    assert.match(answer, /^201/);
});

test('a body that is not UTF-8 is refused, however it comes', async () => {
  const wrong = Buffer.concat([Buffer.from('client_id=x&a='), Buffer.of(0xc3)]);
  for (const answer of await sentBothWays('/api/oauth2/token', FORM_TYPE, wrong)) {
    assert.match(answer, /^400 .*"invalid_request".*not valid UTF-8/);
  }
  const json = Buffer.concat([Buffer.from('{"client_name":"'), Buffer.of(0xff), Buffer.from('"}')]);
  for (const answer of await sentBothWays('/api/oauth2/register', 'application/json', json)) {
    assert.match(answer, /^400 .*not valid UTF-8/);
  }
});
