import { TOPUP_PROVIDERS } from '../features/topup/providers/index.js';
import { privateHosts } from '../kernel/private-hosts.js';
import { tableOf, type SettingsOf } from '../kernel/settings/reading.js';
import * as read from '../kernel/settings/values.js';
import { upstreamProviders } from './upstream.js';
import * as own from './values.js';

const DAY = 86_400;

/** Every setting. Its type, its loading, `octroi config print` and docs/configuration.md are derived from its entry. */
export const VARIABLES = tableOf({
  issuer: {
    name: 'OCTROI_ISSUER',
    description:
      'The public origin of this server, without a path, used in every link and token. https, or http on loopback. Required unless the server listens only on loopback.',
    fallback: '',
    fallbackInWords: 'http://localhost:PORT',
    parse: read.optional(own.issuer),
  },
  host: {
    name: 'OCTROI_HOST',
    description: 'The address to listen on. `0.0.0.0` listens on all addresses, which needs an https issuer.',
    fallback: '127.0.0.1',
    parse: read.text,
  },
  port: {
    name: 'OCTROI_PORT',
    synonym: 'PORT',
    description: 'The port to listen on. `0` picks a free port. `PORT` works too.',
    fallback: '3000',
    parse: read.integerBetween(0, 65_535),
  },
  keepAlive: {
    name: 'OCTROI_KEEP_ALIVE',
    description:
      'How many seconds a connection without requests stays open. Make it longer than the reverse proxy keeps its own, or requests that meet a closing connection fail there with 502.',
    fallback: '75',
    parse: read.integerBetween(1, 3600),
  },
  stopGrace: {
    name: 'OCTROI_STOP_GRACE',
    description:
      'How many seconds the server goes on serving after SIGTERM while `/readyz` answers 503, so that a load balancer sends new requests elsewhere. Ctrl-C does not wait.',
    fallback: '5',
    parse: read.integerBetween(0, 600),
  },
  databaseUrl: {
    name: 'OCTROI_DATABASE_URL',
    description: '`file:PATH` for SQLite or `postgres://USER:PASSWORD@HOST/DATABASE`.',
    fallback: 'file:./data/octroi.db',
    secret: true,
    parse: own.databaseUrl,
  },
  databasePooler: {
    name: 'OCTROI_DATABASE_POOLER',
    description:
      'Set it to `transaction` if OCTROI_DATABASE_URL leads to a connection pooler, such as PgBouncer in transaction mode. Statements are then parsed each time they run.',
    fallback: 'none',
    parse: read.oneOf('none', 'transaction'),
  },
  secretKey: {
    name: 'OCTROI_SECRET_KEY',
    description:
      'At least 32 random bytes in base64url or hex, which protect signing keys at rest, forms and links. With SQLite, the first start creates it beside the database. On PostgreSQL it is required and must be the same for all processes.',
    fallback: '',
    fallbackInWords: 'secret.key beside the SQLite file',
    secret: true,
    parse: read.optional(own.secretKey),
  },
  trustProxy: {
    name: 'OCTROI_TRUST_PROXY',
    description:
      'How many reverse proxies are in front of this server. The client address is that many entries from the end of X-Forwarded-For. Links are never built from such headers.',
    fallback: '0',
    parse: read.integerBetween(0, 10),
  },
  privateHosts: {
    name: 'OCTROI_PRIVATE_HOSTS',
    description:
      'Hosts that are not on the public internet and that this server may call nevertheless: `HOST:PORT` or `CIDR:PORT`, separated by commas, such as `chat.internal:8080,10.1.0.0/16:443`. For providers in `OCTROI_UPSTREAM`, and for logout and key URLs of trusted apps. If empty: none.',
    fallback: '',
    parse: privateHosts,
  },
  siteName: {
    name: 'OCTROI_SITE_NAME',
    description: 'The name shown on pages.',
    fallback: 'Octroi',
    parse: read.text,
  },
  logo: {
    name: 'OCTROI_LOGO_FILE',
    description:
      'Path of a PNG, SVG or WebP image of at most 100 kB, shown on every page instead of our logo. Read at start.',
    fallback: '',
    parse: read.optional(own.logoFile),
  },
  accentColor: {
    name: 'OCTROI_ACCENT_COLOR',
    description:
      'The colour of buttons and links, as six hex digits: `#0b6b57`. Text on it is black or white, and coloured text is adjusted to stay readable in the light and dark themes.',
    fallback: '',
    parse: read.optional(own.accentColor),
  },
  termsUrl: {
    name: 'OCTROI_TERMS_URL',
    description:
      'Your terms of use: an `https:` or `mailto:` URI. Every page links to it, and users agree to it when they create an account.',
    fallback: '',
    parse: read.optional(own.contactUri),
  },
  privacyUrl: {
    name: 'OCTROI_PRIVACY_URL',
    description: 'Your privacy policy: an `https:` or `mailto:` URI that every page links to.',
    fallback: '',
    parse: read.optional(own.contactUri),
  },
  supportUrl: {
    name: 'OCTROI_SUPPORT_URL',
    description: 'Where users get help: an `https:` or `mailto:` URI that every page links to.',
    fallback: '',
    parse: read.optional(own.contactUri),
  },
  securityContact: {
    name: 'OCTROI_SECURITY_CONTACT',
    description:
      'Where to report a vulnerability in this installation: a `mailto:` or `https:` URI, published at `/.well-known/security.txt`. If empty, that file does not exist.',
    fallback: '',
    parse: read.optional(own.contactUri),
  },
  mailUrl: {
    name: 'OCTROI_MAIL_URL',
    description:
      'The mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://...`, which is upgraded with STARTTLS. To try it out on loopback: `log`, or `mailbox` for a page at `/dev/mailbox`. If empty, no mail is sent, no address is verified, and users who forget a password must ask the operator.',
    fallback: '',
    secret: true,
    parse: read.optional(own.mailUrl),
  },
  mailFrom: {
    name: 'OCTROI_MAIL_FROM',
    description:
      'The sender of mails: an address, or `Name <address>`. If empty: the name of the site and `no-reply@` its host.',
    fallback: '',
    parse: own.mailFrom,
  },
  signUp: {
    name: 'OCTROI_SIGN_UP',
    description:
      'Who can create an account: `open` (anyone), `invite` (people with a link from `octroi user invite`), or `closed` (nobody).',
    fallback: 'open',
    parse: read.oneOf('open', 'invite', 'closed'),
  },
  upstream: {
    name: 'OCTROI_UPSTREAM',
    description:
      'Providers that users can sign in with instead of a password: a JSON array of OpenID Connect issuers and GitHub. docs/configuration.md lists its fields. If empty: none.',
    fallback: '',
    secret: true,
    parse: upstreamProviders,
  },
  autoAuthorize: {
    name: 'OCTROI_AUTO_AUTHORIZE',
    description:
      'What `auto_authorize=true` does for a signed-in user who has not allowed the app yet: `one-click` shows one page with one button, `always` grants access without a page.',
    fallback: 'one-click',
    parse: read.oneOf('one-click', 'always'),
  },
  par: {
    name: 'OCTROI_PAR',
    description:
      'Whether apps can push their authorization requests (PAR, RFC 9126): `on` or `off`. Apps that require PAR need `on`.',
    fallback: 'on',
    parse: read.onOrOff,
  },
  dpop: {
    name: 'OCTROI_DPOP',
    description:
      'Whether apps can bind their tokens to a key (DPoP, RFC 9449): `on` or `off`. With `off`, tokens that were bound earlier are refused.',
    fallback: 'on',
    parse: read.onOrOff,
  },
  deviceFlow: {
    name: 'OCTROI_DEVICE_FLOW',
    description:
      'Whether apps that allow it can sign users in on devices without a browser (device flow, RFC 8628): `on` or `off`.',
    fallback: 'on',
    parse: read.onOrOff,
  },
  playground: {
    name: 'OCTROI_PLAYGROUND',
    description:
      'Whether developers can try the whole flow with their own apps at `/playground`, without registering a redirect URI for it: `on` or `off`.',
    fallback: 'on',
    parse: read.onOrOff,
  },
  resourcesBy: {
    name: 'OCTROI_RESOURCES',
    description:
      'Who can register resources (APIs and MCP servers that apps request tokens for) in the console: `operators`, or `developers` too. Octroi does not verify who controls the address, and its name is shown to users.',
    fallback: 'operators',
    parse: read.oneOf('operators', 'developers'),
  },
  unitsPerCurrency: {
    name: 'OCTROI_UNITS_PER_CURRENCY',
    description:
      'How many units of quota make one unit of currency. A multiple of 100, so that one hundredth is a whole number of units.',
    fallback: '1000',
    parse: own.unitsPerCurrency,
  },
  currency: {
    name: 'OCTROI_CURRENCY',
    description: 'The currency that balances are shown in (ISO 4217).',
    fallback: 'USD',
    parse: own.currency,
  },
  topupProviders: {
    name: 'OCTROI_TOPUP_PROVIDERS',
    description: `Payment providers, separated by commas: ${TOPUP_PROVIDERS.map(({ name, description }) => `\`${name}\` ${description}`).join(' ')} If empty: none.`,
    fallback: '',
    parse: read.texts,
  },
  accessTokenLifetime: {
    name: 'OCTROI_ACCESS_TOKEN_LIFETIME',
    description: 'Lifetime of an access token, in seconds.',
    fallback: '7200',
    parse: read.integerBetween(1, DAY),
  },
  refreshTokenLifetime: {
    name: 'OCTROI_REFRESH_TOKEN_LIFETIME',
    description: 'Lifetime of a refresh token that is not used, in seconds (30 days).',
    fallback: String(30 * DAY),
    parse: read.integerBetween(60, 365 * DAY),
  },
  tokenFamilyLifetime: {
    name: 'OCTROI_TOKEN_FAMILY_LIFETIME',
    description: 'How long an app can keep refreshing before the user has to sign in again, in seconds (365 days).',
    fallback: String(365 * DAY),
    parse: read.integerBetween(60, 3650 * DAY),
  },
  sessionLifetime: {
    name: 'OCTROI_SESSION_LIFETIME',
    description: 'How long a browser stays signed in, in seconds (14 days).',
    fallback: String(14 * DAY),
    parse: read.integerBetween(60, 365 * DAY),
  },
  keyRotation: {
    name: 'OCTROI_KEY_ROTATION',
    description:
      'Age at which signing keys are rotated, in days. `0` rotates them only when you run `octroi keys rotate`. Tokens that are already signed stay valid.',
    fallback: '90',
    parse: read.integerBetween(0, 3650),
  },
  registration: {
    name: 'OCTROI_REGISTRATION',
    description:
      'Whether programs can register apps (dynamic client registration, RFC 7591): `off`, `token` (with a developer token, for that developer), or `open` (anyone; such an app has no owner, and users are told so).',
    fallback: 'off',
    parse: read.oneOf('off', 'token', 'open'),
  },
  registrationIdleDays: {
    name: 'OCTROI_REGISTRATION_IDLE_DAYS',
    description:
      'An app without an owner is deleted if it gets no token for this many days, or none within a week of its registration.',
    fallback: '90',
    parse: read.integerBetween(1, 3650),
  },
  clientIdMetadata: {
    name: 'OCTROI_CLIENT_ID_METADATA',
    description:
      'Whether a `client_id` can be the https URL of a document that describes the app, which this server fetches (Client ID Metadata Documents): `on` or `off`.',
    fallback: 'off',
    parse: read.onOrOff,
  },
  auditRetentionDays: {
    name: 'OCTROI_AUDIT_RETENTION_DAYS',
    description:
      'How many days audit events stay in the database: at least 90, or `0` for ever. Failed attempts, which anybody can cause, stay 90 days in any case.',
    fallback: '400',
    parse: own.auditRetentionDays,
  },
  auditArchive: {
    name: 'OCTROI_AUDIT_ARCHIVE',
    description:
      'A folder that audit events are written to before they are deleted, as JSON lines in a file for each month. If they cannot be written, none is deleted. If empty: they are only deleted.',
    fallback: '',
    parse: read.optional(read.text),
  },
  logLevel: {
    name: 'OCTROI_LOG_LEVEL',
    description: 'The lowest severity to log: debug, info, warn, error or silent.',
    fallback: 'info',
    parse: read.oneOf('debug', 'info', 'warn', 'error', 'silent'),
  },
});

export type Settings = SettingsOf<typeof VARIABLES>;
