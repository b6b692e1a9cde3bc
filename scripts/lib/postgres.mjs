import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.mjs';
import { Failure, run } from './process.mjs';
import { findProgram, installPackage, isRoot } from './system.mjs';

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

/** PostgreSQL refuses to run as root, so root uses another account: `{ uid, gid }`, empty for all other users. */
const unprivileged = () => {
  if (!isRoot()) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = ['postgres', 'nobody'].map((name) => accounts.find((fields) => fields[0] === name)).find(Boolean);
  if (account === undefined)
    throw new Failure('PostgreSQL cannot run as root, and the user `nobody`, to run it as, does not exist.');
  return { uid: Number(account[2]), gid: Number(account[3]) };
};

/**
 * A folder for the server's files. Root's TMPDIR may be closed to the account that PostgreSQL runs as; /tmp is open,
 * but often in memory, where durable commits cost nothing and a benchmark would be wrong.
 */
const makeFolder = (durable, { uid, gid }) => {
  const shared = durable && existsSync('/var/tmp') ? '/var/tmp' : '/tmp';
  const folder = mkdtempSync(join(isRoot() || durable ? shared : tmpdir(), 'octroi-postgres-'));
  chmodSync(folder, 0o700);
  mkdirSync(join(folder, 'socket'));
  if (uid !== undefined) {
    for (const path of [folder, join(folder, 'socket')]) chownSync(path, uid, gid);
  }
  return folder;
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

/**
 * Runs PostgreSQL until standard input ends, then shuts it down (SIGINT is its fast shutdown) and removes its folder.
 * This script holds the other end of the pipe, so the server stops even if the script is killed.
 */
const SUPERVISOR = `
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(cat <&3 >/dev/null; kill -INT $server) >/dev/null 2>&1 &
wait $server
code=$?
rm -rf "$folder"
exit $code
`;

const settingsOf = (folder, port, durable) =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: join(folder, 'socket'),
    max_connections: 200,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Starts the server and waits until it reports that it accepts connections. Returns the supervising process. */
const startServer = async (bin, folder, port, durable, account) => {
  const command = [join(bin, 'postgres'), '-D', join(folder, 'data'), ...settingsOf(folder, port, durable)];
  // In a separate session, so that Ctrl-C reaches the tests first and the server last.
  const supervisor = spawn('/bin/sh', ['-c', SUPERVISOR, 'sh', folder, ...command], {
    cwd: '/',
    ...account,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let log = '';
  supervisor.stderr.setEncoding('utf8');
  await new Promise((resolve, reject) => {
    supervisor.once('error', reject);
    supervisor.once('exit', () => {
      supervisor.stdin.destroy();
      reject(new Failure(`${log}\nPostgreSQL did not start.`));
    });
    supervisor.stderr.on('data', (text) => {
      log = (log + text).slice(-10_000);
      if (log.includes('ready to accept connections')) resolve();
    });
  });
  supervisor.stderr.removeAllListeners('data').resume();
  // Must not keep a script alive that forgets to stop its server.
  for (const handle of [supervisor, supervisor.stdin, supervisor.stderr]) handle.unref();
  return supervisor;
};

/**
 * Starts a private PostgreSQL on a free loopback port. Returns `{ url, version, address, stop() }`: `url` is a
 * superuser's, with a random password; `stop`, or the end of this script, shuts the server down and removes its files.
 * Without `durable`, commits do not wait for the disk.
 */
export const startPostgres = async ({ durable = true } = {}) => {
  const bin = await ensureInstallation();
  const account = unprivileged();
  const password = randomBytes(24).toString('base64url');
  const folder = makeFolder(durable, account);
  try {
    await createCluster(bin, folder, password, account);
    const port = await freePort();
    const supervisor = await startServer(bin, folder, port, durable, account);
    const stop = async () => {
      if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
      supervisor.ref();
      const ended = once(supervisor, 'exit');
      supervisor.stdin.end();
      await ended;
    };
    const [version] = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout.match(/\d+/) ?? [
      '?',
    ];
    const address = `127.0.0.1:${port}`;
    return { url: `postgres://postgres:${password}@${address}/postgres`, version, address, stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
};
