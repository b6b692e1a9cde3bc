import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
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
