import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { inParallel } from '../support/parallel.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { FORM, MEGABYTE } from './assaults.js';

/** In milliseconds; short, because the server's defaults are seconds. */
const PATIENCE = { headers: 300, request: 600 };

/** Everything the server sends until it closes. */
const readAll = async (socket: Socket): Promise<string> => {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  // Not `once`, which rejects on a reset; here that is an expected answer.
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return text;
};

describe('a socket', () => {
  let server: TestServer;
  let port: number;
  const open = new Set<Socket>();

  before(async () => {
    server = await startTestServer({ patience: PATIENCE });
    port = Number(new URL(server.origin).port);
  });
  after(async () => {
    for (const socket of open) socket.destroy();
    await server.stop();
  });

  const dial = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    open.add(socket.once('close', () => open.delete(socket)).on('error', () => {}));
    await once(socket, 'connect');
    return socket;
  };

  /** Sends these bytes and reads until the server closes. */
  const exchange = async (request: string): Promise<string> => {
    const socket = await dial();
    const answer = readAll(socket);
    socket.write(request, 'latin1');
    return answer;
  };

  const request = (line: string, headers: readonly string[] = [], body = ''): string =>
    [`${line} HTTP/1.1`, `host: localhost:${port}`, 'connection: close', ...headers, '', body].join('\r\n');

  test('A95: two hundred clients that never finish their headers are cut, and meanwhile /livez answers', async () => {
    const slow = await inParallel(200, dial);
    const cut = slow.map((socket) => readAll(socket));
    for (const socket of slow) socket.write('POST /api/oauth2/token HTTP/1.1\r\nhost: localhost\r\nx-slow: ');
    const alive = await fetch(`${server.origin}/livez`);
    assert.equal(alive.status, 200);
    for (const answer of await Promise.all(cut)) assert.match(answer, /^(?:HTTP\/1\.1 408 |$)/);
  });

  test('A95: clients that never finish their body are cut too', async () => {
    const slow = await inParallel(50, dial);
    const cut = slow.map((socket) => readAll(socket));
    for (const socket of slow) {
      socket.write(
        `POST /api/oauth2/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${FORM}\r\ncontent-length: 100\r\n\r\na=`,
      );
    }
    assert.equal((await fetch(`${server.origin}/livez`)).status, 200);
    for (const answer of await Promise.all(cut)) assert.doesNotMatch(answer, /^HTTP\/1\.1 (?:2|5)/);
  });

  test('A94: a body of 1 MB is 413, with its length told or in chunks', async () => {
    const body = `a=${'x'.repeat(MEGABYTE)}`;
    for (const path of ['/api/oauth2/token', '/api/oauth2/revoke', '/api/oauth2/authorize', '/sign-in']) {
      const told = await fetch(server.origin + path, { method: 'POST', body, headers: { 'content-type': FORM } });
      assert.equal(told.status, 413, path);
      const stream = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode(body));
          controller.close();
        },
      });
      const chunked = await fetch(server.origin + path, {
        method: 'POST',
        body: stream,
        duplex: 'half',
        headers: { 'content-type': FORM },
      });
      assert.equal(chunked.status, 413, path);
      assert.ok(chunked.headers.get('x-request-id'));
    }
    assert.equal((await fetch(`${server.origin}/livez`)).status, 200);
  });

  test('A94: what was left of a refused body is not taken for the next request', async () => {
    const smuggled = `GET /smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n`;
    const filler = 'x'.repeat(MEGABYTE);
    const answer = await exchange(
      `POST /api/oauth2/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: ${filler.length + smuggled.length}\r\n\r\n${filler}${smuggled}${request('GET /livez')}`,
    );
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    assert.ok(!statuses.includes('404'), statuses.join());
    assert.match(statuses[0] ?? '', /^4(?:13|15)$/);
  });

  // The connection was reset with the answer on its way, and nginx, which was still sending, answered 502 instead.
  for (const path of ['/api/oauth2/token', '/sign-in']) {
    test(`what comes of a body after its refusal by ${path} is read, and the connection goes on`, async () => {
      const body = `a=${'x'.repeat(8 * MEGABYTE)}`;
      const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      const ways = { [`content-length: ${body.length}`]: body, 'transfer-encoding: chunked': chunk };
      for (const [header, sent] of Object.entries(ways)) {
        const head = `POST ${path} HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: ${FORM}\r\n${header}\r\n\r\n`;
        const answer = await exchange(`${head}${sent}${request('GET /livez')}`);
        const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
        assert.deepEqual(statuses, ['413', '200'], header);
      }
    });
  }

  const MALFORMED: Readonly<Record<string, string>> = {
    'no HTTP': 'hello\r\n\r\n',
    'a TLS greeting': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'no host': 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n',
    'a host that is none': 'GET / HTTP/1.1\r\nhost: a b/../c@d\r\nconnection: close\r\n\r\n',
    'two lengths': 'POST /api/oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
    'a length and chunks':
      'POST /api/oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'a negative length': 'POST /api/oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
    'a chunk that lies': 'POST /api/oauth2/token HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    'a folded header': 'GET / HTTP/1.1\r\nhost: a\r\nx: y\r\n z\r\nconnection: close\r\n\r\n',
    'NUL in a header': 'GET / HTTP/1.1\r\nhost: a\r\nx: \x00\r\nconnection: close\r\n\r\n',
    'a header of 64 kB': `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(65_536)}\r\n\r\n`,
    'a path of 64 kB': `GET /${'y'.repeat(65_536)} HTTP/1.1\r\nhost: a\r\n\r\n`,
  };
  for (const [what, bytes] of Object.entries(MALFORMED)) {
    test(`with ${what} is refused as the client’s fault, and closed`, async () => {
      const answer = await exchange(bytes);
      assert.match(answer, /^HTTP\/1\.1 4\d\d |^$/);
      assert.equal((await fetch(`${server.origin}/livez`)).status, 200);
    });
  }

  test('with a path as no browser sends it gets a page, or 400, and never a file', async () => {
    const paths = [
      '/../../etc/passwd',
      '/..%2f..%2fetc/passwd',
      '/assets/../../package.json',
      '//evil.example/',
      '/\\evil.example',
      '/%',
      '/%00',
      '/a b',
    ];
    for (const path of paths) {
      const answer = await exchange(request(`GET ${path}`));
      assert.match(answer, /^HTTP\/1\.1 4\d\d /, path);
      assert.doesNotMatch(answer, /root:|"dependencies"|^location:/im);
    }
    const absolute = await exchange(request('GET http://evil.example/.well-known/openid-configuration'));
    assert.ok(!absolute.includes('evil.example'));
    for (const line of ['OPTIONS *', 'CONNECT evil.example:443', 'TRACE /', 'BREW /']) {
      assert.doesNotMatch(await exchange(request(line)), /^HTTP\/1\.1 (?:2|5)/, line);
    }
  });

  test('that closes in the middle of its request does no harm', async () => {
    const sockets = await inParallel(50, dial);
    for (const socket of sockets) {
      socket.write(
        `POST /api/oauth2/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${FORM}\r\ncontent-length: 100\r\n\r\na=`,
      );
      socket.destroy();
    }
    assert.equal((await fetch(`${server.origin}/readyz`)).status, 200);
  });
});
