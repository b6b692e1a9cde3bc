/**
 * How a user signed in, as apps are told (OpenID Connect Core section 2, RFC 9470). Methods are the names of RFC 8176,
 * stored as one text separated by spaces.
 */

export const PASSWORD_AMR = 'pwd';

/**
 * `pop` rather than `hwk` or `swk`, because nothing attests where a passkey is kept and many are synced (OpenID Connect
 * EAP ACR Values 1.0). `mfa`, because user verification is always required.
 */
export const PASSKEY_AMR = 'pop user mfa';

/** Sign-in at an upstream provider: the method used there is unknown. */
export const UPSTREAM_AMR = '';

/** With a code from an authenticator app or a recovery code (both work once). `mfa` only if we saw the first factor too. */
export const withCode = (first: string): string => (first === UPSTREAM_AMR ? 'otp' : `${first} otp mfa`);

export const PASSWORD_ACR = 'urn:octroi:acr:password';
/** A password and a code, or a passkey. */
export const TWO_FACTORS_ACR = 'urn:octroi:acr:two-factors';

/** Every class a sign-in here can reach, weakest first. */
export const ACR_VALUES: readonly string[] = [PASSWORD_ACR, TWO_FACTORS_ACR];

/** What tokens say about the sign-in. We claim only what we saw. */
export interface Authentication {
  acr?: string;
  amr?: readonly string[];
}

/** The class of a sign-in; null when it reaches none. */
export const acrOf = (amr: string): string | null => {
  const ways = amr.split(' ');
  if (ways.includes('mfa')) return TWO_FACTORS_ACR;
  return ways.includes(PASSWORD_AMR) ? PASSWORD_ACR : null;
};

export const authenticationBy = (amr: string): Authentication => {
  const acr = acrOf(amr);
  return { ...(acr === null ? {} : { acr }), ...(amr === '' ? {} : { amr: amr.split(' ') }) };
};

/** Whether a sign-in can reach one of these classes. */
export const canReach = (wanted: readonly string[]): boolean => wanted.some((acr) => ACR_VALUES.includes(acr));
