import type { Database, ParameterOf } from '../../../database/database.js';
import type { ResourceGrant } from '../../../protocol/resource-grants.js';
import type { SignInFacts } from '../../../protocol/sign-in-facts.js';
import { GRANTED_COLUMNS, ROTATING_COLUMNS, type TokensSchema, type TokensTables } from '../tables.js';

export interface NewFamily {
  /** Hash of the first refresh token. */
  currentHash: string;
  /** The key proven by the redeeming request (RFC 9449). */
  dpopJkt: string | null;
  /** When its first access token expires. */
  accessExpiresAt: number;
  refreshExpiresAt: number;
  expiresAt: number;
  /** What its first access token is for; null for our own endpoints. */
  resource: ResourceGrant | null;
}

/** A family whose refresh token is not issued ends with its access token. */
export const endsOf = (
  { accessExpiresAt, refreshExpiresAt, expiresAt }: NewFamily,
  { staysConnected }: { staysConnected: boolean },
): Pick<NewFamily, 'refreshExpiresAt' | 'expiresAt'> =>
  staysConnected ? { refreshExpiresAt, expiresAt } : { refreshExpiresAt: accessExpiresAt, expiresAt: accessExpiresAt };

/** What a family founded now begins with. */
interface Beginning extends Omit<NewFamily, 'accessExpiresAt' | 'resource'> {
  now: number;
  /** Of the authorization, which the transaction holds. */
  epoch: number;
}

/** With what was granted, as in the columns of a code. */
interface FoundedFamily extends Beginning, SignInFacts {
  authorizationId: number;
  appId: number;
  userId: string;
  scope: string;
  resources: string;
}

const beginningOf = (p: ParameterOf<Beginning>) =>
  ({
    generation: 0,
    live_from_generation: 0,
    current_hash: p('currentHash'),
    previous_hash: null,
    rotated_at: p('now'),
    refresh_expires_at: p('refreshExpiresAt'),
    expires_at: p('expiresAt'),
    revoked_at: null,
    revoke_reason: null,
    created_at: p('now'),
    dpop_jkt: p('dpopJkt'),
    epoch: p('epoch'),
  }) satisfies Record<(typeof ROTATING_COLUMNS)[number], unknown>;

/** Creates a family, within the transaction that redeems its grant. */
export const familyInsertion = (database: Database<TokensTables>) =>
  database.prepare<FoundedFamily, { id: number }>((query, p) =>
    query
      .insertInto('token_families')
      .values({
        ...beginningOf(p),
        authorization_id: p('authorizationId'),
        app_id: p('appId'),
        user_id: p('userId'),
        scope: p('scope'),
        resources: p('resources'),
        auth_time: p('authTime'),
        sid: p('sid'),
        amr: p('amr'),
      })
      .returning('id'),
  );

/**
 * Creates the family of a code that can be redeemed, and none for any other. Its redirect URI is looked up here, and not with
 * the lock on the authorization, because PostgreSQL waits for that lock with what it read before.
 */
export const familyOfCode = (database: Database<TokensSchema>) =>
  database.prepare<Beginning & { hash: string; liveFromEpoch: number }, { id: number }>((query, p) => {
    const beginning = beginningOf(p);
    return query
      .insertInto('token_families')
      .columns([...GRANTED_COLUMNS, ...ROTATING_COLUMNS])
      .expression((code) =>
        code
          .selectFrom('codes')
          .where('hash', '=', p('hash'))
          .where('redeemed_at', 'is', null)
          .where('expires_at', '>', p('now'))
          .where('epoch', '>=', p('liveFromEpoch'))
          .where((where) =>
            where.or([
              where('registered_uri', 'is', null),
              where.exists(
                where
                  .selectFrom('app_redirect_uris as registered')
                  .select('registered.id')
                  .whereRef('registered.app_id', '=', 'codes.app_id')
                  .whereRef('registered.uri', '=', 'codes.registered_uri'),
              ),
            ]),
          )
          .select(GRANTED_COLUMNS)
          .select(({ val }) => ROTATING_COLUMNS.map((column) => val(beginning[column]).as(column))),
      )
      .returning('id');
  });
