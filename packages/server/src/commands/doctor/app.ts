import type { Config } from '../../config/index.js';
import { DAY } from '../../kernel/clock.js';
import { OAUTH_ERRORS, type OAuthErrorCode } from '../../protocol/errors.js';
import { isLoopbackUri, redirectUriFaults, redirectUriHints } from '../../protocol/redirect-uri.js';
import { type AppSecretRow, type AppWithUris, DEVICE_GRANT, readGrantTypes } from '../../domain/apps/index.js';
import { type AppRequestRow, MAX_LINES } from '../../domain/request-log/index.js';
import { inEnglish } from '../../i18n/field-fault.js';
import type { AppsStore } from '../../domain/apps/index.js';
import type { AppRequestsStore } from '../../domain/request-log/index.js';
import { CommandError } from '../context.js';
import { error, ok, warning, type Finding } from './findings.js';

/** What there is to know about an app. */
interface Facts {
  app: AppWithUris;
  secrets: readonly AppSecretRow[];
  /** The failures in its request log, newest first. */
  failures: readonly AppRequestRow[];
  /** The warnings in its request log. */
  warnings: ReadonlySet<string>;
  config: Config;
  now: number;
}

const OLD_SECRET = 365 * DAY;
/** How long a new secret may wait for its first use. */
const FIRST_USE = DAY;
/** How many different failures are told. */
const TOLD_FAILURES = 5;

const redirectUris = ({ app }: Facts): Finding[] => {
  const uris = app.redirectUris.map(({ uri }) => uri);
  const findings = uris.flatMap((uri) => [
    ...redirectUriFaults(uri, { public: app.is_public === 1 }).map((found) =>
      error('redirect URI', `${uri} would be refused today. ${inEnglish(found)}`, 'Correct it in the console.'),
    ),
    ...redirectUriHints(uri).map((hint) =>
      warning(
        'redirect URI',
        `${uri}: ${inEnglish(hint)}`,
        'Compare it, character for character, with what the app sends.',
      ),
    ),
  ]);
  if (uris.length === 0) {
    findings.push(error('redirect URI', 'There is none.', 'Register the address of the callback in the console.'));
  } else if (uris.every(isLoopbackUri)) {
    findings.push(
      warning(
        'redirect URI',
        'All of them are on loopback: only programs on the user’s own machine get an answer.',
        'Register the public https address before you go live.',
      ),
    );
  }
  return findings.length === 0 ? [ok('redirect URI', uris.join(', '))] : findings;
};

const pkce = ({ app, warnings }: Facts): Finding[] => {
  if (app.require_pkce === 1) return [ok('PKCE', 'required')];
  if (app.is_public === 1) {
    return [error('PKCE', 'A public app does not require it.', 'Save the settings of the app once in the console.')];
  }
  return warnings.has('no_pkce')
    ? [
        warning(
          'PKCE',
          'The app signs users in without it, so a stolen code is good for tokens.',
          'Send code_challenge (S256) and code_verifier, then require PKCE in the settings of the app.',
        ),
      ]
    : [warning('PKCE', 'It is not required.', 'If the app sends code_challenge, require it in its settings.')];
};

const secretFindings = ({ app, secrets, now }: Facts): Finding[] => {
  if (app.is_public === 1 || app.uses_assertions === 1) return [];
  if (secrets.length === 0) {
    return [error('secret', 'The app is confidential and has none.', 'Add a secret in the console.')];
  }
  return secrets.flatMap((secret): Finding[] => {
    const { hint, created_at, last_used_at } = secret;
    if (last_used_at === null && now - created_at > FIRST_USE) {
      return [warning('secret', `${hint} was never used.`, 'Deploy it, or remove it if another one is in use.')];
    }
    if (now - created_at > OLD_SECRET) {
      return [
        warning(
          'secret',
          `${hint} is older than a year.`,
          'Add a second secret, deploy it, then remove this one: there is no outage.',
        ),
      ];
    }
    return [ok('secret', last_used_at === null ? `${hint} is new.` : `${hint} is in use.`)];
  });
};

const browserSecret = ({ app, warnings }: Facts): Finding[] => {
  const remedy = 'Exchange codes on a server, or register a public app with PKCE; then replace the secret.';
  if (warnings.has('browser_secret')) {
    return [warning('browser', 'A secret of the app was sent from a browser, where everyone can read it.', remedy)];
  }
  return app.allow_browser_secret === 1
    ? [warning('browser', 'The app accepts its secret from browsers, where everyone can read it.', remedy)]
    : [];
};

