import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sql } from 'kysely';
import type { Config } from '../../config/index.js';
import { DAY, SECOND } from '../../kernel/clock.js';
import { unseal } from '../../kernel/keys.js';
import { parseJsonObject } from '../../kernel/json.js';
import { resolveSecretKey } from '../../config/secret-key.js';
import { sealingKeyOf, signingKeysStore } from '../../domain/keys/index.js';
import type { Database } from '../../database/database.js';
import type { Schema } from '../../wiring/schema.js';
import { error, ok, warning, type Finding } from './findings.js';

/** The database's clock may be this far from ours, in milliseconds: what is beyond is told, or is wrong. */
const SKEW_TOLD = 5 * SECOND;
const SKEW_WRONG = 60 * SECOND;
const LITTLE_SPACE = 200 * 1024 * 1024;
const PATIENCE = 3 * SECOND;

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

const isLoopbackIssuer = ({ issuer }: Config): boolean => issuer.startsWith('http:');

export const fileOf = ({ databaseUrl }: Config): string | null =>
  databaseUrl.startsWith('file:') ? resolve(databaseUrl.slice('file:'.length)) : null;

/** Whether what the database was told to keep can still be written. */
export const examineDisk = (config: Config): Finding[] => {
  const file = fileOf(config);
  if (file === null) return [];
  const folder = dirname(file);
  try {
    for (const path of [file, folder]) accessSync(path, constants.R_OK | constants.W_OK);
  } catch (thrown) {
    return [
      error(
        'disk',
        `${file} and its folder cannot be written: ${messageOf(thrown)}`,
        'Give them to the user that runs this.',
      ),
    ];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const megabytes = `${Math.floor(free / 1024 / 1024)} MB free in ${folder}`;
  return free < LITTLE_SPACE
    ? [warning('disk', `Only ${megabytes}.`, 'Make room: a full disk stops every sign-in.')]
    : [ok('disk', `writable, ${megabytes}`)];
};

const examineClock = async ({ read, dialect }: Database<Schema>): Promise<Finding[]> => {
  if (dialect === 'sqlite') return [];
  const before = Date.now();
  const { rows } = await sql<{
    now: string;
  }>`select floor(extract(epoch from clock_timestamp()) * 1000)::text as now`.execute(read.query);
  const skew = Math.abs(Number(rows[0]?.now) - (before + Date.now()) / 2);
  const message = `The clock of the database is ${Math.round(skew / SECOND)} s from the one here.`;
  const remedy = 'Keep all machines on time with NTP: tokens and codes live by these clocks.';
  if (skew > SKEW_WRONG) return [error('clock', message, remedy)];
  return [skew > SKEW_TOLD ? warning('clock', message, remedy) : ok('clock', message)];
};

const examineWriting = async ({ read, dialect }: Database<Schema>): Promise<Finding[]> => {
  if (dialect === 'sqlite') return [];
  const { rows } = await sql<{ transaction_read_only: string }>`show transaction_read_only`.execute(read.query);
  return rows[0]?.transaction_read_only === 'on'
    ? [error('database', 'It takes no writes.', 'Point OCTROI_DATABASE_URL at the primary, not at a replica.')]
    : [];
};

/** Whether the keys that are there can be opened with the secret key that is configured. Makes none. */
const examineKeys = async (database: Database<Schema>, config: Config, now: number): Promise<Finding[]> => {
  const file = fileOf(config);
  if (config.secretKey === null && file !== null && !existsSync(resolve(dirname(file), 'secret.key'))) {
    return [
      error(
        'keys',
        'secret.key is not beside the database.',
        'Restore it from the backup: nothing else opens the keys.',
      ),
    ];
  }
  const keys = (await signingKeysStore(database).list()).filter(({ retiredAt }) => retiredAt === null);
  if (keys.length === 0) return [warning('keys', 'There are none yet.', '`octroi start` makes them.')];
  const sealingKey = sealingKeyOf(resolveSecretKey(config));
  const closed = keys.filter(({ sealedKey }) => {
    try {
      unseal(sealingKey, sealedKey);
      return false;
    } catch {
      return true;
    }
  });
  if (closed.length > 0) {
    return [
      error(
        'keys',
        `${closed.length} of ${keys.length} signing keys were sealed under another secret key.`,
        'Set OCTROI_SECRET_KEY, or secret.key beside the database, to the one they were made with.',
      ),
    ];
  }
  const newest = Map.groupBy(keys, ({ alg }) => alg);
  const limit = (config.keyRotation + 1) * DAY;
  const late = [...newest].filter(
    ([, ofAlg]) => config.keyRotation > 0 && ofAlg.every(({ createdAt }) => now - createdAt > limit),
  );
  return late.length === 0
    ? [ok('keys', `${keys.length} present, all can be opened`)]
    : [
        warning(
          'keys',
          `${late.map(([alg]) => alg).join(', ')} should have been rotated.`,
          'A running server does it within the hour; is one running on this database?',
        ),
      ];
};

/** What a database that answers and is up to date has in it. */
export const examineDatabase = async (database: Database<Schema>, config: Config, now: number): Promise<Finding[]> => [
  ...(await examineWriting(database)),
  ...(await examineClock(database)),
  ...(await examineKeys(database, config, now)),
];

/** Asks the server of this installation who it is. Only on loopback: nothing here speaks to other machines. */
export const examineIssuer = async (config: Config): Promise<Finding[]> => {
  const { issuer } = config;
  if (!isLoopbackIssuer(config)) return [ok('issuer', `${issuer} (not asked: it is not on loopback)`)];
  try {
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(PATIENCE) });
    const claimed = parseJsonObject(await answer.text())?.['issuer'];
    if (answer.ok && claimed === issuer) return [ok('issuer', `${issuer} answers`)];
    return [
      error(
        'issuer',
        `Another program, or a server with another issuer, answers at ${issuer}.`,
        'End it, or choose another OCTROI_ISSUER and OCTROI_PORT.',
      ),
    ];
  } catch {
    return [warning('issuer', `Nobody answers at ${issuer}.`, 'Start the server with `octroi start`.')];
  }
};

