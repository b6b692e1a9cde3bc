// A million rows that are old: as many as a busy installation leaves if its server was away for long.
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';

const DAY = 86_400_000;
const AT_ONCE = 50_000;

/** Each as its table has them, and what part of all rows they are. `random` is an expression for a hash. */
const kinds = (now, random) => [
  {
    part: 0.4,
    table: 'audit_events',
    columns: {
      type: `'signed_in'`,
      user_id: `cast(i % 1000 as text)`,
      detail: `'{"amr":"pwd"}'`,
      created_at: `${now - 500 * DAY} + i`,
    },
  },
  {
    part: 0.2,
    table: 'sessions',
    columns: {
      hash: random,
      user_id: `cast(i % 1000 as text)`,
      browser_hash: random,
      user_agent: `'Mozilla/5.0 (X11; Linux x86_64)'`,
      created_at: `${now - 60 * DAY} + i`,
      last_seen_at: `${now - 40 * DAY} + i`,
      expires_at: `${now - 40 * DAY} + i`,
      amr: `'pwd'`,
    },
  },
  {
    part: 0.15,
    table: 'known_browsers',
    columns: {
      user_id: `cast(i % 1000 as text)`,
      browser_hash: random,
      signed_in: '1',
      last_seen_at: `${now - 500 * DAY} + i`,
    },
  },
  {
    part: 0.15,
    table: 'token_families',
    columns: {
      authorization_id: '(select min(id) from authorizations)',
      app_id: '(select min(app_id) from authorizations)',
      user_id: '(select min(user_id) from authorizations)',
      scope: `'profile balance'`,
      auth_time: String(Math.floor(now / 1000)),
      amr: `'pwd'`,
      generation: '1',
      live_from_generation: '1',
      current_hash: random,
      rotated_at: String(now - 100 * DAY),
      refresh_expires_at: `${now - 60 * DAY} + i`,
      expires_at: `${now - 60 * DAY} + i`,
      created_at: String(now - 100 * DAY),
    },
  },
  { part: 0.1, table: 'used_jtis', columns: { hash: random, expires_at: `${now - DAY} + i` } },
];

const statementsFor = (count, random) =>
  kinds(Date.now(), random).flatMap(({ part, table, columns }) => {
    const [names, values] = [Object.keys(columns).join(), Object.values(columns).join()];
    const rows = Math.round(count * part);
    return Array.from({ length: Math.ceil(rows / AT_ONCE) }, (_, nth) => {
      const last = Math.min(rows, (nth + 1) * AT_ONCE);
      return `with recursive n (i) as (select ${nth * AT_ONCE + 1} union all select i + 1 from n where i < ${last})
        insert into ${table} (${names}) select ${values} from n`;
    });
  });

const addToSqlite = (file, count) => {
  const connection = new Sqlite(file);
  for (const statement of statementsFor(count, 'hex(randomblob(22))')) connection.exec(statement);
  connection.close();
};

const addToPostgres = async (url, count) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const random = `md5(random()::text) || 'abcdefghij'`;
  for (const statement of statementsFor(count, random)) await client.query(statement);
  await client.query('analyze');
  await client.end();
};

/** Adds so many expired rows. The database has an authorization already. */
export const addExpired = async ({ OCTROI_DATABASE_URL: url }, count) =>
  url.startsWith('file:') ? addToSqlite(url.slice('file:'.length), count) : addToPostgres(url, count);
