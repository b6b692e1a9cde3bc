import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { LogLevel } from './kernel/log.js';
import { Secret } from './kernel/secret.js';
import * as read from './config-values.js';

/** Everything an operator can set, checked and frozen. Each field is documented once, in `VARIABLES`. */
export interface Config {
  readonly issuer: string;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly secretKey: Secret | null;
  readonly trustProxy: number;
  readonly siteName: string;
  readonly signUp: SignUpPolicy;
  readonly autoAuthorize: AutoAuthorize;
  readonly unitsPerCurrency: bigint;
  readonly currency: string;
  readonly topupProviders: readonly TopupProviderName[];
  /** Lifetimes are in seconds. */
  readonly accessTokenLifetime: number;
  readonly refreshTokenLifetime: number;
  readonly tokenFamilyLifetime: number;
  readonly sessionLifetime: number;
  readonly logLevel: LogLevel;
}

export type SignUpPolicy = 'open' | 'invite' | 'closed';
export type AutoAuthorize = 'one-click' | 'always';
export type TopupProviderName = 'test';

interface Variable<T> {
  readonly name: string;
  readonly description: string;
  /** As the documentation shows it. */
  readonly fallback: string;
  readonly secret?: true;
  /** Throws an Error whose message completes "NAME ...". */
  readonly parse: (text: string) => T;
}

type Variables = { readonly [K in keyof Config]: Variable<Config[K]> };

const DAY = 86_400;

export const VARIABLES: Variables = {
  issuer: {
    name: 'OCTROI_ISSUER',
    description:
      'The public origin of this server, without a path: every link and token names it. https, or http on loopback. Required unless the server listens on loopback only.',
    fallback: 'http://localhost:PORT',
    parse: read.issuer,
  },
  host: {
    name: 'OCTROI_HOST',
    description: 'The address to listen on. `0.0.0.0` for all.',
    fallback: '127.0.0.1',
    parse: read.text,
  },
  port: {
    name: 'OCTROI_PORT',
    description: 'The port to listen on; 0 takes a free one. `PORT` is understood too.',
    fallback: '3000',
    parse: read.integerBetween(0, 65_535),
  },
  databaseUrl: {
    name: 'OCTROI_DATABASE_URL',
    description: '`file:PATH` for SQLite or `postgres://USER:PASSWORD@HOST/DATABASE`.',
    fallback: 'file:./data/octroi.db',
    secret: true,
    parse: read.databaseUrl,
  },
  secretKey: {
    name: 'OCTROI_SECRET_KEY',
    description:
      'At least 32 random bytes in base64url or hex; protects signing keys at rest, forms and links. With SQLite it is made at first start, beside the database; on PostgreSQL it is required and the same for all processes.',
    fallback: 'secret.key beside the SQLite file',
    secret: true,
    parse: read.secretKey,
  },
  trustProxy: {
    name: 'OCTROI_TRUST_PROXY',
    description:
      'How many reverse proxies stand before this server: the client address is that many entries from the end of X-Forwarded-For. Links never come from such headers.',
    fallback: '0',
    parse: read.integerBetween(0, 10),
  },
  siteName: {
    name: 'OCTROI_SITE_NAME',
    description: 'The name that pages show.',
    fallback: 'Octroi',
    parse: read.text,
  },
  signUp: {
    name: 'OCTROI_SIGN_UP',
    description:
      'Who may create an account: `open` (anyone), `invite` (with a link from `octroi user invite`), `closed`.',
    fallback: 'open',
    parse: read.oneOf('open', 'invite', 'closed'),
  },
  autoAuthorize: {
    name: 'OCTROI_AUTO_AUTHORIZE',
    description:
      'What `auto_authorize=true` does for a signed-in user who has not allowed the app yet: `one-click` shows one page with one button; `always` grants without a page.',
    fallback: 'one-click',
    parse: read.oneOf('one-click', 'always'),
  },
  unitsPerCurrency: {
    name: 'OCTROI_UNITS_PER_CURRENCY',
    description:
      'How many units of quota make one unit of currency: a multiple of 100, so that a hundredth is whole units.',
    fallback: '1000',
    parse: read.unitsPerCurrency,
  },
  currency: {
    name: 'OCTROI_CURRENCY',
    description: 'The currency balances are shown in (ISO 4217).',
    fallback: 'USD',
    parse: read.currency,
  },
  topupProviders: {
    name: 'OCTROI_TOPUP_PROVIDERS',
    description:
      'Ways to pay, separated by commas. `test` moves no money: for trying out, and refused unless the issuer is http on loopback. Empty: none.',
    fallback: '',
    parse: read.listOf('test'),
  },
  accessTokenLifetime: {
    name: 'OCTROI_ACCESS_TOKEN_LIFETIME',
    description: 'Life of an access token, in seconds.',
    fallback: '7200',
    parse: read.integerBetween(1, DAY),
  },
  refreshTokenLifetime: {
    name: 'OCTROI_REFRESH_TOKEN_LIFETIME',
    description: 'Life of a refresh token that is not used, in seconds (30 days).',
    fallback: String(30 * DAY),
    parse: read.integerBetween(60, 365 * DAY),
  },
  tokenFamilyLifetime: {
    name: 'OCTROI_TOKEN_FAMILY_LIFETIME',
    description: 'How long refreshing can go on before the user signs in to the app again, in seconds (365 days).',
    fallback: String(365 * DAY),
    parse: read.integerBetween(60, 3650 * DAY),
  },
  sessionLifetime: {
    name: 'OCTROI_SESSION_LIFETIME',
    description: 'How long a browser stays signed in, in seconds (14 days).',
    fallback: String(14 * DAY),
    parse: read.integerBetween(60, 365 * DAY),
  },
  logLevel: {
    name: 'OCTROI_LOG_LEVEL',
    description: 'Least severity that is logged: debug, info, warn, error or silent.',
    fallback: 'info',
    parse: read.oneOf('debug', 'info', 'warn', 'error', 'silent'),
  },
};

