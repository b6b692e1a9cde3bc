import { invalidRequest, type OAuthError } from './errors.js';
import { decodeFormComponent } from './form-encoding.js';

/** The longest `state` that comes back to an app, in characters. */
export const MAX_STATE = 4096;

const MAX_PARAMETERS = 100;
const MAX_ECHOED_NAME = 40;
const NOTHING: readonly string[] = [];

/** What lenient decoders put in place of invalid UTF-8. Correct forms percent-encode this character. */
const REPLACEMENT_CHARACTER = '\uFFFD';

/** The parameters of one request. A parameter sent without a value counts as absent (RFC 6749 section 3.1). */
export class Params {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** The value, or the first one of a repeatable parameter. */
  get(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** @throws OAuthError invalid_request, naming the parameter, when it is absent. */
  required(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw invalidRequest(`The parameter ${name} is missing.`);
    return value;
  }

  /** All values, in the order sent. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? NOTHING;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  /** The parameters that have exactly one value. */
  toRecord(): Record<string, string> {
    // fromEntries defines properties instead of assigning them, so a parameter named __proto__ is only a parameter.
    return Object.fromEntries(
      this.#values
        .entries()
        .flatMap(([name, [first, second]]): [string, string][] =>
          first !== undefined && second === undefined ? [[name, first]] : [],
        ),
    );
  }
}

/**
 * Parses application/x-www-form-urlencoded: a request body, or a query string without its question mark.
 *
 * @throws OAuthError invalid_request, naming the fault and the parameter: a repeated one (RFC 6749 section 3.1) that is
 * not in `repeatable` (default: only `resource`, RFC 8707 section 2), more than 100 parameters, malformed
 * percent-encoding or UTF-8, a NUL character.
 */
export const parseParams = (encoded: string, options: { repeatable?: readonly string[] } = {}): Params => {
  const repeatable = options.repeatable ?? ['resource'];
  const seen = new Set<string>();
  const values = new Map<string, string[]>();
  let count = 0;

  for (let start = 0; start < encoded.length;) {
    const ampersand = encoded.indexOf('&', start);
    const end = ampersand === -1 ? encoded.length : ampersand;
    const pair = encoded.slice(start, end);
    start = end + 1;
    if (pair === '') continue;

    count += 1;
    if (count > MAX_PARAMETERS) throw invalidRequest(`More than ${MAX_PARAMETERS} parameters were sent.`);

    const equals = pair.indexOf('=');
    const encodedName = equals === -1 ? pair : pair.slice(0, equals);
    const name = decoded(encodedName, encodedName);
    const value = equals === -1 ? '' : decoded(pair.slice(equals + 1), name);

    // Empty values count here although readers treat them as absent: we must not guess which of two was meant.
    if (seen.has(name) && !repeatable.includes(name)) throw faulty(name, 'is sent more than once');
    seen.add(name);
    if (value === '') continue;

    const earlier = values.get(name);
    if (earlier === undefined) values.set(name, [value]);
    else earlier.push(value);
  }
  return new Params(values);
};

/** The parameters in the query of a URL of ours. @throws {OAuthError} as for any form */
export const paramsIn = (url: string): Params => parseParams(new URL(url).search.slice(1));

const decoded = (encoded: string, name: string): string => {
  const text = decodeFormComponent(encoded);
  if (text === null) throw faulty(name, 'is not valid percent-encoded UTF-8');
  if (!text.isWellFormed() || encoded.includes(REPLACEMENT_CHARACTER)) throw faulty(name, 'is not valid UTF-8');
  if (text.includes('\0')) throw faulty(name, 'contains a NUL character');
  return text;
};

const faulty = (name: string, fault: string): OAuthError => {
  const shown = name.length > MAX_ECHOED_NAME ? `${name.slice(0, MAX_ECHOED_NAME)}...` : name;
  return invalidRequest(`The parameter '${shown}' ${fault}.`);
};
