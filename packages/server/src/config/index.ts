import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigValueError } from './values.js';
import {
  VARIABLES,
  type AutoAuthorize,
  type Config,
  type SignUpPolicy,
  type TopupProviderName,
  type Variable,
} from './variables.js';

export { VARIABLES, type AutoAuthorize, type Config, type SignUpPolicy, type TopupProviderName };

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

export const isPostgres = (databaseUrl: string): boolean => databaseUrl.startsWith('postgres');

/** The text of a variable: itself, the content of the file NAME_FILE names (secrets), or undefined. */
export const textOf = (environment: Environment, { name, secret }: Variable<unknown>): string | undefined => {
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
      const found =
        error instanceof ConfigValueError ? error.faults : [error instanceof Error ? error.message : String(error)];
      faults.push(...found.map((fault) => `${variable.name} ${fault}`));
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
  const mailUrl = own('mailUrl');
  if (mailUrl && mailUrl.kind !== 'smtp' && issuer?.startsWith('https:')) {
    faults.push(
      `OCTROI_MAIL_URL is ${mailUrl.kind}, where others could read links that sign users in; set it to a mail server, such as smtps://USER:PASSWORD@mail.example.com.`,
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
    logo: own('logo'),
    accentColor: own('accentColor'),
    termsUrl: own('termsUrl'),
    privacyUrl: own('privacyUrl'),
    supportUrl: own('supportUrl'),
    securityContact: own('securityContact'),
    mailUrl,
    mailFrom: own('mailFrom'),
    signUp: own('signUp'),
    upstream: own('upstream'),
    autoAuthorize: own('autoAuthorize'),
    par: own('par'),
    dpop: own('dpop'),
    deviceFlow: own('deviceFlow'),
    playground: own('playground'),
    resourcesBy: own('resourcesBy'),
    unitsPerCurrency: own('unitsPerCurrency'),
    currency: own('currency'),
    topupProviders,
    accessTokenLifetime: own('accessTokenLifetime'),
    refreshTokenLifetime: own('refreshTokenLifetime'),
    tokenFamilyLifetime: own('tokenFamilyLifetime'),
    sessionLifetime: own('sessionLifetime'),
    keyRotation: own('keyRotation'),
    registration: own('registration'),
    registrationIdleDays: own('registrationIdleDays'),
    clientIdMetadata: own('clientIdMetadata'),
    logLevel: own('logLevel'),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config);
};
