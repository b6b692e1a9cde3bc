export const LENGTH = 60_000;
/** Node refuses requests whose headers, with the URL, are longer than 16 kB. */
const HEADER_LENGTH = 15_000;

const filled = (part: string, end = ''): string => part.repeat(Math.floor(LENGTH / Buffer.byteLength(part))) + end;
const numbered = (part: (index: number) => string, count: number, between: string): string =>
  Array.from({ length: count }, (_, index) => part(index))
    .join(between)
    .slice(0, LENGTH);

const base64url = (content: string | Uint8Array): string => Buffer.from(content).toString('base64url');
/** A passkey's credential; its CBOR is decoded before anything in it is known to be true. */
const credential = (attestationObject: Uint8Array): string =>
  JSON.stringify({
    id: 'AA',
    rawId: 'AA',
    type: 'public-key',
    response: {
      clientDataJSON: base64url('{}'),
      attestationObject: base64url(attestationObject),
      authenticatorData: 'AA',
      signature: 'AA',
    },
  });
const CBOR_BYTES = 40_000;
/** A map that claims to have 2^32 - 1 members, and has as many as there is room for. */
const cborMap = Uint8Array.from([0xba, 0xff, 0xff, 0xff, 0xff, ...Array.from({ length: CBOR_BYTES }, () => 0)]);

/** Texts that backtracking patterns, comparisons of all with all, normalisation and echoes take longest for. Sent as they are. */
export const TEXTS: Readonly<Record<string, string>> = {
  zeros: filled('0', 'x'),
  digits: filled('9'),
  blanks: filled(' ', 'x'),
  'plus signs': filled('+', 'x'),
  'line ends': filled('%0D%0A', 'x'),
  quotes: filled('"'),
  'angle brackets': filled('<'),
  brackets: filled('[', 'x'),
  colons: filled(':1', '!'),
  dots: filled('.a', '!'),
  'at signs': filled('a@', '!'),
  commas: filled('x, '),
  slashes: filled('//', 'x'),
  dashes: filled('a-'),
  'equals signs': filled('='),
  'percent signs': filled('%25'),
  ampersands: filled('%26'),
  'a path': `/${filled("'")}`,
  'a path with a query': `/account?${filled('%26')}`,
  accents: filled('e\u0301'),
  // Normalisation sorts marks by class, each past all those before it.
  'marks out of order': `a${'\u0345'.repeat(LENGTH / 4)}${'\u0334'.repeat(LENGTH / 4)}`,
  joiners: filled('\u0645\u200C'),
  'joined emoji': filled('\u{1F468}\u200D'),
  'half surrogate pairs': filled('%ED%A0%80'),
  'redirect URIs': numbered((index) => `a:/${index}`, 9000, '\n'),
  'scopes with words': numbered((index) => `s${index} x`, 9000, '\n'),
  words: numbered((index) => `w${index}`, 9000, ' '),
  'parts of a token': filled('eyJ9.'),
  'JSON members': `{${numbered((index) => `"k${index}":1`, 5000, ',')}`,
  'deep JSON': filled('{"a":'),
  'a long token': [{ alg: 'RS256', kid: 'x'.repeat(20_000) }, { iss: 'x'.repeat(20_000), sub: 'x' }, 'x']
    .map((part) => base64url(JSON.stringify(part)))
    .join('.'),
  'deep CBOR': credential(new Uint8Array(CBOR_BYTES).fill(0x81)),
  'a CBOR map': credential(cborMap),
  'JWK Set': `{"keys":[${numbered((index) => `{"kid":"${index}"}`, 4000, ',')}]}`,
};

const repeated = (part: string, count: number): string => Array<string>(count).fill(part).join('&');

/** Bodies of forms with these texts in one field, and with the field many times. */
export const formsWith = (field: string): [name: string, body: string][] => [
  ...Object.entries(TEXTS).map(([name, text]): [string, string] => [name, `${field}=${text}`]),
  // The most that a form may have.
  ['a hundred values', repeated(`${field}=${'x'.repeat(500)}`, 98)],
  ['thousands of values', repeated(`${field}=x`, Math.floor(LENGTH / (field.length + 3)))],
];

/** As in a header: one line of Latin-1. */
export const headersWith = (): [name: string, text: string][] =>
  Object.entries(TEXTS).map(([name, text]) => [
    name,
    Buffer.from(text)
      .subarray(0, HEADER_LENGTH)
      .toString('latin1')
      .replaceAll(/[\r\n\0]/g, ' '),
  ]);

/** As in a URL. */
export const queriesWith = (): [name: string, text: string][] => [
  ...Object.entries(TEXTS).map(([name, text]): [string, string] => [
    name,
    encodeURI(text).replaceAll('%25', '%').replaceAll(/[#&]/g, '').slice(0, HEADER_LENGTH).replace(/%.?$/, ''),
  ]),
  // Short enough to be a path to return to, which pages repeat.
  ['bare ampersands', '&'.repeat(3900)],
];

const asJson = (value: unknown): string => JSON.stringify(value);
const DEEP = LENGTH / 2;

/** JSON texts of values. */
export const VALUES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [name, asJson(text)])),
  'escaped half surrogate pairs': `"${'\\uD800'.repeat(LENGTH / 6)}"`,
  digits: '1'.repeat(LENGTH),
  'a list of texts': asJson(Array.from({ length: 9000 }, (_, index) => `${index}`)),
  'a list of URIs': asJson(Array.from({ length: 3000 }, (_, index) => `http://a/${index}`)),
  'a list of numbers': asJson(Array.from({ length: 25_000 }, () => 1)),
  'one long URI': asJson([`https://a.example/${"'".repeat(LENGTH - 100)}`]),
  'long URIs': asJson(Array.from({ length: 20 }, (_, index) => `https://A.example/${index}?${"'".repeat(1900)}`)),
  'URIs with marks': asJson(
    Array.from({ length: 10 }, (_, index) => `https://a.example/${index}?${'e\u0301'.repeat(600)}`),
  ),
  'a deep list': '['.repeat(DEEP) + ']'.repeat(DEEP),
  'a deep object': `${'{"a":'.repeat(LENGTH / 6)}1${'}'.repeat(LENGTH / 6)}`,
  'a deep JWK Set': `{"keys":[{"kty":${'['.repeat(DEEP - 20)}${']'.repeat(DEEP - 20)}}]}`,
  'an object': asJson(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]))),
  'a JWK Set': asJson({ keys: Array.from({ length: 4000 }, (_, index) => ({ kid: `${index % 9}` })) }),
};
