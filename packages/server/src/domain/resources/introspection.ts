import type { Common } from '../../database/shared.js';
import { toSeconds } from '../../kernel/clock.js';
import { commonAccess } from '../../protocol/access.js';
import { formatScope, readStoredScope } from '../../protocol/scopes.js';
import type { Client } from '../apps/index.js';
import type { LiveToken } from '../tokens/index.js';
import type { Needs } from './needs.js';
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

/** The answer for every token that is invalid, has ended, or does not concern the caller (RFC 7662 section 2.2). */
const INACTIVE: Introspection = { active: false };

const usernameIf = (scope: string, username: string): { username?: string } =>
  readStoredScope(scope).includes('profile') ? { username } : {};

/** The current state of a token, for those it concerns. */
export const createIntrospection = (parts: Common & Needs & { resources: Resources }) => {
  const { tokenRecords, tokenReader, clock, accounts, accessTokens, tokens, resources, issuer } = parts;

  /** An app may ask about tokens issued to it, and about those for its developer's resources (RFC 7662 section 4). */
  const mayAsk = async (asker: Client, { family, claims }: LiveToken): Promise<boolean> =>
    family.appId === asker.id || resources.isOwnedBy(asker.owner, claims.aud);

  const ofAccessToken = async (asker: Client, text: string): Promise<Introspection> => {
    const live = await accessTokens.inspect(text);
    if (live === null || !(await mayAsk(asker, live))) return INACTIVE;
    const { claims, scope, account, family } = live;
    // A resource asks when the token is used; an app that asks about its own token does not use it.
    if (family.appId !== asker.id) await accessTokens.touch(family);
    return {
      active: true,
      scope,
      client_id: family.clientId,
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
    const [family, live] = await Promise.all([
      tokenRecords.tokenFamilies.find(familyId),
      tokenReader.findFamily(familyId),
    ]);
    if (family === null || live === null || family.appId !== asker.id) return INACTIVE;
    if (!live.canRefresh || family.currentHash !== hash || family.refreshExpiresAt <= clock.now()) return INACTIVE;
    const account = await accounts.getById(family.userId);
    if (account?.status !== 'enabled') return INACTIVE;
    const scope = formatScope(commonAccess(live.given, live.allowed).scopes);
    return {
      active: true,
      scope,
      client_id: live.clientId,
      ...usernameIf(scope, account.username),
      sub: family.userId,
      aud: issuer,
      iss: issuer,
      exp: toSeconds(family.refreshExpiresAt),
      iat: toSeconds(family.rotatedAt),
      auth_time: family.signIn.authTime,
      ...(family.dpopJkt === null ? {} : { cnf: { jkt: family.dpopJkt } }),
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
