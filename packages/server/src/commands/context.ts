import type { Command } from 'commander';
import { AmbiguousLoginError } from '../domain/accounts/index.js';
import { environmentWithDotEnv, loadConfig, type Config, type Environment } from '../config/index.js';
import { explained } from '../database/connect.js';
import { createLog } from '../kernel/log.js';
import { createServices, type Services } from '../server.js';
import type { SaidFault } from '../i18n/field-fault.js';

/** A command failed; the message says what to do instead. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly faults: readonly SaidFault[] | undefined;

  constructor(message: string, faults?: readonly SaidFault[]) {
    super(
      faults === undefined
        ? message
        : [message, ...faults.map((fault) => `  - ${fault.field}: ${fault.message}`)].join('\n'),
    );
    this.faults = faults;
  }
}

interface GlobalOptions {
  issuer?: string;
  host?: string;
  port?: string;
  databaseUrl?: string;
  json?: boolean;
}

/** Flags override the environment, which overrides `.env`. */
export const environmentOf = (command: Command): Environment => {
  const { issuer, host, port, databaseUrl } = command.optsWithGlobals<GlobalOptions>();
  const flags = { OCTROI_ISSUER: issuer, OCTROI_HOST: host, OCTROI_PORT: port, OCTROI_DATABASE_URL: databaseUrl };
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return { ...environmentWithDotEnv(process.env, process.cwd()), ...Object.fromEntries(given) };
};

export const configOf = (command: Command): Config => loadConfig(environmentOf(command));

export const print = (command: Command, result: object, text: string): void => {
  console.log(command.optsWithGlobals<GlobalOptions>().json === true ? JSON.stringify(result) : text);
};

/** Runs a command on the installation's database, then closes it. Logs nothing: the command prints its result. */
export const withServices = async <T>(command: Command, work: (services: Services) => Promise<T>): Promise<T> => {
  const config = configOf(command);
  const services = await createServices({ config, log: createLog('silent') });
  try {
    return await work(services);
  } catch (error) {
    throw explained(error, config.databaseUrl);
  } finally {
    await services.database.close();
  }
};

/** @throws {CommandError} when the user does not exist */
export const requireUser = async ({ accounts }: Services, login: string) => {
  const account = await accounts.findByLogin(login).catch((error: unknown) => {
    if (!(error instanceof AmbiguousLoginError)) throw error;
    throw new CommandError(
      `${login} is one user's name and another's address. Use the name or address that only one has.`,
    );
  });
  if (account === null) {
    throw new CommandError(`There is no user ${login}. Run \`octroi user create\` to create one.`);
  }
  return account;
};
