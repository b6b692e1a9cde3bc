import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isListening } from '../support/command-line.js';
import { onSqlite, startProcesses } from './processes.js';

test('a busy connection is told of the end by its answer, while /readyz already sends others elsewhere', async () => {
  const processes = await onSqlite(startProcesses, { settings: { OCTROI_STOP_GRACE: '1' } });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path: string) =>
    new Promise<{ status: number; connection: string }>((resolve, reject) => {
      request(`${processes.origins[0]}${path}`, { agent }, (response) => {
        response.resume().once('end', () => {
          resolve({ status: response.statusCode ?? 0, connection: response.headers.connection ?? '' });
        });
      })
        .once('error', reject)
        .end();
    });
  try {
    assert.deepEqual(await get('/readyz'), { status: 200, connection: 'keep-alive' });
    const [pid] = processes.pids();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGTERM');
    while ((await get('/readyz')).status === 200) await wait(10);
    assert.deepEqual(await get('/livez'), { status: 200, connection: 'keep-alive' });
    let last = await get('/livez');
    while (last.connection === 'keep-alive') last = await get('/livez');
    assert.deepEqual(last, { status: 200, connection: 'close' });
  } finally {
    agent.destroy();
    await processes.close();
  }
});

/**
 * The server took new connections to the end, and each answer ended one. Behind nginx, which goes on to the other process only
 * when it is refused, every restart reset a connection that the system had accepted and the server had not.
 */
test('a process that ends refuses new connections first, and still answers on those there are', async () => {
  const processes = await onSqlite(startProcesses, { settings: { OCTROI_STOP_GRACE: '1' } });
  const [port = 0] = processes.origins.map((origin) => Number(new URL(origin).port));
  const socket = connect(port, '127.0.0.1');
  let answers = '';
  socket.on('data', (bytes) => (answers += String(bytes))).on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const send = () => socket.write(`GET /livez HTTP/1.1\r\nhost: localhost:${port}\r\n\r\n`);
  try {
    send();
    await once(socket, 'data');
    const [pid] = processes.pids();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGTERM');
    while (await isListening(port)) await wait(10);
    send();
    await closed;
    const told = [...answers.matchAll(/HTTP\/1\.1 (\d+)[^]*?\r\nconnection: ([\w-]+)/gi)];
    assert.deepEqual(
      told.map(([, status, connection]) => `${status} ${connection}`),
      ['200 keep-alive', '200 close'],
    );
  } finally {
    socket.destroy();
    await processes.close();
  }
});
