/** A body with the content type it claims. */
export interface Body {
  contentType: string | null;
  body: string | Uint8Array<ArrayBuffer> | null;
  /** What form and JSON endpoints must answer; null if that depends on the endpoint. */
  asForm: number | null;
  asJson: number | null;
}

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';
export const MEGABYTE = 1024 * 1024;

const DEEP = 10_000;
const NO_TEXT = Uint8Array.from([0x61, 0x3d, 0xff, 0xfe, 0xc0, 0x80]);

const form = (body: Body['body'], asForm: number | null): Body => ({ contentType: FORM, body, asForm, asJson: 415 });
const json = (body: Body['body'], asJson: number | null): Body => ({
  contentType: JSON_TYPE,
  body,
  asForm: 415,
  asJson,
});
const other = (contentType: string | null, body: Body['body']): Body => ({
  contentType,
  body,
  asForm: 415,
  asJson: 415,
});

/** Request bodies. */
export const BODIES: Readonly<Record<string, Body>> = {
  'no body and no type': other(null, null),
  'no type': other(null, 'a=b'),
  'plain text': other('text/plain', 'csrf=x&a=b'),
  multipart: other(
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--',
  ),
  XML: other('application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
  'a type that is none': other(';;;=,', 'a=b'),
  'an empty form': form('', null),
  'a form of 1 MB': form(`a=${'x'.repeat(MEGABYTE)}`, 413),
  'a form with 10,000 parameters': form(Array.from({ length: 10_000 }, (_, index) => `p${index}`).join('&'), 400),
  'a form with one name 101 times': form('a=1&'.repeat(101), 400),
  'a form that is no text': form(NO_TEXT, 400),
  'a form of stray percent signs': form('%=%&%zz=%f&a%=1', 400),
  'a form with NUL': form('a%00b=c%00d', 400),
  'a form with half a surrogate pair': form('a=%ED%A0%80', 400),
  'a form with an overlong sequence': form('a=%C0%AF', 400),
  'a form that repeats a parameter': form('client_id=a&client_id=b&csrf=a&csrf=b', 400),
  'a form with arrays': form('scope[a]=b&client_id[]=x&csrf[$ne]=&username[0]=y', null),
  'a form with unknown parameters': form('constructor=1&__proto__=2&toString=3&hasOwnProperty=4', null),
  'empty JSON': json('', 400),
  'JSON of 1 MB': json(JSON.stringify({ name: 'x'.repeat(MEGABYTE) }), 413),
  'JSON with 5,000 members': json(
    JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`p${n}`, n]))),
    400,
  ),
  'an array 10,000 deep': json('['.repeat(DEEP) + ']'.repeat(DEEP), 400),
  'an object 10,000 deep': json('{"name":'.repeat(DEEP / 2) + '1' + '}'.repeat(DEEP / 2), 400),
  'JSON that ends early': json('{"name":"x"', 400),
  'JSON that is no object': json('null', 400),
  'JSON that is text': json('"name"', 400),
  'JSON that is no text': json(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400),
  'JSON with half a surrogate pair': json('{"name":"\\ud800","redirect_uri":"\\udc00"}', 400),
  'JSON with NUL': json('{"name":"a\\u0000b","redirect_uri":"https://a.example/\\u0000"}', 400),
  'JSON with members of every object': json('{"__proto__":{"trusted":true},"constructor":1,"toString":2}', 400),
  'JSON of wrong types': json(
    '{"name":{},"redirect_uri":[],"redirect_uris":{"length":3},"public":"yes","description":1e400}',
    400,
  ),
};

const KILOBYTES = 'x'.repeat(8192);

/** Appended to a request's path. */
export const QUERIES: readonly string[] = [
  '',
  '?',
  '?%',
  '?%=%zz&a=%ff',
  '?request=%00&ticket=%00&done=%00&ui_locales=%00&invitation=%00',
  '?request=%ED%A0%80&ui_locales=%ED%A0%80',
  '?request=a&request=b&return_to=a&return_to=b&client_id=a&client_id=b',
  '?scope[a]=b&scope[]=c&client_id[$ne]=x&request[__proto__]=x',
  `?${'a&'.repeat(10_000)}`,
  `?request=${KILOBYTES}&ui_locales=${'x-'.repeat(4000)}&ticket=${KILOBYTES}.${KILOBYTES}`,
  '?return_to=//evil.example&return_to=%0d%0a',
  '?access_token=x',
];

/** Replacements for an id in a path. */
export const IDS: readonly string[] = [
  '1',
  '0',
  '-1',
  '1.5',
  '1e3',
  '00',
  '999999999999999',
  '9223372036854775808',
  '99999999999999999999999999',
  '%00',
  '%',
  '%zz',
  '%ff',
  '%ED%A0%80',
  '..%2f..%2f',
  '%2e%2e',
  'a%2Fb',
  'constructor',
  "'%20or%201=1--",
  '%F0%9F%97%9D',
  'x'.repeat(8192),
];

/** Paths that are not mounted. */
export const PATHS: readonly string[] = [
  '//',
  '///evil.example/',
  '/..',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..%2f..%2fetc%2fpasswd',
  '/assets/..%2f..%2fpackage.json',
  '/assets/%00.css',
  '/api/oauth2/../oauth2/token',
  '/api/oauth2/token/',
  '/api/oauth2/token%2f',
  '/api//oauth2/token',
  '/API/OAUTH2/TOKEN',
  '/api/oauth_apps/1/secrets/1/2',
  '/sign-in;jsessionid=1',
  '/sign-in/',
  '/.env',
  '/.git/config',
  '/%',
  '/%zz',
  '/%00',
  '/%ff%fe',
  '/\u{1f5dd}',
  `/${'a'.repeat(100_000)}`,
  `/${'a/'.repeat(20_000)}`,
];

/** Headers that are long, malformed or misused. */
export const HEADERS: Readonly<Record<string, Record<string, string>>> = {
  'a cookie of 64 kB': { cookie: `octroi_session=${'x'.repeat(65_536)}` },
  'cookies that are none': {
    cookie: '; ;=;octroi_session;octroi_browser=%zz;octroi_session=%00;octroi_locale=__proto__',
  },
  'thousands of cookies': { cookie: 'octroi_session=x; '.repeat(5000) },
  'a language of 64 kB': { 'accept-language': 'fr-'.repeat(20_000) },
  'thousands of languages': { 'accept-language': 'x;q=0.5,'.repeat(10_000) },
  'a language that is none': { 'accept-language': ';q=,,*;q=NaN,fr;q=-1,\u00ff' },
  'a bearer token of 64 kB': { authorization: `Bearer ${'x'.repeat(65_536)}` },
  'a bearer token of dots': { authorization: `Bearer ${'.'.repeat(1000)}` },
  'Basic credentials of 64 kB': { authorization: `Basic ${'A'.repeat(65_536)}` },
  'Basic credentials that are no text': { authorization: 'Basic /////w==' },
  'an authorization that is none': { authorization: ',,,' },
  'an authorization without a scheme': { authorization: '\u00ff\u00fe' },
  'a content length that is none': { 'content-length': 'x', 'content-type': FORM },
  'a negative content length': { 'content-length': '-1', 'content-type': FORM },
  'a huge content length': { 'content-length': '99999999999999999999', 'content-type': FORM },
  'a user agent of 64 kB': { 'user-agent': '\u00ff'.repeat(65_536) },
  'a forwarded address that is none': { 'x-forwarded-for': `${','.repeat(10_000)}::%eth0` },
  'an origin that is none': { origin: '\u00ff' },
};
