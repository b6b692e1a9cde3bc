import type { JsonObject } from '../../../kernel/json.js';
import { Secret } from '../../../kernel/secret.js';
import { isLoopbackHost } from '../../../kernel/settings/values.js';

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const MAX_LABEL = 40;
/** Fits the columns and headers it goes through, and is longer than any real one. */
const MAX_CREDENTIAL = 2000;

/** Reads an entry of OCTROI_UPSTREAM and collects its faults. After a fault, the values read are never used. */
export class UpstreamEntry {
  readonly faults: string[] = [];
  readonly #entry: JsonObject;
  readonly #place: string;

  /** `place` says which entry it is: "entry 1". */
  constructor(entry: JsonObject, place: string) {
    this.#entry = entry;
    this.#place = place;
  }

  /** `text` completes "has a FIELD in entry 1 ...". */
  fault(field: string, text: string): void {
    this.faults.push(`has a ${field} in ${this.#place} ${text}`);
  }

  text(field: string, fallback?: string): string {
    const value = this.#entry[field] ?? fallback;
    if (typeof value === 'string' && value.trim() !== '' && value.length <= MAX_CREDENTIAL) return value;
    if (value === undefined) this.faults.push(`has no ${field} in ${this.#place}. Add it.`);
    else this.fault(field, `that is not text of 1 to ${MAX_CREDENTIAL} characters. Fix it.`);
    return '';
  }

  secret(field: string): Secret {
    return new Secret(this.text(field));
  }

  flag(field: string): boolean {
    const value = this.#entry[field] ?? false;
    if (typeof value === 'boolean') return value;
    this.fault(field, 'that is neither true nor false. Write it without quotes.');
    return false;
  }

  url(field: string, fallback?: string): string {
    const text = this.text(field, fallback);
    if (text === '') return '';
    const url = URL.parse(text);
    const isPlain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    if (url === null || !isPlain) this.fault(field, 'that is not a URL without user, query and fragment. Fix it.');
    else if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
      this.fault(field, 'that is not https. http is allowed only on loopback.');
    }
    return text;
  }

  /** Every other field is a fault. */
  expect(fields: readonly string[]): void {
    for (const field of Object.keys(this.#entry).filter((key) => !fields.includes(key))) {
      this.faults.push(
        `has a field ${JSON.stringify(field)} in ${this.#place}, which is unknown. Fields are ${fields.join(', ')}.`,
      );
    }
  }

  name(fallback?: string): string {
    const name = this.text('name', fallback);
    if (name !== '' && !NAME.test(name)) {
      this.fault('name', 'that is not 1 to 40 of a-z, 0-9 and hyphens, such as "example".');
    }
    return name;
  }

  label(fallback?: string): string {
    const label = this.text('label', fallback);
    if (label.length > MAX_LABEL) {
      this.fault('label', `of more than ${MAX_LABEL} characters. Shorten it to fit on a button.`);
    }
    return label;
  }
}
