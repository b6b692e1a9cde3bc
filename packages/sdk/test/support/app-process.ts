// One process of an app: the handler on its own port, with sessions in a shared SQLite file. Started by fork(); a
// number sets how far its clock is ahead, and is answered with its report. From then on refreshes wait for 'release',
// so that processes that would refresh twice have time to.
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { nodeHandler } from '../../dist/adapters/node.js';
import { createOctroi, type SessionStore } from '../../dist/server/index.js';
import { createRecorder } from './recorder.js';

const { APP_OPTIONS = '{}', APP_SESSIONS = '' } = process.env;

const openStore = (file: string): SessionStore => {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec(`PRAGMA journal_mode = wal;
    CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, value TEXT, version INTEGER, expires_at INTEGER)`);
  const select = database.prepare('SELECT value, version, expires_at FROM sessions WHERE id = ?');
  const insert = database.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const update = database.prepare(
    'UPDATE sessions SET value = ?, version = ?, expires_at = ? WHERE id = ? AND version = ?',
  );
  const remove = database.prepare('DELETE FROM sessions WHERE id = ?');
  return {
    get: async (id) => {
      const row = select.get(id);
      if (row === undefined) return null;
      return { value: String(row['value']), version: Number(row['version']), expiresAt: Number(row['expires_at']) };
    },
    set: async (id, { value, version, expiresAt }, expected) => {
      const { changes } =
        expected === null
          ? insert.run(id, value, version, expiresAt)
          : update.run(value, version, expiresAt, id, expected);
      return changes === 1;
    },
    delete: async (id) => {
      remove.run(id);
    },
  };
};

let ahead = 0;
let released = Promise.withResolvers<void>();
const recorder = createRecorder();
recorder.intercept(async (what) => {
  if (what === 'refresh_token') await released.promise;
  return null;
});
const errors: string[] = [];
const octroi = createOctroi({
  ...JSON.parse(APP_OPTIONS),
  sessions: openStore(APP_SESSIONS),
  fetch: recorder.fetch,
  now: () => Date.now() + ahead,
  onError: (error) => errors.push(String(error)),
});
const handle = nodeHandler(octroi);
const server = createServer((request, response) => void handle(request, response));

process.on('message', (message) => {
  if (message === 'release') return released.resolve();
  released = Promise.withResolvers();
  ahead = Number(message);
  process.send?.({ asked: recorder.asked, errors });
});
process.once('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(address !== null && typeof address === 'object' ? address.port : 0);
});
