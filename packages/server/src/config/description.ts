import { textOf, type Environment, type Variable } from './reading.js';
import { isPostgres } from './values.js';
import { VARIABLES } from './variables.js';

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
    const shown = text !== undefined && variable.secret ? hideSecret(text) : text;
    const value = shown ?? variable.fallbackInWords ?? variable.fallback;
    return { name: variable.name, value, isSet: text !== undefined, description: variable.description };
  });
