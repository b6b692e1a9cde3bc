import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sql } from 'kysely';
import type { Config } from '../../config/index.js';
import { DAY, machineClock, SECOND } from '../../kernel/clock.js';
import { parseJsonObject } from '../../kernel/json.js';
import { leftKeys, readSecretKey } from '../../config/secret-key.js';
import { adviceOnSecretKey, OtherSecretKeyError, peekAtRootKey, signingKeysStore } from '../../domain/keys/index.js';
import { fileOf } from '../../database/connect.js';
import type { Database } from '../../database/database.js';
import type { Schema } from '../../wiring/schema.js';
import { examineClock, seeTimes } from './clock.js';
import { error, ok, warning, type Finding } from './findings.js';

const LITTLE_SPACE = 200 * 1024 * 1024;
const PATIENCE = 3 * SECOND;

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** An http issuer is on loopback, and may call loopback. */
export const isLoopbackIssuer = ({ issuer }: Config): boolean => issuer.startsWith('http:');

/** Whether the database's disk can still be written to. */
export const examineDisk = (config: Config): Finding[] => {
  const file = fileOf(config.databaseUrl);
  if (file === null) return [];
  const folder = dirname(file);
  try {
    for (const path of [file, folder]) accessSync(path, constants.R_OK | constants.W_OK);
  } catch (thrown) {
    return error(
      'disk',
      `${file} and its folder cannot be written: ${messageOf(thrown)}`,
      'Make them writable for the user that runs Octroi.',
    );
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const megabytes = `${Math.floor(free / 1024 / 1024)} MB free in ${folder}`;
  return free < LITTLE_SPACE
    ? warning('disk', `Only ${megabytes}.`, 'Free up space. A full disk stops every sign-in.')
    : ok('disk', `writable, ${megabytes}`);
};

/** Whether old audit events can be written where the operator wants them. Until they are, none is deleted. */
export const examineArchive = ({ auditArchive }: Config): Finding[] => {
  if (auditArchive === null) return [];
  // It is created with its first file.
  const folder = existsSync(auditArchive) ? auditArchive : dirname(resolve(auditArchive));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return ok('audit archive', `${auditArchive} can be written`);
  } catch (thrown) {
    return error(
      'audit archive',
      `${auditArchive} cannot be written, so no audit event is deleted: ${messageOf(thrown)}`,
      'Make it writable for the user that runs Octroi, or set OCTROI_AUDIT_ARCHIVE to another folder.',
    );
  }
};

const examineWriting = async ({ read, dialect }: Database<Schema>): Promise<Finding[]> => {
  if (dialect === 'sqlite') return [];
  const { rows } = await sql<{ transaction_read_only: string }>`show transaction_read_only`.execute(read.query);
  return rows[0]?.transaction_read_only === 'on'
    ? error('database', 'It is read-only.', 'Point OCTROI_DATABASE_URL at the primary, not at a replica.')
    : [];
};

/** Earlier versions made files that only grow. */
const examineSpace = async ({ read, dialect }: Database<Schema>): Promise<Finding[]> => {
  if (dialect !== 'sqlite') return [];
  const { rows } = await sql<{ mode: number }>`select auto_vacuum as mode from pragma_auto_vacuum`.execute(read.query);
  return rows.every(({ mode }) => mode !== 0)
    ? []
    : warning(
        'space',
        'The database file keeps the space of deleted rows.',
        'Stop the server and run `octroi compact` once.',
      );
};

/** Whether the secret key is about to stop working, or waits for the new one to be used. */
const examineSecretKey = async (database: Database<Schema>, secretKey: Uint8Array): Promise<Finding[]> => {
  const advice = await adviceOnSecretKey(database, secretKey);
  return advice === null ? [] : warning('keys', advice.message, advice.remedy);
};

const examineLeftKeys = (config: Config): Finding[] =>
  leftKeys(config, machineClock.now()).flatMap(({ file }) =>
    warning(
      'keys',
      `${file} was left by a process that was killed while it replaced the secret key. Its key may open the database.`,
      'Restart the server, or run `octroi keys rotate --secret-key`: both remove it. Do not use it as secret.key.',
    ),
  );