/** Every fault of the configuration at once, each naming the variable and the remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment over the `.env` file of the working directory, if there is one. */
export const environmentWithDotEnv = (environment: Environment, directory: string): Environment => {
  const file = resolve(directory, '.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...environment } : environment;
};

const isPostgres = (databaseUrl: string): boolean => databaseUrl.startsWith('postgres');

/** The text of a variable: itself, the content of the file NAME_FILE names (secrets), or undefined. */
const textOf = (environment: Environment, { name, secret }: Variable<unknown>): string | undefined => {
  const direct = environment[name] ?? (name === 'OCTROI_PORT' ? environment['PORT'] : undefined);
  const file = secret ? environment[`${name}_FILE`] : undefined;
  if (file === undefined || file === '') return direct === '' ? undefined : direct;
  if (direct !== undefined && direct !== '') throw new Error(`is set, and so is ${name}_FILE; set one of them.`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`cannot be read from ${file}, which ${name}_FILE names; correct the path or its permissions.`);
  }
};

/** Whether only this machine can reach a server that listens there. */
export const isLoopbackHost = (host: string): boolean => ['localhost', '127.0.0.1', '::1'].includes(host);

/** Reads the configuration. Throws a ConfigError with all faults. Touches no file but those that `*_FILE` names. */
export const loadConfig = (environment: Environment): Config => {
  const faults: string[] = [];

  const value = <T>(variable: Variable<T>, fallback: string | undefined): T | undefined => {
    try {
      const text = textOf(environment, variable) ?? fallback;
      return text === undefined ? undefined : variable.parse(text);
    } catch (error) {
      faults.push(`${variable.name} ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const own = <K extends keyof Config>(key: K): Config[K] =>
    // Undefined only beside a fault, and then nothing is returned at all.
    value(VARIABLES[key], VARIABLES[key].fallback) as Config[K];

  const host = own('host');
  const port = own('port');
  const isLoopback = isLoopbackHost(host);
  // A port at fault is told once, and not again as a part of the issuer.
  const issuer = value(VARIABLES.issuer, isLoopback && port !== undefined ? `http://localhost:${port}` : undefined);
  if (issuer === undefined && !isLoopback && faults.every((fault) => !fault.startsWith('OCTROI_ISSUER'))) {
    faults.push(
      'OCTROI_ISSUER is missing; set it to the public https origin of this server, such as https://id.example.com.',
    );
  }
  const databaseUrl = own('databaseUrl');
  const secretKey = value(VARIABLES.secretKey, undefined) ?? null;
  if (
    secretKey === null &&
    databaseUrl !== undefined &&
    isPostgres(databaseUrl) &&
    !faults.some((fault) => fault.startsWith('OCTROI_SECRET_KEY'))
  ) {
    faults.push(
      'OCTROI_SECRET_KEY is missing; on PostgreSQL set it to the same value for all processes (`openssl rand -hex 32` makes one).',
    );
  }
  const topupProviders = own('topupProviders');
  // Undefined beside a fault, like all the others.
  if (topupProviders?.includes('test') && issuer?.startsWith('https:')) {
    faults.push(
      'OCTROI_TOPUP_PROVIDERS names test, which gives quota away for nothing; remove it, or try it out with an http issuer on loopback, such as http://localhost:3000.',
    );
  }
  const config = {
    issuer: issuer ?? '',
    host,
    port,
    databaseUrl,
    secretKey,
    trustProxy: own('trustProxy'),
    siteName: own('siteName'),
    signUp: own('signUp'),
    autoAuthorize: own('autoAuthorize'),
    unitsPerCurrency: own('unitsPerCurrency'),
    currency: own('currency'),
    topupProviders,
    accessTokenLifetime: own('accessTokenLifetime'),
    refreshTokenLifetime: own('refreshTokenLifetime'),
    tokenFamilyLifetime: own('tokenFamilyLifetime'),
    sessionLifetime: own('sessionLifetime'),
    logLevel: own('logLevel'),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config);
};

export interface Setting {
  name: string;
  /** As text; `[secret]` for secrets that are set. */
  value: string;
  isSet: boolean;
  description: string;
}

/** Of a URL only the password is secret, and where the data lies is what one wants to know. */
const hideSecret = (text: string): string => {
  if (text.startsWith('file:')) return text;
  const url = isPostgres(text) ? URL.parse(text) : null;
  if (url === null || url.search !== '') return '[secret]'; // libpq takes passwords in the query too
  if (url.password !== '') url.password = '[secret]';
  return decodeURIComponent(url.href);
};

/** Every setting as it stands, for people. */
export const describeConfig = (environment: Environment): Setting[] =>
  Object.values(VARIABLES).map((variable: Variable<unknown>) => {
    const text = textOf(environment, variable);
    const shown = text !== undefined && variable.secret ? hideSecret(text) : (text ?? variable.fallback);
    return { name: variable.name, value: shown, isSet: text !== undefined, description: variable.description };
  });
