import type { Context } from 'hono';
import { dependOn } from '../../kernel/condition.js';
import { hashSecret } from '../../kernel/secret.js';
import type { Account } from '../../domain/accounts/index.js';
import type { Developers } from '../../domain/developers/index.js';
import { bearerChallenge, parseBearer } from '../../protocol/bearer.js';
import { OAuthError } from '../../protocol/errors.js';
import { JSON_TYPE, mediaTypeOf, receiveBody, wrongType } from '../../web/http/body.js';
import type { RequestEnv } from '../../web/http/env.js';

/** A call by an authenticated developer. */
export interface Call {
  developer: Account;
  /** The developer token. */
  token: string;
  body: Buffer;
}

export type CallHandler = (c: Context<RequestEnv>, call: Call) => Promise<Response>;

interface Needs {
  developers: Developers;
  issuer: string;
}

const unauthorized = (c: Context, issuer: string, reason: string, challenged: boolean): OAuthError => {
  const error = new OAuthError('invalid_token', reason);
  c.header('www-authenticate', bearerChallenge(challenged ? { realm: issuer, error } : { realm: issuer }));
  return error;
};

const tokenOf = (c: Context, issuer: string): string => {
  let token: string | null;
  try {
    token = parseBearer(c.req.header('authorization'));
  } catch (error) {
    if (error instanceof OAuthError) throw unauthorized(c, issuer, error.description, true);
    throw error;
  }
  if (token !== null) return token;
  throw unauthorized(c, issuer, 'This request needs a developer token: Authorization: Bearer dev_....', false);
};

const refuseTooMany = ({ retryAfterSeconds }: { retryAfterSeconds: number }): never => {
  const text = `You have changed too much. Try again in ${retryAfterSeconds} seconds.`;
  throw new OAuthError('temporarily_unavailable', text, { status: 429, retryAfterSeconds });
};

/**
 * Every call of the management API: the only place that reads a body or authenticates a caller, in this order, because a
 * caller who withholds the body may lose the right meanwhile. Runs before anything else is done or revealed.
 */
export const developerCalls =
  ({ developers, issuer }: Needs) =>
  (takes: 'json' | 'nothing', handle: CallHandler) =>
  async (c: Context<RequestEnv>): Promise<Response> => {
    const isOfType = takes === 'nothing' || mediaTypeOf(c) === JSON_TYPE;
    const body = isOfType ? await receiveBody(c) : Buffer.alloc(0);
    const token = tokenOf(c, issuer);
    const developer = await developers.authenticate(token);
    if (developer === null) {
      const reason = 'The developer token is unknown, revoked or expired. Create a new one in the console.';
      throw unauthorized(c, issuer, reason, true);
    }
    dependOn(developers.conditionOf(token));
    if (!isOfType) throw wrongType(JSON_TYPE);
    const run = () => handle(c, { developer, token, body });
    if (c.req.method === 'GET') return run();
    return developers.asChange({ caller: `token ${hashSecret(token)}` }, run, refuseTooMany);
  };
