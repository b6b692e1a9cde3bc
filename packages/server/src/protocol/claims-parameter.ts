import { isJsonObject, parseJsonObject, type JsonObject } from '../kernel/json.js';

/** Of the `claims` parameter, what decides whether a request can be answered at all. */
export interface RequestedClaims {
  /** The users that `sub` may be, one for each place that names one: all must be the same. */
  subs: readonly string[];
  /** The classes of which the sign-in must be one; null when any will do. */
  essentialAcrs: readonly string[] | null;
}

/** Longer ones are not read: no app asks for that much. In characters. */
const MAX_LENGTH = 8192;

/** The request for one claim in `userinfo` or `id_token`; null when it is not asked for, or only by its name. */
const requestFor = (claims: JsonObject, place: 'userinfo' | 'id_token', claim: string): JsonObject | null => {
  const requested = claims[place];
  const request = isJsonObject(requested) && Object.hasOwn(requested, claim) ? requested[claim] : null;
  return isJsonObject(request) ? request : null;
};

const parse = (text: string): JsonObject => (text.length > MAX_LENGTH ? null : parseJsonObject(text)) ?? {};

const strings = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');

/**
 * Reads the `claims` parameter (OpenID Connect Core section 5.5). Which claims are told follows from the scope alone, so
 * a request for others, or one that cannot be read, is ignored (section 5.5: not supporting it is no error).
 */
export const parseClaimsParameter = (text: string | undefined): RequestedClaims => {
  const claims = parse(text ?? '');
  const subs = strings([
    requestFor(claims, 'id_token', 'sub')?.['value'],
    requestFor(claims, 'userinfo', 'sub')?.['value'],
  ]);
  const acr = requestFor(claims, 'id_token', 'acr');
  const values = strings([acr?.['value'], ...(Array.isArray(acr?.['values']) ? acr['values'] : [])]);
  return { subs, essentialAcrs: acr?.['essential'] === true && values.length > 0 ? values : null };
};
