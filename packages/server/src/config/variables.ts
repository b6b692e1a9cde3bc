import { tableOf, type SettingsOf } from './reading.js';
import { upstreamProviders } from './upstream.js';
import * as read from './values.js';

const DAY = 86_400;

/** Every setting, once: its type, its loading, `octroi config print` and docs/configuration.md follow from its entry. */
export const VARIABLES = tableOf({
  issuer: {
    name: 'OCTROI_ISSUER',
    description:
      'The public origin of this server, without a path: every link and token names it. https, or http on loopback. Required unless the server listens on loopback only.',
    fallback: '',
    fallbackInWords: 'http://localhost:PORT',
    parse: read.optional(read.issuer),
  },
  host: {
    name: 'OCTROI_HOST',
    description: 'The address to listen on. `0.0.0.0` for all.',
    fallback: '127.0.0.1',
    parse: read.text,
  },
  port: {
    name: 'OCTROI_PORT',
    synonym: 'PORT',
    description: 'The port to listen on; 0 takes a free one. `PORT` is understood too.',
    fallback: '3000',
    parse: read.integerBetween(0, 65_535),
  },
  databaseUrl: {
    name: 'OCTROI_DATABASE_URL',
    description: '`file:PATH` for SQLite or `postgres://USER:PASSWORD@HOST/DATABASE`.',
    fallback: 'file:./data/octroi.db',
    secret: true,
    parse: read.databaseUrl,
  },
  secretKey: {
    name: 'OCTROI_SECRET_KEY',
    description:
      'At least 32 random bytes in base64url or hex; protects signing keys at rest, forms and links. With SQLite it is made at first start, beside the database; on PostgreSQL it is required and the same for all processes.',
    fallback: '',
    fallbackInWords: 'secret.key beside the SQLite file',
    secret: true,
    parse: read.optional(read.secretKey),
  },
  trustProxy: {
    name: 'OCTROI_TRUST_PROXY',
    description:
      'How many reverse proxies stand before this server: the client address is that many entries from the end of X-Forwarded-For. Links never come from such headers.',
    fallback: '0',
    parse: read.integerBetween(0, 10),
  },
  siteName: {
    name: 'OCTROI_SITE_NAME',
    description: 'The name that pages show.',
    fallback: 'Octroi',
    parse: read.text,
  },
  logo: {
    name: 'OCTROI_LOGO_FILE',
    description:
      'The path of a PNG, SVG or WebP picture of 100 kB at most, which pages show beside the name instead of ours; read at start.',
    fallback: '',
    parse: read.optional(read.logoFile),
  },
  accentColor: {
    name: 'OCTROI_ACCENT_COLOR',
    description:
      'The colour of buttons and links, as six hex digits: `#0b6b57`. Words on it become black or white, and where it colours words itself it is made readable, in the light and in the dark theme.',
    fallback: '',
    parse: read.optional(read.accentColor),
  },
  termsUrl: {
    name: 'OCTROI_TERMS_URL',
    description:
      'Your terms of use: an `https:` or `mailto:` URI. Every page links to it, and whoever creates an account is told that they accept them.',
    fallback: '',
    parse: read.optional(read.contactUri),
  },
  privacyUrl: {
    name: 'OCTROI_PRIVACY_URL',
    description: 'Your privacy policy, an `https:` or `mailto:` URI that every page links to.',
    fallback: '',
    parse: read.optional(read.contactUri),
  },
  supportUrl: {
    name: 'OCTROI_SUPPORT_URL',
    description: 'Where users get help: an `https:` or `mailto:` URI that every page links to.',
    fallback: '',
    parse: read.optional(read.contactUri),
  },
  securityContact: {
    name: 'OCTROI_SECURITY_CONTACT',
    description:
      'Where to report a vulnerability of this installation: a `mailto:` or `https:` URI, published at `/.well-known/security.txt`. Empty: there is no such file.',
    fallback: '',
    parse: read.optional(read.contactUri),
  },
  mailUrl: {
    name: 'OCTROI_MAIL_URL',
    description:
      'The mail server: `smtps://USER:PASSWORD@HOST` or `smtp://...`, which goes over to TLS. For trying out on loopback: `log`, or `mailbox` for a page at `/dev/mailbox`. Empty: no mail is sent, no address is verified, and who forgets a password needs the operator.',
    fallback: '',
    secret: true,
    parse: read.optional(read.mailUrl),
  },
  mailFrom: {
    name: 'OCTROI_MAIL_FROM',
    description:
      'The sender of mails: an address, or `Name <address>`. Empty: the name of the site, `no-reply@` its host.',
    fallback: '',
    parse: read.mailFrom,
  },
  signUp: {
    name: 'OCTROI_SIGN_UP',
    description:
      'Who may create an account: `open` (anyone), `invite` (with a link from `octroi user invite`), `closed`.',
    fallback: 'open',
    parse: read.oneOf('open', 'invite', 'closed'),
  },
  upstream: {
    name: 'OCTROI_UPSTREAM',
    description:
      'Where users may sign in instead of by password: a JSON array of OpenID Connect issuers and GitHub, as described below. Empty: nowhere.',
    fallback: '',
    secret: true,
    parse: upstreamProviders,
  },
  autoAuthorize: {
    name: 'OCTROI_AUTO_AUTHORIZE',
    description:
      'What `auto_authorize=true` does for a signed-in user who has not allowed the app yet: `one-click` shows one page with one button; `always` grants without a page.',
    fallback: 'one-click',
    parse: read.oneOf('one-click', 'always'),
  },
  par: {
    name: 'OCTROI_PAR',
    description:
      'Whether apps may push their authorization requests (RFC 9126): `on` or `off`. The switch of each app that requires it needs `on`.',
    fallback: 'on',
    parse: read.onOrOff,
  },
  dpop: {
    name: 'OCTROI_DPOP',
    description:
      'Whether apps may bind their tokens to a key (DPoP, RFC 9449): `on` or `off`. With `off`, tokens bound before are refused.',
    fallback: 'on',
    parse: read.onOrOff,
  },
  deviceFlow: {
    name: 'OCTROI_DEVICE_FLOW',
    description:
      'Whether apps that are set up for it may sign in on devices without a browser (device flow, RFC 8628): `on` or `off`.',
    fallback: 'on',
    parse: read.onOrOff,
  },
  playground: {
    name: 'OCTROI_PLAYGROUND',
    description:
      'Whether developers may try the whole flow with their own apps at `/playground`, without registering a redirect URI for it: `on` or `off`.',
    fallback: 'on',
    parse: read.onOrOff,
  },
  resourcesBy: {
    name: 'OCTROI_RESOURCES',
    description:
      'Who may register resources (APIs and MCP servers that tokens are for) in the console: `operators`, or `developers` too. Nothing proves that an address is whose developer registers it, and users read its name.',
    fallback: 'operators',
    parse: read.oneOf('operators', 'developers'),
  },
  unitsPerCurrency: {
    name: 'OCTROI_UNITS_PER_CURRENCY',
    description:
      'How many units of quota make one unit of currency: a multiple of 100, so that a hundredth is whole units.',
    fallback: '1000',
    parse: read.unitsPerCurrency,
  },
  currency: {
    name: 'OCTROI_CURRENCY',
    description: 'The currency balances are shown in (ISO 4217).',
    fallback: 'USD',
    parse: read.currency,
  },
  topupProviders: {
    name: 'OCTROI_TOPUP_PROVIDERS',
    description:
      'Ways to pay, separated by commas. `test` moves no money: for trying out, and refused unless the issuer is http on loopback. Empty: none.',
    fallback: '',
    parse: read.listOf('test'),
  },
  accessTokenLifetime: {
    name: 'OCTROI_ACCESS_TOKEN_LIFETIME',
    description: 'Life of an access token, in seconds.',
    fallback: '7200',
    parse: read.integerBetween(1, DAY),
  },
  refreshTokenLifetime: {
    name: 'OCTROI_REFRESH_TOKEN_LIFETIME',
    description: 'Life of a refresh token that is not used, in seconds (30 days).',
    fallback: String(30 * DAY),
    parse: read.integerBetween(60, 365 * DAY),
  },
  tokenFamilyLifetime: {
    name: 'OCTROI_TOKEN_FAMILY_LIFETIME',
    description: 'How long refreshing can go on before the user signs in to the app again, in seconds (365 days).',
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
      'How old signing keys get before new ones follow by themselves, in days; 0 leaves it to `octroi keys rotate`. What was signed before stays valid.',
    fallback: '90',
    parse: read.integerBetween(0, 3650),
  },
  registration: {
    name: 'OCTROI_REGISTRATION',
    description:
      'Whether programs may register apps by the protocol (RFC 7591): `off`, `token` (with a developer token, as that developer), `open` (anyone; such an app belongs to nobody, and users are told so).',
    fallback: 'off',
    parse: read.oneOf('off', 'token', 'open'),
  },
  registrationIdleDays: {
    name: 'OCTROI_REGISTRATION_IDLE_DAYS',
    description:
      'An app that belongs to nobody is deleted when it got no token for this many days, or none within a week of its registration.',
    fallback: '90',
    parse: read.integerBetween(1, 3650),
  },
  clientIdMetadata: {
    name: 'OCTROI_CLIENT_ID_METADATA',
    description:
      'Whether an app may be known by the https URL of a document that describes it (Client ID Metadata Documents), which this server fetches: `on` or `off`.',
    fallback: 'off',
    parse: read.onOrOff,
  },
  logLevel: {
    name: 'OCTROI_LOG_LEVEL',
    description: 'Least severity that is logged: debug, info, warn, error or silent.',
    fallback: 'info',
    parse: read.oneOf('debug', 'info', 'warn', 'error', 'silent'),
  },
});

export type Settings = SettingsOf<typeof VARIABLES>;
