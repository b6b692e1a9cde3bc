import { UnavailableError } from '../../kernel/unavailable.js';
import { codeOf } from '../database.js';
import { causeOf } from '../translating-driver.js';

export const UNDECLARED_POOLER =
  'OCTROI_DATABASE_URL leads to a connection pooler. Set OCTROI_DATABASE_POOLER=transaction, which works with PgBouncer in every mode.';

interface Place {
  user: string;
  database: string;
  host: string;
}

/** What an operator can mend, by SQLSTATE or the system's code. */
const REMEDIES: Readonly<Record<string, (place: Place) => string>> = {
  '28000': ({ user, host }) =>
    `PostgreSQL at ${host} does not let ${user} in. Allow this machine and user in its pg_hba.conf, or correct OCTROI_DATABASE_URL.`,
  '28P01': ({ user, host }) =>
    `PostgreSQL at ${host} refuses the password of ${user}. Correct OCTROI_DATABASE_URL, or run: ALTER ROLE "${user}" PASSWORD '...'`,
  '3D000': ({ user, database, host }) =>
    `PostgreSQL at ${host} has no database ${database}. Create it: CREATE DATABASE "${database}" OWNER "${user}" TEMPLATE template0 ENCODING 'UTF8'`,
  '42501': ({ user, database }) =>
    `${user} may not create or change tables in the database ${database}. Run as its owner: ALTER DATABASE "${database}" OWNER TO "${user}". Tables that another user created must also belong to ${user}.`,
  '25006': ({ host }) =>
    `The database at ${host} is read-only, as on a standby. Point OCTROI_DATABASE_URL at the primary.`,
  '53300': ({ host }) =>
    `PostgreSQL at ${host} has no connection left. Each process of Octroi uses up to 10, and a start one more: raise max_connections, or have other programs use fewer.`,
  '57P03': ({ host }) =>
    `PostgreSQL at ${host} lets nobody in yet: it starts up, recovers or shuts down. Wait until its log says that it accepts connections, then start again.`,
  ECONNREFUSED: ({ host }) => `Nothing answers at ${host}. Start PostgreSQL, or correct OCTROI_DATABASE_URL.`,
  '55P03': () =>
    'Another connection has held a table for a minute that this migration changes. End long transactions, such as backups, and start again.',
};

/** Of these, what may pass without anybody's doing. */
const PASSING = new Set(['53300', '57P03', 'ECONNREFUSED']);

const placeOf = (url: string): Place => {
  const { username, hostname, host, pathname, searchParams } = new URL(url);
  const user = decodeURIComponent(username);
  return {
    user: user === '' ? 'the database user' : user,
    database: decodeURIComponent(pathname.slice(1)) || user,
    host: hostname === '' ? (searchParams.get('host') ?? 'localhost') : host,
  };
};

const remedyOf = (code: string, url: string): string | undefined => REMEDIES[code]?.(placeOf(url));

/** What an operator can do about it, if something. */
export const remedyFor = (error: unknown, url: string): string | undefined => remedyOf(codeOf(causeOf(error)), url);

export const readOnlyError = (url: string): Error => new Error(remedyOf('25006', url));

/** An error that says what to do, if an operator can do something. */
export const explained = (error: unknown, url: string): unknown => {
  const cause = causeOf(error);
  const message = cause instanceof Error ? cause.message : '';
  if (/unsupported startup parameter/.test(message)) return new Error(UNDECLARED_POOLER, { cause: error });
  const remedy = remedyFor(error, url);
  if (remedy === undefined) return error;
  const text = `${remedy} (${message})`;
  // The cause of what may pass would be printed a second time.
  return PASSING.has(codeOf(cause)) ? new UnavailableError(text) : new Error(text, { cause: error });
};
