import { BlockList, isIPv4 } from 'node:net';

/** One sentence that names what is wrong with a redirect URI, and what to do about it. */
export type RedirectUriFault = string;

const MAX_LENGTH = 2000;

/** What would end up beside, or in place of, the parameters of our own response. */
const RESPONSE_PARAMETERS = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss'];

/**
 * Schemes that run code, read files, or belong to the browser or the system rather than to one app. A private-use scheme
 * is anything else but http and https.
 */
const RESERVED_SCHEMES = new Set(
  (
    'about android-app blob chrome chrome-extension cid content data edge facetime feed filesystem file ftp ftps geo ' +
    'gopher intent itms itms-apps jar javascript ldap ldaps livescript magnet mailto market mhtml mid mocha ' +
    'moz-extension news nfs nntp res resource rtsp safari-web-extension search search-ms sftp shell sms smb ssh tel ' +
    'telnet urn vbscript view-source webcal ws wss wyciwyg'
  ).split(' '),
);

const isReservedScheme = (scheme: string): boolean => RESERVED_SCHEMES.has(scheme) || scheme.startsWith('ms-');

const TEXT_RULES: readonly (readonly [RegExp, RedirectUriFault])[] = [
  [/[\s\p{Cc}]/u, 'White space and control characters are not allowed; remove them.'],
  [
    /[^\p{ASCII}]/u,
    'Only ASCII characters are allowed; write the host in punycode (xn--...) and percent-encode the rest.',
  ],
  [/\\/, 'A backslash is not allowed, since browsers read it as a slash; use /.'],
  [/\*/, 'Wildcards are not supported; register each redirect URI in full.'],
  [/#/, 'A fragment (#...) is not allowed (RFC 6749 section 3.1.2); remove it.'],
  [/["<>^`{|}]/, 'The characters " < > ^ ` { | } are not allowed in a URI; percent-encode them.'],
  [/^[^?]*\?$/, 'The query is empty; remove the question mark at the end.'],
  [/%(?![0-9a-f]{2})/i, 'A percent sign must be followed by two hexadecimal digits; write %25 for the sign itself.'],
  [/%(?:[01][0-9a-f]|7f)/i, 'Percent-encoded control characters are not allowed; remove them.'],
];

/** A URI cut at its delimiters (RFC 3986 appendix B) without changing a character, which a URL parser would. */
interface UriText {
  /** What follows `//`; undefined when there is none. */
  readonly authority: string | undefined;
  /** The authority without user information and port. */
  readonly host: string;
  readonly path: string;
  /** With its question mark, or ''. */
  readonly query: string;
  /** Everything behind the scheme and its colon. */
  readonly afterScheme: string;
}

const cut = (uri: string): UriText => {
  const afterScheme = uri.slice(uri.indexOf(':') + 1);
  const [, authority, path = '', query = ''] = /^(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?/.exec(afterScheme) ?? [];
  const host = (authority ?? '').replace(/^.*@/s, '').replace(/:\d*$/, '');
  return { authority, host, path, query, afterScheme };
};

const isWeb = (url: URL): boolean => url.protocol === 'https:' || url.protocol === 'http:';

/**
 * What keeps a URI from being registered; empty when it is fine. https is allowed anywhere, http on loopback only (RFC
 * 6749 section 3.1.2.1), and private-use schemes (RFC 8252 section 7.1) for public apps only.
 */
export const redirectUriFaults = (uri: string, app: { public: boolean }): RedirectUriFault[] => {
  if (uri.length > MAX_LENGTH) return [`The URI is longer than ${MAX_LENGTH} characters; shorten it.`];
  const textFaults = TEXT_RULES.filter(([pattern]) => pattern.test(uri)).map(([, fault]) => fault);
  if (textFaults.length > 0) return textFaults;
  const url = URL.parse(uri);
  if (url === null)
    return ['This is not an absolute URI; write it in full, such as https://app.example/oauth/callback.'];

  const text = cut(uri);
  const faults = [...schemeFaults(url, text, app), ...hostFaults(url, text), ...pathFaults(text), ...queryFaults(url)];
  // The named faults explain themselves better than this one, which mostly follows from them.
  return faults.length > 0 ? faults : canonicalFaults(uri, url, text);
};

const schemeFaults = (url: URL, text: UriText, app: { public: boolean }): RedirectUriFault[] => {
  const scheme = url.protocol.slice(0, -1);
  if (scheme === 'https') return [];
  if (scheme === 'http') {
    return isLoopbackLiteral(url.hostname)
      ? []
      : ['http is allowed on localhost, 127.0.0.1 and [::1] only; use https for every other host.'];
  }
  if (isReservedScheme(scheme)) {
    return [`The scheme ${scheme}: cannot receive a redirect; use https, or a scheme that belongs to your app alone.`];
  }
  if (!app.public) {
    return [`The scheme ${scheme}: is allowed for public apps only; register the app as public, or use https.`];
  }
  return text.afterScheme.startsWith('/')
    ? []
    : [`A slash must follow the scheme; write ${scheme}:/callback or the like.`];
};

const hostFaults = (url: URL, { authority, host }: UriText): RedirectUriFault[] => {
  const faults: RedirectUriFault[] = [];
  if (authority?.includes('@') === true)
    faults.push('User information (user@) is not allowed before the host; remove it.');
  if (/^\.|\.\.|\.$/.test(host)) faults.push('The host has a dot at its start or end, or two in a row; remove it.');
  if (isWeb(url) && !/^(?:[a-z0-9._-]*|\[[0-9a-f:]*\])$/i.test(host)) {
    faults.push('The host may have letters, digits, hyphens and dots only; correct it.');
  }
  return faults;
};

const pathFaults = ({ path }: UriText): RedirectUriFault[] => {
  const faults: RedirectUriFault[] = [];
  if (path.includes('//')) faults.push('The path has two slashes in a row; leave one.');
  if (path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) {
    faults.push('The path has a . or .. segment; write the path that it leads to.');
  }
  return faults;
};

const queryFaults = (url: URL): RedirectUriFault[] =>
  RESPONSE_PARAMETERS.filter((name) => url.searchParams.has(name)).map(
    (name) => `The query has the parameter ${name}, which the response itself sets; remove or rename it.`,
  );

const canonicalFaults = (uri: string, url: URL, { authority, path, query }: UriText): RedirectUriFault[] => {
  // The parser gives an empty path a slash. Both spellings are common, and each matches only itself.
  const spelled = isWeb(url) && path === '' ? `${url.protocol}//${authority ?? ''}/${query}` : uri;
  return url.href === spelled ? [] : [`The URI is not in its canonical form; write ${url.href}`];
};

/** The loopback hosts that apps may use over http (RFC 8252 sections 7.3 and 8.3). */
const isLoopbackLiteral = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?::([1-9]\d{0,4}))?(?=[/?]|$)/;

/** A loopback URI without its port, or null. Cut as text: what a parser would repair must not match. */
const withoutPort = (uri: string): string | null => {
  const match = LOOPBACK_ORIGIN.exec(uri);
  if (match === null || Number(match[2] ?? 0) > 65_535) return null;
  return `${match[1]}${uri.slice(match[0].length)}`;
};

/**
 * The registered URI that the sent one means, or null. Equality of strings (RFC 6749 section 3.1.2.3, RFC 9700 sections 2.1
 * and 4.1.3), except that an app on http loopback takes whatever port is free (RFC 8252 section 7.3). The response goes to
 * the URI that was sent.
 */
export const matchRedirectUri = (registered: readonly string[], sent: string): string | null => {
  if (registered.includes(sent)) return sent;
  const portless = withoutPort(sent);
  if (portless === null) return null;
  return registered.find((candidate) => withoutPort(candidate) === portless) ?? null;
};

/** Whether the URI leads to the user's own device: localhost and names below it, 127/8, ::1, over http or https. */
export const isLoopbackUri = (uri: string): boolean => {
  const url = URL.parse(uri);
  return url !== null && isWeb(url) && isLoopbackHost(url.hostname);
};

const isLoopbackHost = (hostname: string): boolean =>
  isLoopbackLiteral(hostname) || hostname.endsWith('.localhost') || (isIPv4(hostname) && hostname.startsWith('127.'));

/**
 * Whether any program on the user's device could receive what is sent there: loopback and private-use schemes (RFC 8252
 * section 8.6). Only https to another host proves who listens, so everything else counts as unclaimed.
 */
export const isUnclaimedUri = (uri: string): boolean => URL.parse(uri)?.protocol !== 'https:' || isLoopbackUri(uri);

/**
 * 'https://app.example', or the scheme alone where there is no web origin ('cherrystudio:'). '' when the text is no URI,
 * which is no registered URI's origin.
 */
export const originOfUri = (uri: string): string => {
  const url = URL.parse(uri);
  if (url === null) return '';
  // A blob: URL claims the origin inside it, so only http and https are asked for theirs.
  return isWeb(url) ? url.origin : url.protocol;
};

/** The URI with these parameters behind its own (RFC 6749 section 4.1.2), otherwise character for character as it was. */
export const withQuery = (uri: string, parameters: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(parameters).toString();
  return query === '' ? uri : `${uri}${uri.includes('?') ? '&' : '?'}${query}`;
};

/** Addresses that the public internet does not route, or that documentation uses (RFC 6890). */
const SPECIAL_ADDRESSES = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  SPECIAL_ADDRESSES.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 128],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  SPECIAL_ADDRESSES.addSubnet(network, prefix, 'ipv6');
}

/** Names that public DNS never resolves (RFC 2606, RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const SPECIAL_NAME =
  /(?:^|\.)(?:local|localhost|internal|lan|home\.arpa|test|example|invalid|alt|example\.(?:com|net|org))$/;

const isSpecialHost = (hostname: string): boolean => {
  if (isIPv4(hostname)) return SPECIAL_ADDRESSES.check(hostname, 'ipv4');
  if (hostname.startsWith('[')) return SPECIAL_ADDRESSES.check(hostname.slice(1, -1), 'ipv6');
  return SPECIAL_NAME.test(hostname);
};

/** What often turns out to be a mistake in a URI that may be registered. Sentences for the console. */
export const redirectUriHints = (uri: string): string[] => {
  const url = URL.parse(uri);
  if (url === null) return [];
  if (!isWeb(url)) {
    return url.protocol.includes('.')
      ? []
      : ['Another program can claim this scheme too; a reversed domain name of yours (com.example.app:) is safer.'];
  }
  const { hostname, pathname } = url;
  const hints: string[] = [];
  if (isLoopbackLiteral(hostname)) {
    hints.push(
      'localhost, 127.0.0.1 and [::1] are three different hosts here; your app must send the one you register.',
    );
  } else if (isSpecialHost(hostname) || isLoopbackHost(hostname)) {
    hints.push('This host is private or reserved; users outside your network cannot reach it.');
  } else if (!/[.:]/.test(hostname)) {
    hints.push('This host has no dot; users outside your network cannot reach it.');
  }
  if (pathname === '/' || /\.html?$/i.test(pathname)) {
    hints.push('This looks like a page; point it at the endpoint of your server that handles the callback.');
  } else if (pathname.endsWith('/')) {
    hints.push('The URI ends in a slash; your app must send that slash too.');
  }
  return hints;
};

/** Index of the first character in which two texts differ; the length of both when they are equal. */
export const firstDifference = (a: string, b: string): number => {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  // Never between the halves of a surrogate pair: each part must be printable by itself.
  return /[\uD800-\uDBFF]$/.test(a.slice(0, index)) ? index - 1 : index;
};
