import type { UpstreamSettings } from '../domain/sign-in/index.js';
import { isJsonObject, type JsonObject } from '../kernel/json.js';
import { Secret } from '../kernel/secret.js';
import { ConfigValueError, isLoopbackHost } from '../kernel/settings/values.js';

const OPENID_FIELDS = ['name', 'label', 'issuer', 'client_id', 'client_secret', 'scope', 'sign_up'];
const GITHUB_FIELDS = ['preset', 'name', 'label', 'url', 'client_id', 'client_secret', 'sign_up'];

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const MAX_LABEL = 40;
/** Fits the columns and headers it goes through, and is longer than any real one. */
const MAX_CREDENTIAL = 2000;

/** Collects faults, each with its location. After a fault, the values read are never used. */
class Reading {
  readonly faults: string[] = [];

  text(entry: JsonObject, place: string, field: string, fallback?: string): string {
    const value = entry[field] ?? fallback;
    if (typeof value === 'string' && value.trim() !== '' && value.length <= MAX_CREDENTIAL) return value;
    this.faults.push(
      value === undefined
        ? `has no ${field} in ${place}. Add it.`
        : `has a ${field} in ${place} that is not text of 1 to ${MAX_CREDENTIAL} characters. Fix it.`,
    );
    return '';
  }

  flag(entry: JsonObject, place: string, field: string): boolean {
    const value = entry[field] ?? false;
    if (typeof value === 'boolean') return value;
    this.faults.push(`has a ${field} in ${place} that is neither true nor false. Write it without quotes.`);
    return false;
  }

  url(text: string, place: string, field: string): string {
    if (text === '') return '';
    const url = URL.parse(text);
    const isPlain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    if (url === null || !isPlain) {
      this.faults.push(`has a ${field} in ${place} that is not a URL without user, query and fragment. Fix it.`);
    } else if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
      this.faults.push(`has a ${field} in ${place} that is not https. http is allowed only on loopback.`);
    }
    return text;
  }

  known(entry: JsonObject, place: string, fields: readonly string[]): void {
    for (const field of Object.keys(entry).filter((key) => !fields.includes(key))) {
      this.faults.push(
        `has a field ${JSON.stringify(field)} in ${place}, which is unknown. Fields are ${fields.join(', ')}.`,
      );
    }
  }

  name(entry: JsonObject, place: string, fallback?: string): string {
    const name = this.text(entry, place, 'name', fallback);
    if (name !== '' && !NAME.test(name)) {
      this.faults.push(`has a name in ${place} that is not 1 to 40 of a-z, 0-9 and hyphens, such as "example".`);
    }
    return name;
  }

  label(entry: JsonObject, place: string, fallback?: string): string {
    const label = this.text(entry, place, 'label', fallback);
    if (label.length > MAX_LABEL) {
      this.faults.push(`has a label in ${place} of more than ${MAX_LABEL} characters. Shorten it to fit on a button.`);
    }
    return label;
  }
}

const readOpenId = (reading: Reading, entry: JsonObject, place: string): UpstreamSettings => {
  reading.known(entry, place, OPENID_FIELDS);
  const scope = reading.text(entry, place, 'scope', 'openid email profile');
  if (scope !== '' && !scope.split(' ').includes('openid')) {
    reading.faults.push(`has a scope in ${place} without openid, which identifies users. Add it.`);
  }
  return {
    kind: 'openid',
    name: reading.name(entry, place),
    label: reading.label(entry, place),
    issuer: reading.url(reading.text(entry, place, 'issuer'), place, 'issuer'),
    clientId: reading.text(entry, place, 'client_id'),
    clientSecret: new Secret(reading.text(entry, place, 'client_secret')),
    scope,
    signUp: reading.flag(entry, place, 'sign_up'),
  };
};

const readGitHub = (reading: Reading, entry: JsonObject, place: string): UpstreamSettings => {
  reading.known(entry, place, GITHUB_FIELDS);
  return {
    kind: 'github',
    name: reading.name(entry, place, 'github'),
    label: reading.label(entry, place, 'GitHub'),
    issuer: reading.url(reading.text(entry, place, 'url', 'https://github.com'), place, 'url').replace(/\/+$/, ''),
    clientId: reading.text(entry, place, 'client_id'),
    clientSecret: new Secret(reading.text(entry, place, 'client_secret')),
    scope: 'user:email',
    signUp: reading.flag(entry, place, 'sign_up'),
  };
};

const readEntry = (reading: Reading, entry: unknown, index: number): UpstreamSettings | null => {
  const place = `entry ${index + 1}`;
  if (!isJsonObject(entry)) {
    reading.faults.push(`has no object in ${place}. Write {"name": ..., "issuer": ...} or {"preset": "github", ...}.`);
    return null;
  }
  if (entry['preset'] === undefined) return readOpenId(reading, entry, place);
  if (entry['preset'] === 'github') return readGitHub(reading, entry, place);
  reading.faults.push(`has a preset in ${place} that is not "github". Omit it for OpenID Connect.`);
  return null;
};

/** The values that occur more than once. */
const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => value !== '' && values.indexOf(value) !== index)),
];

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Its message quotes the text, in which there are secrets.
    throw new ConfigValueError(['is not JSON. Write an array such as [{"name": "example", "label": "Example", ...}].']);
  }
};

/** @throws {ConfigValueError} with all faults */
export const upstreamProviders = (text: string): readonly UpstreamSettings[] => {
  if (text === '') return [];
  const entries = parse(text);
  if (!Array.isArray(entries)) throw new ConfigValueError(['is not a JSON array. Put the providers in [ and ].']);
  const reading = new Reading();
  const providers = entries.flatMap((entry: unknown, index) => readEntry(reading, entry, index) ?? []);
  for (const name of repeated(providers.map((provider) => provider.name))) {
    reading.faults.push(`has more than one entry with the name ${JSON.stringify(name)}. Give each its own name.`);
  }
  for (const origin of repeated(providers.map(({ issuer }) => issuer.replace(/\/+$/, '')))) {
    reading.faults.push(`has more than one entry for ${origin}. Keep only one.`);
  }
  if (reading.faults.length > 0) throw new ConfigValueError(reading.faults);
  return providers;
};