const state = ({ warnings }: Facts): Finding[] =>
  warnings.has('no_state')
    ? [
        warning(
          'state',
          'The app signs users in without it.',
          'Send a random state, and refuse a callback with another one.',
        ),
      ]
    : [];

/** What the app needs and the operator has switched off, and what the FAPI 2.0 Security Profile asks for. */
const security = ({ app, config }: Facts): Finding[] => {
  const findings: Finding[] = [];
  const needs = (wanted: boolean, offered: boolean, what: string, variable: string): void => {
    if (!wanted || offered) return;
    findings.push(
      error('server', `The app needs ${what}, which is switched off.`, `Set ${variable}=on, or change the app.`),
    );
  };
  const isFapi = app.is_fapi === 1;
  needs(isFapi || app.require_par === 1, config.par, 'pushed requests', 'OCTROI_PAR');
  needs(isFapi || app.dpop_bound === 1, config.dpop, 'tokens bound to a key', 'OCTROI_DPOP');
  needs(readGrantTypes(app).includes(DEVICE_GRANT), config.deviceFlow, 'the device flow', 'OCTROI_DEVICE_FLOW');
  if (app.uses_assertions === 1 && app.jwks === null && app.jwks_uri === null) {
    findings.push(error('keys', 'The app signs its requests and has no public keys.', 'Add them in the console.'));
  }
  if (isFapi && app.uses_assertions === 0) {
    findings.push(
      error('FAPI', 'The profile asks for keys instead of a secret.', 'Add public keys in the settings of the app.'),
    );
  } else if (isFapi && findings.length === 0) {
    findings.push(ok('FAPI', 'The app has what the FAPI 2.0 Security Profile asks for.'));
  }
  return findings;
};

const isKnown = (code: string): code is OAuthErrorCode => Object.hasOwn(OAUTH_ERRORS, code);

const lastErrors = ({ failures }: Facts): Finding[] => {
  const kinds = Map.groupBy(failures, ({ operation, error: code }) => `${operation} ${code ?? ''}`);
  return [...kinds.values()].slice(0, TOLD_FAILURES).flatMap((rows) => {
    const [newest] = rows;
    if (newest === undefined) return [];
    const code = newest.error ?? '';
    const when = new Date(newest.created_at).toISOString();
    return [
      warning(
        'last errors',
        `${rows.length} x ${code} at ${newest.operation}, last ${when} (request ${newest.request_id}). ${newest.reason ?? ''}`,
        isKnown(code) ? OAUTH_ERRORS[code].remedy : 'Look the code up in the documentation of this server.',
      ),
    ];
  });
};

const use = ({ app }: Facts): Finding[] =>
  app.last_used_at === null
    ? [warning('use', 'The app has never got a token.', 'Try it out with the requests on its page in the console.')]
    : [ok('use', `The app got a token on ${new Date(app.last_used_at).toISOString().slice(0, 10)} or a day later.`)];

/**
 * Says what looks wrong with an app. Nothing is fetched: whether an address answers depends on who asks.
 *
 * @throws {CommandError} when there is no such app
 */
interface Records {
  apps: AppsStore;
  appRequests: AppRequestsStore;
}

export const examineApp = async (
  records: Records,
  clientId: string,
  config: Config,
  now: number,
): Promise<Finding[]> => {
  const app = await records.apps.findByClientId(clientId);
  if (app === undefined) {
    throw new CommandError(`No app has the client_id ${clientId}. Copy it from the page of the app in the console.`);
  }
  const [full, secrets, failures, warnings] = await Promise.all([
    records.apps.withUris(app),
    records.apps.secrets(app.id),
    records.appRequests.list(app.id, {
      failed: true,
      operation: null,
      requestId: null,
      before: null,
      limit: MAX_LINES,
    }),
    records.appRequests.warnings(app.id),
  ]);
  const facts: Facts = {
    app: full,
    secrets,
    failures,
    warnings: new Set(warnings.flatMap((row) => row.warnings.split(' '))),
    config,
    now,
  };
  return [redirectUris, pkce, state, secretFindings, browserSecret, security, use, lastErrors].flatMap((examine) =>
    examine(facts),
  );
};
