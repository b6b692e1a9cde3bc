import type { Config } from '../../config/index.js';
import type { AppRequestsStore } from '../../domain/request-log/index.js';
import { createLookUp } from '../../kernel/look-up.js';
import { createReach, hostAndPort } from '../../kernel/reach.js';
import { explained } from '../../protocol/call-errors.js';
import { error, ok, warning, type Finding } from './findings.js';
import { isLoopbackIssuer } from './installation.js';

/** How many different failures are listed. */
const TOLD_FAILURES = 20;
/** In milliseconds. */
const PATIENCE = 3000;

const WHAT: Readonly<Record<string, string>> = {
  backchannel_logout: 'notice of a sign-out',
  jwks_uri: 'call to jwks_uri',
};

/** Calls to apps that were refused or failed in the last three days, as far as the request logs go back. */
export const examineCalls = async (appRequests: AppRequestsStore): Promise<Finding[]> => {
  const failed = await appRequests.failedCalls(TOLD_FAILURES);
  if (failed.length === 0) return ok('calls', 'none to an app was refused or failed lately');
  return failed.flatMap(({ clientId, appName, operation, error: code, reason, count, lastAt }) =>
    warning(
      'calls',
      `${count} x ${code}: ${WHAT[operation] ?? operation} of ${appName} (${clientId}), last ${new Date(lastAt).toISOString()}. ${reason}`,
      explained(code)?.remedy ?? 'Look up the code in this server’s documentation.',
    ),
  );
};

/** Whether the providers of sign-in are where this server may call. Asks name servers, and no provider. */
export const examineProviders = async (config: Config, lookUp = createLookUp()): Promise<Finding[]> => {
  const { allows } = createReach({ allowLoopback: isLoopbackIssuer(config), privateHosts: config.privateHosts });

  const examine = async ({ name, issuer }: Config['upstream'][number]): Promise<Finding[]> => {
    const url = new URL(issuer);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const found = await lookUp(host, AbortSignal.timeout(PATIENCE)).catch(() => []);
    if (found.length === 0) {
      return warning(
        'providers',
        `The host of ${name} is not found: ${host}.`,
        'Check OCTROI_UPSTREAM, the hosts file and DNS.',
      );
    }
    const refused = found.find(({ address }) => !allows(address, url, true));
    return refused === undefined
      ? ok('providers', `${name} is where this server may call`)
      : error(
          'providers',
          `${name} is never called: ${host} is ${refused.address}, which is not on the public internet.`,
          `If it is on your network, add ${hostAndPort(url)} to OCTROI_PRIVATE_HOSTS.`,
        );
  };
  return (await Promise.all(config.upstream.map(examine))).flat();
};
