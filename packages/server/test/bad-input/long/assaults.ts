import { FORM } from '../assaults.js';
import { multipartsWith } from './multiparts.js';
import type { ShownForm } from './shown-forms.js';
import { formsWith, queriesWith } from './texts.js';

/** A request with one hostile text. */
export interface Assault {
  what: string;
  path: string;
  init: { method: string; headers: Readonly<Record<string, string>>; body: string | Uint8Array<ArrayBuffer> };
}

const encoded = (fields: readonly (readonly [name: string, value: string])[]): string =>
  fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

const posting = (what: string, path: string, type: string, body: Assault['init']['body']): Assault => ({
  what,
  path,
  init: { method: 'POST', headers: { 'content-type': type }, body },
});

/** Each text in one field, beside what is right in the others. */
export const inField = ({ action, fields, file }: ShownForm, field: string): Assault[] => {
  const others = Object.entries(fields).filter(([name]) => name !== field);
  const what = (name: string): string => `${name} in ${field} of ${action}`;
  if (file !== null) {
    return multipartsWith(field, file, others).map(({ name, type, body }) => posting(what(name), action, type, body));
  }
  return formsWith(field).map(([name, text]) => posting(what(name), action, FORM, `${encoded(others)}&${text}`));
};

/** The address with each text in one parameter of its query. */
export const addressesWith = (path: string, name: string): [what: string, path: string][] => {
  const [plain = '', query = ''] = path.split('?', 2);
  const others = new URLSearchParams([...new URLSearchParams(query)].filter(([other]) => other !== name));
  return queriesWith().map(([what, text]) => [
    `${what} in ${name} of the address ${plain}`,
    `${plain}?${others.toString()}&${name}=${text}`,
  ]);
};

/** A form that is right, sent to an address with each text in one parameter. */
export const inAddress = ({ action, fields }: ShownForm, name: string): Assault[] =>
  addressesWith(action, name).map(([what, path]) => posting(what, path, FORM, encoded(Object.entries(fields))));
