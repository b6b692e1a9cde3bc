import { textOf, type Environment } from '../kernel/settings/reading.js';
import { isPostgres } from './values.js';
import { allVariables } from './topup-providers.js';

export interface Setting {
  name: string;
  /** As text; `[secret]` for secrets that are set. */
  value: string;
  isSet: boolean;
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

/** Every setting with its current value, for people. */
export const describeConfig = (environment: Environment): Setting[] =>
  allVariables().map((variable) => {
    const text = textOf(environment, variable);
    const shown = text !== undefined && variable.secret ? hideSecret(text) : text;
    const value = shown ?? variable.fallbackInWords ?? variable.fallback;
    return { name: variable.name, value, isSet: text !== undefined, description: variable.description };
  });
