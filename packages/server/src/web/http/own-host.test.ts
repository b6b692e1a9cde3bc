import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { loadConfig } from '#server/config/index.js';
import { startTestServer, type TestServer } from '#test/support/server.js';

describe('a server with an http issuer', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ environment: { OCTROI_MAIL_URL: 'mailbox' } });
  });
  after(() => server.stop());

  const statusAt = async (path: string, host: string): Promise<number> => {
    const [answer] = (await once(get(`${server.origin}${path}`, { headers: { host } }), 'response')) as [
      IncomingMessage,
    ];
    answer.resume();
    return answer.statusCode ?? 0;
  };

  test('answers no page of another site whose name was rebound to it (RFC 9110 section 15.5.20)', async () => {
    const { port } = new URL(server.origin);
    for (const path of ['/', '/dev/mailbox', '/api/oauth2/token', '/.well-known/openid-configuration', '/nowhere']) {
      for (const host of ['rebound.example', `rebound.example:${port}`, '192.0.2.1', 'localhost.rebound.example'])
        assert.equal(await statusAt(path, host), 421, `${host} ${path}`);
    }
  });

  test('answers at every name of loopback, at any port, because it may be reached through a forwarded one', async () => {
    for (const host of ['localhost', 'localhost:8443', '127.0.0.1:1', '[::1]:3000', 'LOCALHOST'])
      assert.equal(await statusAt('/dev/mailbox', host), 200, host);
  });

  test('tells probes that it lives and is ready, whatever they call it', async () => {
    for (const path of ['/livez', '/readyz']) assert.equal(await statusAt(path, '10.0.0.7:3000'), 200);
  });
});

test('an http issuer is refused where others can reach the server', () => {
  const environment = { OCTROI_ISSUER: 'http://localhost:3000' };
  assert.throws(() => loadConfig({ ...environment, OCTROI_HOST: '0.0.0.0' }), /OCTROI_HOST is 0\.0\.0\.0/);
  for (const host of ['127.0.0.1', '::1', 'localhost']) loadConfig({ ...environment, OCTROI_HOST: host });
});
