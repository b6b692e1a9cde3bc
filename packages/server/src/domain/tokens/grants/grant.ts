import type { Params } from '../../../protocol/params.js';
import { OAuthError } from '../../../protocol/errors.js';
import type { Client, GrantType } from '../../apps/index.js';
import type { TokenIssuing, TokenRequest, TokenResponse } from '../issuing.js';

/**
 * Reads the grant's parameters from a token request. The result redeems the grant, after the checks that all grants share.
 *
 * @throws {OAuthError} invalid_request when a parameter is missing
 */
export type ReadGrant = (params: Params) => (request: TokenRequest) => Promise<TokenResponse>;

/** A grant type (RFC 6749 section 1.3): one entry of the registry in wiring/grants.ts. */
export interface GrantDefinition<Parts, Settings = unknown> {
  readonly type: GrantType;
  /** Whether the operator has enabled it. */
  readonly isOn: (settings: Settings) => boolean;
  readonly create: (parts: Parts) => ReadGrant;
}

/** A grant type at the token endpoint. */
export interface Grant {
  readonly type: GrantType;
  readonly read: ReadGrant;
}

/** @throws {OAuthError} unauthorized_client for an app that may not use the grant */
export const requireGrantType = (client: Client, { name, choice }: GrantType): void => {
  if (choice === null) return;
  if (client.isFapi && choice.inFapi !== null) {
    throw new OAuthError('unauthorized_client', `This app uses FAPI 2.0, which does not allow the ${choice.title}.`);
  }
  if (client.grantTypes.includes(name)) return;
  throw new OAuthError('unauthorized_client', `The ${choice.title} is off for this app. Its developer can turn it on.`);
};

/** The token endpoint (RFC 6749 section 3.2) for all grants. */
export const createTokenExchange = ({ grants, issuing }: { grants: readonly Grant[]; issuing: TokenIssuing }) => {
  const byName = new Map(grants.map((grant) => [grant.type.name, grant]));
  const known = [...byName.keys()].join(' or ');

  /**
   * Exchanges the grant in the parameters for tokens.
   *
   * @throws {OAuthError} unsupported_grant_type, unauthorized_client, invalid_dpop_proof, and what the grant itself throws
   */
  return async (request: TokenRequest, params: Params): Promise<TokenResponse> => {
    const grant = byName.get(params.required('grant_type'));
    if (grant === undefined) throw new OAuthError('unsupported_grant_type', `grant_type must be ${known}.`);
    const redeem = grant.read(params);
    requireGrantType(request.client, grant.type);
    issuing.requireProof(request);
    return redeem(request);
  };
};

export type TokenExchange = ReturnType<typeof createTokenExchange>;
