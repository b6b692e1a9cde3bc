import { isJsonObject, parseJsonObject, type JsonObject } from '../kernel/json.js';

/** The parts of the `claims` parameter that decide whether a request can be answered. */
export interface RequestedClaims {
  /** The values requested for `sub`, one per place that names one; all must be the same user. */
  subs: readonly string[];
  /** The classes of which the sign-in must reach one; null when any will do. */
  essentialAcrs: readonly string[] | null;
}

/** In characters. Longer ones are ignored; no app requests that much. */
const MAX_LENGTH = 8192;

/** The request for one claim in `userinfo` or `id_token`; null when it is absent or has no conditions. */
const requestFor = (claims: JsonObject, place: 'userinfo' | 'id_token', claim: string): JsonObject | null => {
  const requested = claims[place];
  const request = isJsonObject(requested) && Object.hasOwn(requested, claim) ? requested[claim] : null;
  return isJsonObject(request) ? request : null;
};

const parse = (text: string): JsonObject => (text.length > MAX_LENGTH ? null : parseJsonObject(text)) ?? {};

const strings = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');

/**
 * Reads the `claims` parameter (OpenID Connect Core section 5.5). The scope alone decides which claims are returned, so
 * requests for other claims, and ones that cannot be read, are ignored (section 5.5 allows that).
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
