import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { unknownNames } from './names.js';
import { isComplete, readSettings, type Environment } from './reading.js';
import { faultsBetween } from './rules.js';
import { VARIABLES, type Settings } from './variables.js';

export type { Environment } from './reading.js';
export { isLoopbackHost } from './values.js';
export { VARIABLES } from './variables.js';

/** The operator's settings, validated and frozen. `VARIABLES` describes each. */
export type Config = Settings & { readonly issuer: string };

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

/** The environment, which overrides the `.env` file of the working directory, if there is one. */
export const environmentWithDotEnv = (environment: Environment, directory: string): Environment => {
  const file = resolve(directory, '.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...environment } : environment;
};

/** Reads the configuration. Throws a ConfigError with all faults. Reads only files that variables name. */
export const loadConfig = (environment: Environment): Config => {
  const { values, faults } = readSettings(VARIABLES, environment);
  faults.unshift(...unknownNames(Object.values(VARIABLES), environment));
  faults.push(...faultsBetween(values));
  if (faults.length > 0 || !isComplete(VARIABLES, values)) throw new ConfigError(faults);
  return Object.freeze({ ...values, issuer: values.issuer ?? `http://localhost:${values.port}` });
};
