import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.mjs';
import { Failure, run } from './process.mjs';
import { makeServerFolder, startSupervised, unprivileged } from './supervised.mjs';
import { findProgram, installPackage } from './system.mjs';

const REMEDY =
  'The tests need PostgreSQL: install it (Debian: apt-get install postgresql) so that initdb and postgres are found, ' +
  'or set OCTROI_TEST_POSTGRES_URL to the URL of a superuser on a server made for tests.';

/** The folder of initdb and postgres. Debian keeps them off the PATH, in one folder per version. */
const findInstallation = () => {
  const versions = '/usr/lib/postgresql';
  const newestFirst = existsSync(versions) ? readdirSync(versions).toSorted((a, b) => Number(b) - Number(a)) : [];
  const initdb = findProgram([...newestFirst.map((version) => `${versions}/${version}/bin/initdb`), 'initdb']);
  return initdb === undefined ? undefined : dirname(initdb);
};

const ensureInstallation = async () => {
  const present = findInstallation();
  if (present !== undefined) return present;
  await installPackage('postgresql', REMEDY);
  const installed = findInstallation();
  if (installed === undefined) throw new Failure(REMEDY);
  return installed;
};

const createCluster = async (bin, folder, password, account) => {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid);
  const options = {
    pgdata: join(folder, 'data'),
    username: 'postgres',
    encoding: 'UTF8',
    locale: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
    auth: 'scram-sha-256',
    pwfile: passwordFile,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const { exitCode, output } = await run(join(bin, 'initdb'), [...args, '--no-sync'], { ...account, capture: true });
  if (exitCode !== 0) throw new Failure(`${output}\ninitdb could not create a database cluster.`);
};

const settingsOf = (folder, port, durable, settings) =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: join(folder, 'socket'),
    max_connections: 200,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Copies a running server, which the copy will follow. */
const copyCluster = async (bin, folder, url, account) => {
  const args = [`--dbname=${url}`, `--pgdata=${join(folder, 'data')}`, '--write-recovery-conf', '--checkpoint=fast'];
  const { exitCode, output } = await run(join(bin, 'pg_basebackup'), [...args, '--no-sync'], {
    ...account,
    capture: true,
  });
  if (exitCode !== 0) throw new Failure(`${output}\npg_basebackup could not copy the server.`);
};

/** The process id of the server in this folder. */
const pidIn = (folder) => Number(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[0]);

/**
 * Starts a private PostgreSQL on a free loopback port. Returns `{ url, version, address, pid, stop() }`: `url` is a
 * superuser's, with a random password; `stop`, or the end of this script, shuts the server down and removes its files.
 * Without `durable`, commits do not wait for the disk. With `standbyOf`, the URL of such a server, it follows that one and
 * has its users; `pg_promote()` makes it a primary. With `hot_standby: 'off'` among its `settings`, it then lets nobody in, as
 * while a server starts up. `environment` is the server's, besides this script's.
 */
export const startPostgres = async ({ durable = true, standbyOf, settings = {}, environment } = {}) => {
  const bin = await ensureInstallation();
  const account = unprivileged();
  const password = standbyOf === undefined ? randomBytes(24).toString('base64url') : new URL(standbyOf).password;
  const folder = makeServerFolder('postgres', durable, account);
  try {
    mkdirSync(join(folder, 'socket'));
    if (account.uid !== undefined) chownSync(join(folder, 'socket'), account.uid, account.gid);
    if (standbyOf === undefined) await createCluster(bin, folder, password, account);
    else await copyCluster(bin, folder, standbyOf, account);
    const port = await freePort();
    const stop = await startSupervised({
      name: 'PostgreSQL',
      folder,
      command: [join(bin, 'postgres'), '-D', join(folder, 'data'), ...settingsOf(folder, port, durable, settings)],
      account,
      environment,
      ready: settings.hot_standby === 'off' ? /entering standby mode/ : /ready to accept (?:read-only )?connections/,
    });
    const [version] = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout.match(/\d+/) ?? [
      '?',
    ];
    const address = `127.0.0.1:${port}`;
    const url = `postgres://postgres:${password}@${address}/postgres`;
    return { url, version, address, pid: pidIn(folder), stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
};
