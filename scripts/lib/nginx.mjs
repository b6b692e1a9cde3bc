import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, run } from './process.mjs';
import { makeServerFolder, startSupervised, unprivileged } from './supervised.mjs';
import { findProgram, installPackage } from './system.mjs';

const REMEDY =
  'The tests need nginx: install it (Debian: apt-get install nginx), or select other tests (npm run test:full -- WORD).';

const find = () => findProgram(['/usr/sbin/nginx', 'nginx']);

/** The path of nginx, installed if needed. */
export const ensureNginx = async () => {
  const present = find();
  if (present !== undefined) return present;
  await installPackage('nginx', REMEDY);
  const installed = find();
  if (installed === undefined) throw new Failure(REMEDY);
  return installed;
};

/** nginx's own folders for bodies and answers that it writes to disk. */
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** A certificate for the server's folder, which nobody trusts. */
const createCertificate = async (folder, host, account) => {
  const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const how = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1'.split(' ');
  const what = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const where = ['-out', files.certificate, '-keyout', files.key];
  const { exitCode, output } = await run('openssl', [...how, ...what, ...where], { ...account, capture: true });
  if (exitCode !== 0) throw new Failure(`${output}\nopenssl could not create a certificate.`);
  return files;
};

/**
 * Starts an nginx of its own, never the system's service. `http({ certificate, key })` returns what its `http` block holds, given
 * the files of a certificate for `host`. Returns `{ stop() }`.
 */
export const startNginx = async (host, http) => {
  const program = await ensureNginx();
  const account = unprivileged();
  const folder = makeServerFolder('nginx', false, account);
  try {
    const files = await createCertificate(folder, host, account);
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    if (account.uid !== undefined) chownSync(temporary, account.uid, account.gid);
    const file = join(folder, 'nginx.conf');
    const lines = [
      'daemon off;',
      'worker_processes 2;',
      'error_log stderr notice;',
      `pid ${join(folder, 'nginx.pid')};`,
      'events {}',
      'http {',
      'access_log off;',
      ...TEMPORARY.map((name) => `${name}_temp_path ${join(temporary, name)};`),
      http(files),
      '}',
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const stop = await startSupervised({
      name: 'nginx',
      folder,
      command: [program, '-e', 'stderr', '-p', folder, '-c', file],
      account,
      ready: /start worker process \d/,
    });
    return { stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
};
