import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.mjs';
import { Failure } from './process.mjs';
import { makeServerFolder, startSupervised, unprivileged } from './supervised.mjs';
import { findProgram, installPackage } from './system.mjs';

const REMEDY =
  'The tests need PgBouncer: install it (Debian: apt-get install pgbouncer), or select other tests (npm run test:full -- WORD).';

const find = () => findProgram(['/usr/sbin/pgbouncer', 'pgbouncer']);

/** The path of PgBouncer, installed if needed. */
export const ensurePgBouncer = async () => {
  const present = find();
  if (present !== undefined) return present;
  await installPackage('pgbouncer', REMEDY);
  const installed = find();
  if (installed === undefined) throw new Failure(REMEDY);
  return installed;
};

/**
 * Starts a PgBouncer in transaction mode on a free loopback port, in front of the server of `url`, a superuser's. Returns
 * `{ port, stop() }`; it lets everybody in as that user. `settings` are further ones.
 */
export const startPgBouncer = async (url, settings = {}) => {
  const program = await ensurePgBouncer();
  const account = unprivileged();
  const folder = makeServerFolder('pgbouncer', false, account);
  try {
    const { hostname, port: serverPort, username, password } = new URL(url);
    const port = await freePort();
    const all = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'any',
      pool_mode: 'transaction',
      ...settings,
    };
    const lines = [
      '[databases]',
      `* = host=${hostname} port=${serverPort} user=${username} password=${decodeURIComponent(password)}`,
      '[pgbouncer]',
      ...Object.entries(all).map(([name, value]) => `${name} = ${value}`),
    ];
    const file = join(folder, 'pgbouncer.ini');
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    if (account.uid !== undefined) chownSync(file, account.uid, account.gid);
    const stop = await startSupervised({
      name: 'PgBouncer',
      folder,
      command: [program, file],
      account,
      ready: /process up/,
    });
    return { port, stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
};
