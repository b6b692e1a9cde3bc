import { isIPv4 } from 'node:net';
import { fault, type Fault } from '../kernel/fault.js';
import { networksOf } from '../kernel/public-address.js';
import { isLoopbackHost } from '../kernel/settings/values.js';

/** What can be wrong with a redirect URI. Each sentence also says what to do. */
export interface RedirectUriFaults {
  uriTooLong: [maximum: number];
  uriWhiteSpace: [];
  uriNotAscii: [];
  uriBackslash: [];
  uriWildcard: [];
  uriFragment: [];
  uriCharacters: [];
  uriEmptyQuery: [];
  uriPercent: [];
  uriPercentControl: [];
  uriNotAbsolute: [];
  uriHttp: [];
  uriSchemeReserved: [scheme: string];
  uriSchemeOfPublicApps: [scheme: string];
  uriSchemeSlash: [scheme: string];
  uriUser: [];
  uriHostDots: [];
  uriHostCharacters: [];
  uriSlashes: [];
  uriDotSegment: [];
  uriResponseParameter: [name: string];
  uriNotCanonical: [canonical: string];
  uriOurs: [];
}

export type RedirectUriFault = Fault<RedirectUriFaults>;

/** What is allowed in a redirect URI but often a mistake. */
export interface RedirectUriHints {
  hintScheme: [];
  hintLoopback: [];
  hintPrivateHost: [];
  hintHostWithoutDot: [];
  hintPage: [];
  hintSlash: [];
}

export type RedirectUriHint = Fault<RedirectUriHints>;

const MAX_LENGTH = 2000;

/** Parameters that would collide with those of our own response. */
const RESPONSE_PARAMETERS = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss'];

/**
 * Schemes that run code, read files, or belong to the browser or system rather than to one app. Every scheme but http
 * and https is a private-use scheme.
 */
const RESERVED_SCHEMES = new Set(
  (
    'about app-prefs applescript blob callto cid content data edge feed filesystem file ftp ftps geo gopher help intent ' +
    'jar javascript ldap ldaps livescript macappstore macappstores magnet mailto market message mhtml mid mms mmsto ' +
    'mocha news nfs nntp prefs res resource rtsp search search-ms sftp shell shortcuts sms smb smsto ssh tel telnet ' +
    'urn vbscript view-source webcal webcals ws wss wyciwyg'
  ).split(' '),
);

/** Schemes of systems and browsers come in families: `itms`, `itms-apps`, `itms-services` (which installs programs). */
const RESERVED_FAMILY =
  /^(?:android|chrome|facetime|googlechrome|itms|microsoft|moz|ms|safari|x-apple|x-safari)s?(?:[-.+]|$)/;

const isReservedScheme = (scheme: string): boolean => RESERVED_SCHEMES.has(scheme) || RESERVED_FAMILY.test(scheme);

