import type { Config } from '../../config/index.js';
import { DAY } from '../../kernel/clock.js';
import { fault } from '../../kernel/fault.js';
import { createReach, hostAndPort } from '../../kernel/reach.js';
import { explained } from '../../protocol/call-errors.js';
import { isLoopbackUri, isOurs, redirectUriFaults, redirectUriHints } from '../../protocol/redirect-uri.js';
import { type AppSecret, type App, type AppsStore, DEVICE_GRANT } from '../../domain/apps/index.js';
import { type AppRequestsStore, MAX_LINES, type StoredAppRequest } from '../../domain/request-log/index.js';
import { inEnglish } from '../../i18n/field-fault.js';
import { offeredGrants } from '../../wiring/grants.js';
import { CommandError } from '../context.js';
import { error, ok, warning, type Finding } from './findings.js';
import { isLoopbackIssuer } from './installation.js';

interface Facts {
  app: App;
  secrets: readonly AppSecret[];
  /** The failures in its request log, newest first. */
  failures: readonly StoredAppRequest[];
  /** The warnings in its request log. */
  warnings: ReadonlySet<string>;
  config: Config;
  now: number;
}

const OLD_SECRET = 365 * DAY;
/** How long a new secret may wait for its first use. */
const FIRST_USE = DAY;
/** How many different failures are listed. */
const TOLD_FAILURES = 5;

const suspension = ({ app }: Facts): Finding[] => {
  if (app.suspendedBy === null) return [];
  return app.suspendedBy === 'operator'
    ? error('suspension', 'The app is suspended, so nothing of it works.', 'Run `octroi app resume`.')
    : error(
        'suspension',
        'The account of its owner is disabled, so nothing of the app works.',
        'Run `octroi user enable`.',
      );
};

const HINT_REMEDIES: Readonly<Record<string, string>> = {
  hintPrivateHost: 'Ignore this if all users of the app are on that network. Otherwise register a public URL.',
  hintHostWithoutDot: 'Ignore this if all users of the app know that name. Otherwise register the full one.',
  hintLoopback: 'Register the public https URL before you go live.',
};

const redirectUris = ({ app, config }: Facts): Finding[] => {
  const uris = app.redirectUris.map(({ uri }) => uri);
  const findings = uris.flatMap((uri) => [
    ...[
      ...redirectUriFaults(uri, { public: app.isPublic }),
      ...(isOurs(uri, config.issuer) ? [fault('uriOurs')] : []),
    ].flatMap((found) =>
      error('redirect URI', `${uri} would be rejected today. ${inEnglish(found)}`, 'Fix it in the console.'),
    ),
    ...redirectUriHints(uri).flatMap((hint) =>
      warning(
        'redirect URI',
        `${uri}: ${inEnglish(hint)}`,
        HINT_REMEDIES[hint.code] ?? 'Check that it matches what the app sends, character for character.',
      ),
    ),
  ]);
  if (uris.length === 0 && app.grantTypes.includes(DEVICE_GRANT)) return ok('redirect URI', 'none, for devices only');
  if (uris.length === 0) {
    findings.push(...error('redirect URI', 'None is registered.', 'Register the callback URL in the console.'));
  } else if (uris.every(isLoopbackUri)) {
    findings.push(
      ...warning(
        'redirect URI',
        'All of them are on loopback, so only programs on the user’s own machine can sign in.',
        'Register the public https URL before you go live.',
      ),
    );
  }
  return findings.length === 0 ? ok('redirect URI', uris.join(', ')) : findings;
};

const pkce = ({ app, warnings }: Facts): Finding[] => {
  if (app.requirePkce) return ok('PKCE', 'required');
  if (app.isPublic) {
    return error('PKCE', 'This public app does not require it.', 'Save the app’s settings once in the console.');
  }
  return warnings.has('no_pkce')
    ? warning(
        'PKCE',
        'The app signs users in without it, so a stolen code can be exchanged for tokens.',
        'Send code_challenge (S256) and code_verifier, then require PKCE in the app’s settings.',
      )
    : warning('PKCE', 'Not required.', 'If the app sends code_challenge, require PKCE in its settings.');
};

const secretFindings = ({ app, secrets, now }: Facts): Finding[] => {
  if (app.isPublic || app.usesAssertions) return [];
  if (secrets.length === 0) {
    return error('secret', 'The app is confidential but has no secret.', 'Add a secret in the console.');
  }
  return secrets.flatMap(({ hint, createdAt, lastUsedAt }) => {
    if (lastUsedAt === null && now - createdAt > FIRST_USE) {
      return warning('secret', `${hint} was never used.`, 'Deploy it, or remove it if another secret is in use.');
    }
    if (now - createdAt > OLD_SECRET) {
      return warning(
        'secret',
        `${hint} is older than a year.`,
        'To rotate without downtime, add a second secret, deploy it, then remove this one.',
      );
    }
    return ok('secret', lastUsedAt === null ? `${hint} is new.` : `${hint} is in use.`);
  });
};