/** Whether the configured secret key opens the stored keys. Creates none. */
const examineKeys = async (database: Database<Schema>, config: Config, now: number): Promise<Finding[]> => {
  const keys = (await signingKeysStore(database).list()).filter(({ retiredAt }) => retiredAt === null);
  if (keys.length === 0) return warning('keys', 'No signing keys yet.', 'Run `octroi start` to create them.');
  const secretKey = readSecretKey(config);
  if (secretKey === null) {
    return error(
      'keys',
      'secret.key is missing beside the database.',
      'Restore it from a backup. The keys cannot be decrypted without it.',
    );
  }
  try {
    await peekAtRootKey(database, secretKey);
  } catch (thrown) {
    if (!(thrown instanceof OtherSecretKeyError)) throw thrown;
    return error(
      'keys',
      'The signing keys were encrypted with a different secret key.',
      'Set OCTROI_SECRET_KEY, or secret.key beside the database, to the key they were encrypted with.',
    );
  }
  const left = examineLeftKeys(config);
  // A key that was left is the new one that nobody uses.
  const told = left.length > 0 ? left : await examineSecretKey(database, secretKey);
  const newest = Map.groupBy(keys, ({ alg }) => alg);
  const limit = (config.keyRotation + 1) * DAY;
  const late = [...newest].filter(
    ([, ofAlg]) => config.keyRotation > 0 && ofAlg.every(({ createdAt }) => now - createdAt > limit),
  );
  if (late.length > 0) {
    told.push(
      ...warning(
        'keys',
        `${late.map(([alg]) => alg).join(', ')} should have been rotated.`,
        'A running server rotates them within the hour. Check that one is running on this database.',
      ),
    );
  }
  return told.length > 0 ? told : ok('keys', `${keys.length} signing keys, all can be decrypted`);
};

/** Checks the content of a database that answers and is up to date. */
export const examineDatabase = async (database: Database<Schema>, config: Config): Promise<Finding[]> => {
  const times = await seeTimes(database);
  return [
    ...(await examineWriting(database)),
    ...examineClock(times),
    ...(await examineSpace(database)),
    ...(await examineKeys(database, config, times.world)),
  ];
};

/** Asks this installation's server for its issuer. Only on loopback: this command contacts no other machine but name servers. */
export const examineIssuer = async (config: Config): Promise<Finding[]> => {
  const { issuer } = config;
  if (!isLoopbackIssuer(config)) return ok('issuer', `${issuer} (not checked: only an http issuer is asked)`);
  try {
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(PATIENCE) });
    const claimed = parseJsonObject(await answer.text())?.['issuer'];
    if (answer.ok && claimed === issuer) return ok('issuer', `${issuer} answers`);
    return error(
      'issuer',
      `Another program, or a server with another issuer, answers at ${issuer}.`,
      'Stop it, or choose another OCTROI_ISSUER and OCTROI_PORT.',
    );
  } catch {
    return warning('issuer', `No server responds at ${issuer}.`, 'Start the server with `octroi start`.');
  }
};

/** Settings that weaken security, so that an operator does not forget them. */
export const examineSettings = (config: Config): Finding[] => {
  const isPublic = !isLoopbackIssuer(config);
  const warnings: [boolean, message: string, remedy: string][] = [
    [
      config.registration === 'open',
      'Anyone can register apps (OCTROI_REGISTRATION=open).',
      'Set it to token, unless unknown MCP clients must be able to register themselves.',
    ],
    [
      config.clientIdMetadata,
      'Unknown apps can identify themselves by a document on their own site (OCTROI_CLIENT_ID_METADATA=on).',
      'Turn it off, unless MCP clients need it.',
    ],
    [
      config.autoAuthorize === 'always',
      'Apps get access without a consent page (OCTROI_AUTO_AUTHORIZE=always).',
      'Set it to one-click, which asks the user once.',
    ],
    [
      isPublic && config.trustProxy === 0,
      'The issuer is https, so this server is behind a proxy, but it trusts none (OCTROI_TRUST_PROXY=0). All clients share one address and its rate limits.',
      'Set it to the number of proxies.',
    ],
    [
      isPublic && config.securityContact === null,
      'There is no contact for reporting vulnerabilities (OCTROI_SECURITY_CONTACT).',
      'Set it to a mailto: or https: URI.',
    ],
    [
      config.keyRotation === 0,
      'Signing keys are not rotated automatically (OCTROI_KEY_ROTATION=0).',
      'Run `octroi keys rotate` from time to time.',
    ],
  ];
  const given = warnings.filter(([applies]) => applies);
  return given.length === 0
    ? ok('settings', 'no warnings')
    : given.flatMap(([, message, remedy]) => warning('settings', message, remedy));
};

/** Without mail, much of what apps and users expect does not work. */
export const examineMail = ({ mailUrl }: Config): Finding[] =>
  mailUrl === null
    ? warning(
        'mail',
        'There is no mail server (OCTROI_MAIL_URL), so no address is ever verified. Apps that want a verified address, as oauth2-proxy does, refuse users who sign up, and nobody can reset a password.',
        'Set it, or create users with `octroi user create --email-verified`.',
      )
    : ok('mail', 'addresses can be verified');
