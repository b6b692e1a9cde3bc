import { textOf, type Environment } from '../kernel/settings/reading.js';
import { isPostgres } from './values.js';
import { allVariables } from './topup-providers.js';

export interface Setting {
  name: string;
  /** As text; `[secret]` for secrets that are set. */
  value: string;
  isSet: boolean;
  /** Where it was read. */
  source: 'default' | 'environment' | '.env';
  description: string;
}

/** In a URL only the password is secret, and operators want to see where the data is. */
const hideSecret = (text: string): string => {
  if (text.startsWith('file:')) return text;
  const url = isPostgres(text) ? URL.parse(text) : null;
  if (url === null || url.search !== '') return '[secret]'; // libpq also accepts passwords in the query
  if (url.password !== '') url.password = '[secret]';
  return decodeURIComponent(url.href);
};

/**
 * Every setting with its current value, for people.
 *
 * @param dotEnv what of the environment was read from the `.env` file
 */
export const describeConfig = (environment: Environment, dotEnv: Environment = {}): Setting[] =>
  allVariables().map((variable) => {
    const { name, synonym = name, secret, description } = variable;
    const text = textOf(environment, variable);
    const shown = text !== undefined && secret ? hideSecret(text) : text;
    const value = shown ?? variable.fallbackInWords ?? variable.fallback;
    const names = [name, synonym, `${name}_FILE`];
    const isInFile = names.some((each) => dotEnv[each] !== undefined && dotEnv[each] === environment[each]);
    const source = text === undefined ? 'default' : isInFile ? '.env' : 'environment';
    return { name, value, isSet: text !== undefined, source, description };
  });
