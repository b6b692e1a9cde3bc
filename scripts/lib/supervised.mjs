import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './process.mjs';
import { isRoot } from './system.mjs';

/** Servers that refuse to run as root run as another account: `{ uid, gid }`, empty if we are not root. */
export const unprivileged = () => {
  if (!isRoot()) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = ['postgres', 'nobody'].map((name) => accounts.find((fields) => fields[0] === name)).find(Boolean);
  if (account === undefined)
    throw new Failure('A server cannot run as root, and the user `nobody`, to run it as, does not exist.');
  return { uid: Number(account[2]), gid: Number(account[3]) };
};

/**
 * A folder for a server's files. Root's TMPDIR may be closed to the account that the server runs as; /tmp is open,
 * but often in memory, where durable commits cost nothing and a benchmark would be wrong.
 */
export const makeServerFolder = (name, durable, { uid, gid }) => {
  const shared = durable && existsSync('/var/tmp') ? '/var/tmp' : '/tmp';
  const folder = mkdtempSync(join(isRoot() || durable ? shared : tmpdir(), `octroi-${name}-`));
  chmodSync(folder, 0o700);
  if (uid !== undefined) chownSync(folder, uid, gid);
  return folder;
};

/**
 * Runs a server until standard input ends, then shuts it down (by SIGINT) and removes its folder.
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

/**
 * Starts a server of another program that must not outlive this script, and waits until its log matches `ready`. Its
 * folder is removed when it ends. `environment` is more than this script's. Returns a function that stops it.
 */
export const startSupervised = async ({ name, folder, command, account, ready, environment = {} }) => {
  // In a separate session, so that Ctrl-C reaches the tests first and the server last.
  const supervisor = spawn('/bin/sh', ['-c', SUPERVISOR, 'sh', folder, ...command], {
    cwd: '/',
    ...account,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let log = '';
  supervisor.stderr.setEncoding('utf8');
  await new Promise((resolve, reject) => {
    supervisor.once('error', reject);
    supervisor.once('exit', () => {
      supervisor.stdin.destroy();
      reject(new Failure(`${log}\n${name} did not start.`));
    });
    supervisor.stderr.on('data', (text) => {
      log = (log + text).slice(-10_000);
      if (ready.test(log)) resolve();
    });
  });
  supervisor.stderr.removeAllListeners('data').resume();
  // Must not keep a script alive that forgets to stop its server.
  for (const handle of [supervisor, supervisor.stdin, supervisor.stderr]) handle.unref();

  return async () => {
    if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
    supervisor.ref();
    const ended = once(supervisor, 'exit');
    supervisor.stdin.end();
    await ended;
  };
};
