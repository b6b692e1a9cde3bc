import { TOPUP_PROVIDERS } from '../features/topup/providers/index.js';
import type { ConfiguredProvider } from '../features/topup/provider.js';
import { readDotEnv } from './dot-env.js';
import { unknownNames } from './names.js';
import { isComplete, readSettings, type Environment } from '../kernel/settings/reading.js';
import { faultsBetween } from './rules.js';
import { allVariables, chooseProviders } from './topup-providers.js';
import { VARIABLES, type Settings } from './variables.js';

export type { Environment } from '../kernel/settings/reading.js';
export { readDotEnv } from './dot-env.js';
export { allVariables } from './topup-providers.js';

/** The operator's settings, validated and frozen. `VARIABLES` and the payment providers describe them. */
export type Config = Omit<Settings, 'topupProviders'> & {
  readonly issuer: string;
  readonly topupProviders: readonly ConfiguredProvider[];
};

/** All configuration errors at once, each naming the variable and the remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'an error' : `${faults.length} errors`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

/**
 * The environment, which overrides the `.env` file of the working directory, if there is one.
 *
 * @throws {ConfigError} when a value of the file is not read as it was meant
 */
export const environmentWithDotEnv = (environment: Environment, directory: string): Environment => {
  const file = readDotEnv(directory);
  if (file === null) return environment;
  if (file.faults.length > 0) throw new ConfigError(file.faults);
  return { ...file.values, ...environment };
};

/** Reads the configuration. Throws a ConfigError with all faults. Reads only files that variables name. */
export const loadConfig = (environment: Environment, providers = TOPUP_PROVIDERS): Config => {
  const { values, faults } = readSettings(VARIABLES, environment);
  faults.unshift(...unknownNames(allVariables(providers), environment));
  faults.push(...faultsBetween(values));
  const { issuer, topupProviders: names = [] } = values;
  const isPublic = issuer?.startsWith('https:') === true;
  const { chosen, faults: faultsOfProviders } = chooseProviders(names, isPublic, providers, environment);
  faults.push(...faultsOfProviders);
  if (faults.length > 0 || !isComplete(VARIABLES, values)) throw new ConfigError(faults);
  return Object.freeze({ ...values, topupProviders: chosen, issuer: issuer ?? `http://localhost:${values.port}` });
};
