import type { Command } from 'commander';
import { environmentWithDotEnv, loadConfig, type Config, type Environment } from '../config/index.js';
import { createLog } from '../kernel/log.js';
import { createServices, type Services } from '../server.js';
import type { SaidFault } from '../i18n/field-fault.js';

/** A command that cannot do what it was asked, with what to do instead. */
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

/** Flags over the environment over `.env`. */
export const environmentOf = (command: Command): Environment => {
  const { issuer, host, port, databaseUrl } = command.optsWithGlobals<GlobalOptions>();
  const flags = {
    ...(issuer === undefined ? {} : { OCTROI_ISSUER: issuer }),
    ...(host === undefined ? {} : { OCTROI_HOST: host }),
    ...(port === undefined ? {} : { OCTROI_PORT: port }),
    ...(databaseUrl === undefined ? {} : { OCTROI_DATABASE_URL: databaseUrl }),
  };
  return { ...environmentWithDotEnv(process.env, process.cwd()), ...flags };
};

export const configOf = (command: Command): Config => loadConfig(environmentOf(command));

/** Prints a result: as JSON for programs, or as the given text for people. */
export const print = (command: Command, result: object, text: string): void => {
  console.log(command.optsWithGlobals<GlobalOptions>().json === true ? JSON.stringify(result) : text);
};

/** Runs a command on the installation's database, and closes it. The log stays quiet: the command says what it did. */
export const withServices = async <T>(command: Command, work: (services: Services) => Promise<T>): Promise<T> => {
  const services = await createServices({ config: configOf(command), log: createLog('silent') });
  try {
    return await work(services);
  } finally {
    await services.database.close();
  }
};

/** @throws {CommandError} when there is no such user */
export const requireUser = async ({ accounts }: Services, login: string) => {
  const account = await accounts.findByLogin(login);
  if (account === null) {
    throw new CommandError(`There is no user ${login}. Run \`octroi user create\` to create one.`);
  }
  return account;
};