const TEXT_RULES: readonly (readonly [RegExp, RedirectUriFault])[] = [
  [/[\s\p{Cc}]/u, fault('uriWhiteSpace')],
  [/[^\p{ASCII}]/u, fault('uriNotAscii')],
  [/\\/, fault('uriBackslash')],
  [/\*/, fault('uriWildcard')],
  [/#/, fault('uriFragment')],
  [/["<>^`{|}]/, fault('uriCharacters')],
  [/^[^?]*\?$/, fault('uriEmptyQuery')],
  [/%(?![0-9a-f]{2})/i, fault('uriPercent')],
  [/%(?:[01][0-9a-f]|7f)/i, fault('uriPercentControl')],
];

/** A URI split at its delimiters (RFC 3986 appendix B), with every character unchanged; a URL parser would alter some. */
interface UriText {
  /** What follows `//`; undefined if absent. */
  readonly authority: string | undefined;
  /** The authority without user information and port. */
  readonly host: string;
  readonly path: string;
  /** Including the question mark, or ''. */
  readonly query: string;
  /** Everything after the scheme and its colon. */
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
 * What keeps a URI from being registered; empty when it is fine. https is allowed anywhere, http only on loopback (RFC
 * 6749 section 3.1.2.1), and private-use schemes (RFC 8252 section 7.1) only for public apps.
 */
export const redirectUriFaults = (uri: string, app: { public: boolean }): RedirectUriFault[] => {
  if (uri.length > MAX_LENGTH) return [fault('uriTooLong', MAX_LENGTH)];
  const textFaults = TEXT_RULES.filter(([pattern]) => pattern.test(uri)).map(([, found]) => found);
  if (textFaults.length > 0) return textFaults;
  const url = URL.parse(uri);
  if (url === null) return [fault('uriNotAbsolute')];

  const text = cut(uri);
  const faults = [...schemeFaults(url, text, app), ...hostFaults(url, text), ...pathFaults(text), ...queryFaults(url)];
  // The specific faults explain more than this one, which mostly follows from them.
  return faults.length > 0 ? faults : canonicalFaults(uri, url, text);
};

const schemeFaults = (url: URL, text: UriText, app: { public: boolean }): RedirectUriFault[] => {
  const scheme = url.protocol.slice(0, -1);
  if (scheme === 'https') return [];
  if (scheme === 'http') {
    // The loopback hosts that apps may use over http (RFC 8252 sections 7.3 and 8.3).
    return isLoopbackHost(url.hostname) ? [] : [fault('uriHttp')];
  }
  if (isReservedScheme(scheme)) {
    return [fault('uriSchemeReserved', scheme)];
  }
  if (!app.public) {
    return [fault('uriSchemeOfPublicApps', scheme)];
  }
  return text.afterScheme.startsWith('/') ? [] : [fault('uriSchemeSlash', scheme)];
};

const hostFaults = (url: URL, { authority, host }: UriText): RedirectUriFault[] => {
  const faults: RedirectUriFault[] = [];
  if (authority?.includes('@') === true) faults.push(fault('uriUser'));
  if (/^\.|\.\.|\.$/.test(host)) faults.push(fault('uriHostDots'));
  if (isWeb(url) && !/^(?:[a-z0-9._-]*|\[[0-9a-f:]*\])$/i.test(host)) {
    faults.push(fault('uriHostCharacters'));
  }
  return faults;
};

const pathFaults = ({ path }: UriText): RedirectUriFault[] => {
  const faults: RedirectUriFault[] = [];
  if (path.includes('//')) faults.push(fault('uriSlashes'));
  if (path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) {
    faults.push(fault('uriDotSegment'));
  }
  return faults;
};

const queryFaults = (url: URL): RedirectUriFault[] =>
  RESPONSE_PARAMETERS.filter((name) => url.searchParams.has(name)).map((name) => fault('uriResponseParameter', name));

const canonicalFaults = (uri: string, url: URL, { authority, path, query }: UriText): RedirectUriFault[] => {
  // The parser turns an empty path into a slash. Both spellings are common, and each matches only itself.
  const spelled = isWeb(url) && path === '' ? `${url.protocol}//${authority ?? ''}/${query}` : uri;
  return url.href === spelled ? [] : [fault('uriNotCanonical', url.href)];
};

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?::([1-9]\d{0,4}))?(?=[/?]|$)/;

/** A loopback URI without its port, or null. Split as text, because what a parser would repair must not match. */
const withoutPort = (uri: string): string | null => {
  const match = LOOPBACK_ORIGIN.exec(uri);
  if (match === null || Number(match[2] ?? 0) > 65_535) return null;
  return `${match[1]}${uri.slice(match[0].length)}`;
};

/**
 * The registered URI that the sent one matches, or null. Exact comparison (RFC 6749 section 3.1.2.3, RFC 9700 sections
 * 2.1 and 4.1.3), except that on http loopback the port may differ (RFC 8252 section 7.3). The response goes to the URI
 * that was sent.
 */
export const matchRedirectUri = (registered: readonly string[], sent: string): string | null => {
  if (registered.includes(sent)) return sent;
  const portless = withoutPort(sent);
  if (portless === null) return null;
  return registered.find((candidate) => withoutPort(candidate) === portless) ?? null;
};

/** Whether the URI points to the user's own device: localhost and names below it, 127/8, ::1, over http or https. */
export const isLoopbackUri = (uri: string): boolean => {
  const url = URL.parse(uri);
  return url !== null && isWeb(url) && isOnThisDevice(url.hostname);
};

const isOnThisDevice = (hostname: string): boolean =>
  isLoopbackHost(hostname) || hostname.endsWith('.localhost') || (isIPv4(hostname) && hostname.startsWith('127.'));

/**
 * Whether any program on the user's device could receive the response: loopback and private-use schemes (RFC 8252
 * section 8.6). Only https to another host proves who listens, so everything else counts as unclaimed.
 */
export const isUnclaimedUri = (uri: string): boolean => URL.parse(uri)?.protocol !== 'https:' || isLoopbackUri(uri);

/**
 * 'https://app.example', or just the scheme where there is no web origin ('cherrystudio:'). '' when the text is not a
 * URI; no registered URI has that origin.
 */
export const originOfUri = (uri: string): string => {
  const url = URL.parse(uri);
  if (url === null) return '';
  // A blob: URL has the origin inside it, so only http and https URLs are asked for theirs.
  return isWeb(url) ? url.origin : url.protocol;
};

/** Whether the URI is an address of this server. No app listens there, and what we send there would be from ourselves. */
export const isOurs = (uri: string, issuer: string): boolean => originOfUri(uri) === originOfUri(issuer);

/** Appends parameters to a URI's query (RFC 6749 section 4.1.2) and leaves the rest unchanged. */
export const withQuery = (uri: string, parameters: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(parameters).toString();
  return query === '' ? uri : `${uri}${uri.includes('?') ? '&' : '?'}${query}`;
};

/** Addresses that are not routed on the public internet, or are for documentation (RFC 6890). */
const SPECIAL_IPV4 = networksOf(
  'ipv4',
  `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 169.254.0.0/16 172.16.0.0/12 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15
   198.51.100.0/24 203.0.113.0/24 224.0.0.0/3`,
);
const SPECIAL_IPV6 = networksOf('ipv6', '::/128 2001:db8::/32 fc00::/7 fe80::/10 ff00::/8');

/** Names that public DNS never resolves (RFC 2606, RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const SPECIAL_NAME =
  /(?:^|\.)(?:local|localhost|internal|lan|home\.arpa|test|example|invalid|alt|example\.(?:com|net|org))$/;

const isSpecialHost = (hostname: string): boolean => {
  if (isIPv4(hostname)) return SPECIAL_IPV4.check(hostname, 'ipv4');
  if (hostname.startsWith('[')) return SPECIAL_IPV6.check(hostname.slice(1, -1), 'ipv6');
  return SPECIAL_NAME.test(hostname);
};

/** What is often a mistake in a URI that may be registered. */
export const redirectUriHints = (uri: string): RedirectUriHint[] => {
  const url = URL.parse(uri);
  if (url === null) return [];
  if (!isWeb(url)) {
    return url.protocol.includes('.') ? [] : [fault('hintScheme')];
  }
  const { hostname, pathname } = url;
  const hints: RedirectUriHint[] = [];
  if (isLoopbackHost(hostname)) {
    hints.push(fault('hintLoopback'));
  } else if (isSpecialHost(hostname) || isOnThisDevice(hostname)) {
    hints.push(fault('hintPrivateHost'));
  } else if (!/[.:]/.test(hostname)) {
    hints.push(fault('hintHostWithoutDot'));
  }
  if (pathname === '/' || /\.html?$/i.test(pathname)) {
    hints.push(fault('hintPage'));
  } else if (pathname.endsWith('/')) {
    hints.push(fault('hintSlash'));
  }
  return hints;
};

/** Index of the first character in which two texts differ; the length of both when they are equal. */
export const firstDifference = (a: string, b: string): number => {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  // Not between the halves of a surrogate pair: each part must be printable.
  return /[\uD800-\uDBFF]$/.test(a.slice(0, index)) ? index - 1 : index;
};