/** What an operator has allowed that is better known than forgotten. */
export const examineSettings = (config: Config): Finding[] => {
  const isPublic = !isLoopbackIssuer(config);
  const warnings: [boolean, message: string, remedy: string][] = [
    [
      config.registration === 'open',
      'Anybody can register apps (OCTROI_REGISTRATION=open).',
      'Use token, unless MCP clients of strangers are to register themselves.',
    ],
    [
      config.clientIdMetadata,
      'Apps of strangers are let in by a document on their own site (OCTROI_CLIENT_ID_METADATA=on).',
      'Switch it off, unless MCP clients need it.',
    ],
    [
      config.autoAuthorize === 'always',
      'Apps get what they ask for without a page (OCTROI_AUTO_AUTHORIZE=always).',
      'Use one-click, which asks once.',
    ],
    [
      isPublic && config.trustProxy === 0,
      'The issuer is https, so a proxy stands before this server, and none is trusted (OCTROI_TRUST_PROXY=0): all clients share one address and its limits.',
      'Set it to the number of proxies.',
    ],
    [
      isPublic && config.securityContact === null,
      'Nobody can find out where to report a vulnerability (OCTROI_SECURITY_CONTACT).',
      'Set it to a mailto: or https: address.',
    ],
    [
      config.keyRotation === 0,
      'Signing keys are never rotated by themselves (OCTROI_KEY_ROTATION=0).',
      'Run `octroi keys rotate` from time to time.',
    ],
  ];
  const given = warnings.filter(([applies]) => applies);
  return given.length === 0
    ? [ok('settings', 'nothing to warn of')]
    : given.map(([, message, remedy]) => warning('settings', message, remedy));
};