const browserSecret = ({ app, warnings }: Facts): Finding[] => {
  const remedy = 'Exchange codes on a server, or register a public app with PKCE. Then replace the secret.';
  if (warnings.has('browser_secret')) {
    return warning('browser', 'The app’s secret was sent from a browser, where anyone can read it.', remedy);
  }
  return app.allowBrowserSecret
    ? warning('browser', 'The app accepts its secret from browsers, where anyone can read it.', remedy)
    : [];
};

const state = ({ warnings }: Facts): Finding[] =>
  warnings.has('no_state')
    ? warning(
        'state',
        'The app signs users in without it.',
        'Send a random state, and reject callbacks with a different one.',
      )
    : [];

/** Addresses of the app that this server does not call. Names are not looked up. */
const called = ({ app, config }: Facts): Finding[] => {
  const { faultOf } = createReach({ allowLoopback: isLoopbackIssuer(config), privateHosts: config.privateHosts });
  const never = [app.backchannelLogoutUri, app.jwksUri].flatMap((uri) => {
    const url = uri === null ? null : URL.parse(uri);
    return url === null || faultOf(url, app.isTrusted) === null ? [] : [url];
  });
  return never.flatMap((url) =>
    error(
      'calls',
      `${url.href} is never called: it is not https on the public internet.`,
      `Use a public https URL, or add ${hostAndPort(url)} to OCTROI_PRIVATE_HOSTS and run \`octroi app trust ${app.clientId}\`.`,
    ),
  );
};

/** Features the app needs but the operator has disabled, and the requirements of the FAPI 2.0 Security Profile. */
const security = ({ app, config }: Facts): Finding[] => {
  const findings: Finding[] = [];
  const needs = (wanted: boolean, offered: boolean, what: string, variable: string): void => {
    if (!wanted || offered) return;
    findings.push(
      ...error(
        'server',
        `The app needs ${what}, but this server has switched that off.`,
        `Set ${variable}=on, or change the app.`,
      ),
    );
  };
  const { isFapi } = app;
  needs(isFapi || app.requirePar, config.par, 'pushed requests', 'OCTROI_PAR');
  needs(isFapi || app.dpopBound, config.dpop, 'tokens bound to a key', 'OCTROI_DPOP');
  for (const { name, choice, isOn } of offeredGrants(config)) {
    if (choice !== null) needs(app.grantTypes.includes(name), isOn, `the ${choice.title}`, choice.variable);
  }
  if (app.usesAssertions && app.jwks === null && app.jwksUri === null) {
    findings.push(...error('keys', 'The app signs its requests but has no public keys.', 'Add them in the console.'));
  }
  if (isFapi && !app.usesAssertions) {
    findings.push(
      ...error('FAPI', 'The profile requires keys instead of a secret.', 'Add public keys in the app’s settings.'),
    );
  } else if (isFapi && findings.length === 0) {
    findings.push(...ok('FAPI', 'The app meets the FAPI 2.0 Security Profile.'));
  }
  return findings;
};

const lastErrors = ({ failures }: Facts): Finding[] => {
  const kinds = Map.groupBy(failures, ({ operation, error: code }) => `${operation} ${code ?? ''}`);
  return [...kinds.values()].slice(0, TOLD_FAILURES).flatMap((rows) => {
    const [newest] = rows;
    if (newest === undefined) return [];
    const code = newest.error ?? '';
    const when = new Date(newest.at).toISOString();
    return warning(
      'last errors',
      `${rows.length} x ${code} at ${newest.operation}, last ${when} (request ${newest.requestId}). ${newest.reason ?? ''}`,
      explained(code)?.remedy ?? 'Look up the code in this server’s documentation.',
    );
  });
};

const use = ({ app }: Facts): Finding[] =>
  app.lastUsedAt === null
    ? warning('use', 'The app has never received a token.', 'Try the requests on its page in the console.')
    : ok(
        'use',
        `The app last received a token on ${new Date(app.lastUsedAt).toISOString().slice(0, 10)} or a day later.`,
      );

/**
 * Reports what looks wrong with an app. Fetches nothing, because whether a URL answers depends on who asks.
 *
 * @throws {CommandError} when the app does not exist
 */
export const examineApp = async (
  { apps, appRequests }: { apps: AppsStore; appRequests: AppRequestsStore },
  clientId: string,
  { config, now }: Pick<Facts, 'config' | 'now'>,
): Promise<Finding[]> => {
  const app = await apps.findByClientId(clientId);
  if (app === undefined) {
    throw new CommandError(`No app has the client_id ${clientId}. Copy it from the app’s page in the console.`);
  }
  const [full, secrets, failures, warnings] = await Promise.all([
    apps.withUris(app),
    apps.secrets(app.id),
    appRequests.list(app.id, { failed: true, operation: null, requestId: null, before: null, limit: MAX_LINES }),
    appRequests.warnings(app.id),
  ]);
  return [
    suspension,
    redirectUris,
    pkce,
    state,
    secretFindings,
    browserSecret,
    called,
    security,
    use,
    lastErrors,
  ].flatMap((examine) => examine({ app: full, secrets, failures, warnings, config, now }));
};
