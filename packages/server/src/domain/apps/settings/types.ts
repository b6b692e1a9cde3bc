import { fault } from '../../../kernel/fault.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { InputFault } from '../../../i18n/field-fault.js';
import type { ClientJwks } from '../../../protocol/client-jwks.js';
import { SIGNING_ALGS } from '../../../protocol/signing-alg.js';
import { CODE_GRANTS, DEVICE_GRANT, grantTypesWith } from './grant-types.js';

export type SqlValue = string | number | null;

/** How a value is stored: 0 or 1, text, or JSON. */
export type ColumnOf<V> = [V] extends [boolean] ? number : null extends V ? string | null : string;

/** How a setting is read and written everywhere. `D` is what developers ask for, `V` what apps have. */
export interface SettingType<D, V> {
  /** Selects the schema, form field and option. */
  kind: 'flag' | 'text' | 'address' | 'uris' | 'algorithm' | 'jwks' | 'grants';
  /** If omitted. */
  fallback: D & V;
  fromColumn: (stored: SqlValue) => V;
  toColumn: (value: V) => SqlValue;
  /** Undefined for a wrong JSON type; `expected` is then the fault. */
  fromJson: (sent: unknown) => D | undefined;
  expected: InputFault;
  toJson: (value: V) => string | boolean | string[] | JsonObject | null;
  /** From a text field, or from a checkbox, which is absent if unticked. */
  fromField: (text: string | undefined) => D;
  /** '' for an unticked checkbox. */
  toField: (value: V) => string;
}

export const MAX_TEXT = 2000;

export const FLAG: SettingType<boolean, boolean> = {
  kind: 'flag',
  fallback: false,
  fromColumn: (stored) => stored === 1,
  toColumn: (value) => (value ? 1 : 0),
  fromJson: (sent) => (typeof sent === 'boolean' ? sent : undefined),
  expected: fault('notFlag'),
  toJson: (value) => value,
  fromField: (text) => text !== undefined,
  toField: (value) => (value ? 'true' : ''),
};

export const TEXT: SettingType<string, string> = {
  kind: 'text',
  fallback: '',
  fromColumn: (stored) => String(stored),
  toColumn: (value) => value,
  fromJson: (sent) => (typeof sent === 'string' ? sent : undefined),
  expected: fault('notText', MAX_TEXT),
  toJson: (value) => value,
  fromField: (text) => text ?? '',
  toField: (value) => value,
};

/** A text, or null for none. */
export const ADDRESS: SettingType<string | null, string | null> = {
  kind: 'address',
  fallback: null,
  fromColumn: (stored) => (stored === null ? null : String(stored)),
  toColumn: (value) => value,
  fromJson: (sent) => (typeof sent === 'string' || sent === null ? sent : undefined),
  expected: fault('notText', MAX_TEXT),
  toJson: (value) => value,
  fromField: (text) => text?.trim() || null,
  toField: (value) => value ?? '',
};

const textsOf = (sent: unknown): string[] | undefined =>
  Array.isArray(sent) && sent.every((item) => typeof item === 'string') ? sent : undefined;

/** Non-empty lines without duplicates, so that a fault can name its address. */
const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

export const URIS: SettingType<readonly string[], readonly string[]> = {
  kind: 'uris',
  fallback: [],
  fromColumn: (stored) => {
    const uris: string[] = stored === '[]' || stored === null ? [] : JSON.parse(String(stored));
    return uris;
  },
  toColumn: (value) => JSON.stringify(value),
  fromJson: textsOf,
  expected: fault('notTexts'),
  toJson: (value) => [...value],
  fromField: (text = '') => linesOf(text),
  toField: (value) => value.join('\n'),
};

/** One of SIGNING_ALGS. */
export const ALGORITHM: SettingType<string, string> = {
  ...TEXT,
  kind: 'algorithm',
  fallback: 'RS256',
  expected: fault('notOneOf', SIGNING_ALGS.join(', ')),
  fromField: (text) => text ?? 'RS256',
};

/** A JWK Set: sent as JSON, stored as its usable keys. */
export const JWKS: SettingType<string | null, ClientJwks | null> = {
  kind: 'jwks',
  fallback: null,
  fromColumn: (stored) => {
    const jwks: ClientJwks | null = stored === null ? null : JSON.parse(String(stored));
    return jwks;
  },
  toColumn: (value) => value && JSON.stringify(value),
  fromJson: (sent) => (isJsonObject(sent) ? JSON.stringify(sent) : sent === null ? null : undefined),
  expected: fault('notObject'),
  toJson: (value) => value && { ...value },
  fromField: (text) => text?.trim() || null,
  toField: (value) => (value === null ? '' : JSON.stringify(value)),
};

/** Grant types; forms only choose whether the device flow is among them. */
export const GRANTS: SettingType<readonly string[], readonly string[]> = {
  kind: 'grants',
  fallback: CODE_GRANTS,
  fromColumn: (stored) => String(stored).split(' '),
  toColumn: (value) => value.join(' '),
  fromJson: textsOf,
  expected: fault('notTexts'),
  toJson: (value) => [...value],
  fromField: (text) => grantTypesWith(text !== undefined),
  toField: (value) => (value.includes(DEVICE_GRANT) ? 'true' : ''),
};
