import type { Environment, Variable } from '../kernel/settings/reading.js';

/** Variables of apps, which developers often keep in the same shell or `.env`. */
const NAMES_OF_APPS = new Set(['OCTROI_CLIENT_ID', 'OCTROI_CLIENT_SECRET']);

/** Kubernetes sets such variables in every pod for each service whose name begins with "octroi-". */
const KUBERNETES = /_SERVICE_HOST$|_SERVICE_PORT(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const KUBERNETES_ADDRESS = /^(tcp|udp|sctp):\/\//;

const isOurs = (name: string, text: string): boolean =>
  name.toUpperCase().startsWith('OCTROI_') &&
  !NAMES_OF_APPS.has(name) &&
  !KUBERNETES.test(name) &&
  !(name.endsWith('_PORT') && KUBERNETES_ADDRESS.test(text));

/** Edit distance: how many letters must be added, removed or replaced. */
const distance = (from: string, to: string): number => {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const row = [line + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
};

const nearest = (name: string, known: readonly string[]): string | undefined =>
  known
    .map((candidate) => ({ candidate, apart: distance(name.toUpperCase(), candidate) }))
    .toSorted((one, other) => one.apart - other.apart)[0]?.candidate;

/**
 * A fault for every OCTROI_* variable that is not a setting. With a typo, the default would silently apply: a mistyped
 * OCTROI_SIGN_UP would leave sign-up open.
 */
export const unknownNames = (variables: readonly Variable<unknown>[], environment: Environment): string[] => {
  const known = variables.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  return Object.entries(environment)
    .filter(([name, text]) => text !== undefined && !known.includes(name) && isOurs(name, text))
    .map(([name]) => `${name} is not a setting. Did you mean ${nearest(name, known)}? Otherwise remove it.`);
};
