import type { AccountSource } from '../accounts/index.js';
import { toSeconds, type Clock } from '../../kernel/clock.js';
import { formatScope, readStoredScope } from '../../protocol/scopes.js';
import {
  stillGranted,
  type AccessTokens,
  type LiveToken,
  type TokenFamiliesStore,
  type Tokens,
} from '../tokens/index.js';
import type { Client } from '../apps/index.js';
import type { Resources } from './resources.js';

/** RFC 7662 section 2.2. Times are seconds since the epoch. */
export type Introspection =
  | { active: false }
  | {
      active: true;
      scope: string;
      client_id: string;
      /** Absent without the scope `profile`: a resource learns no more than was granted. */
      username?: string;
      /** Absent for a refresh token. */
      token_type?: 'Bearer' | 'DPoP';
      sub: string;
      aud: string;
      iss: string;
      exp: number;
      iat: number;
      jti?: string;
      auth_time: number;
      acr?: string;
      cnf?: { jkt: string };
    };

interface Dependencies {
  families: TokenFamiliesStore;
  clock: Clock;
  accounts: AccountSource;
  accessTokens: AccessTokens;
  tokens: Tokens;
  resources: Resources;
  issuer: string;
}

/** The answer for every token that is invalid, has ended, or does not concern the caller (RFC 7662 section 2.2). */
const INACTIVE: Introspection = { active: false };

const usernameIf = (scope: string, username: string): { username?: string } =>
  readStoredScope(scope).includes('profile') ? { username } : {};

/** The current state of a token, for those it concerns. */
export const createIntrospection = (dependencies: Dependencies) => {
  const { families, clock, accounts, accessTokens, tokens, resources, issuer } = dependencies;

  /** An app may ask about tokens issued to it, and about those for its developer's resources (RFC 7662 section 4). */
  const mayAsk = async (asker: Client, { row, claims }: LiveToken): Promise<boolean> =>
    row.app_id === asker.id || resources.isOwnedBy(asker.owner, claims.aud);

  const ofAccessToken = async (asker: Client, text: string): Promise<Introspection> => {
    const live = await accessTokens.inspect(text);
    if (live === null || !(await mayAsk(asker, live))) return INACTIVE;
    const { claims, scope, account, row } = live;
    // A resource asks when the token is used; an app that asks about its own token does not use it.
    if (row.app_id !== asker.id) await accessTokens.touch(row);
    return {
      active: true,
      scope,
      client_id: row.client_id,
      ...usernameIf(scope, account.username),
      token_type: claims.cnf === undefined ? 'Bearer' : 'DPoP',
      sub: claims.sub,
      aud: claims.aud,
      iss: issuer,
      exp: claims.exp,
      iat: claims.iat,
      jti: claims.jti,
      auth_time: claims.auth_time,
      ...(claims.acr === undefined ? {} : { acr: claims.acr }),
      ...(claims.cnf === undefined ? {} : { cnf: claims.cnf }),
    };
  };

  const ofRefreshToken = async (
    asker: Client,
    { familyId, hash }: { familyId: number; hash: string },
  ): Promise<Introspection> => {
    const [family, row] = await Promise.all([families.find(familyId), families.findAccess(familyId)]);
    if (family === undefined || row === undefined || family.app_id !== asker.id) return INACTIVE;
    if (family.current_hash !== hash || family.refresh_expires_at <= clock.now()) return INACTIVE;
    const account = await accounts.getById(family.user_id);
    if (account?.status !== 'enabled') return INACTIVE;
    const scope = formatScope(stillGranted(row.family_scope, row.scope));
    return {
      active: true,
      scope,
      client_id: row.client_id,
      ...usernameIf(scope, account.username),
      sub: family.user_id,
      aud: issuer,
      iss: issuer,
      exp: toSeconds(family.refresh_expires_at),
      iat: toSeconds(family.rotated_at),
      auth_time: family.auth_time,
      ...(family.dpop_jkt === null ? {} : { cnf: { jkt: family.dpop_jkt } }),
    };
  };

  return {
    /**
     * RFC 7662 section 2.2: what a token of any kind says and grants now. Whatever is not live, or not the caller's
     * business, is inactive, without distinction.
     *
     * @throws UnavailableError if that is unknown
     */
    introspect: (asker: Client, text: string): Promise<Introspection> => {
      const refresh = tokens.readRefreshToken(text);
      return refresh === null ? ofAccessToken(asker, text) : ofRefreshToken(asker, refresh);
    },
  };
};

export type IntrospectionService = ReturnType<typeof createIntrospection>;
