/**
 * How a user proved who they are, as apps are told (OpenID Connect Core section 2, RFC 9470). The ways are method references
 * of RFC 8176, and are kept as one text, separated by spaces.
 */

/** A password. */
export const PASSWORD_AMR = 'pwd';

/**
 * A passkey and what unlocks it. Nothing attests where its key is kept, and many are synced: so neither `hwk` nor `swk`, but
 * `pop`, which leaves it open (OpenID Connect EAP ACR Values 1.0). `mfa`: it is only taken with user verification.
 */
export const PASSKEY_AMR = 'pop user mfa';

/** A sign-in at another provider: which way it was there we do not know. */
export const UPSTREAM_AMR = '';

/**
 * The same, and then a code: of an authenticator, or a recovery code, which is good once as well. Two factors only where we
 * saw the first one.
 */
export const withCode = (first: string): string => (first === UPSTREAM_AMR ? 'otp' : `${first} otp mfa`);

export const PASSWORD_ACR = 'urn:octroi:acr:password';
/** A password and a code, or a passkey. */
export const TWO_FACTORS_ACR = 'urn:octroi:acr:two-factors';

/** Every class a sign-in here can reach, weakest first. */
export const ACR_VALUES: readonly string[] = [PASSWORD_ACR, TWO_FACTORS_ACR];

/** What tokens say of the sign-in they came from. What we did not see is not claimed. */
export interface Authentication {
  acr?: string;
  amr?: readonly string[];
}

/** The class of a sign-in; null when it is in none of ours. */
export const acrOf = (amr: string): string | null => {
  const ways = amr.split(' ');
  if (ways.includes('mfa')) return TWO_FACTORS_ACR;
  return ways.includes(PASSWORD_AMR) ? PASSWORD_ACR : null;
};

export const authenticationBy = (amr: string): Authentication => {
  const acr = acrOf(amr);
  return { ...(acr === null ? {} : { acr }), ...(amr === '' ? {} : { amr: amr.split(' ') }) };
};

/** Whether a sign-in can be in one of these classes. */
export const canReach = (wanted: readonly string[]): boolean => wanted.some((acr) => ACR_VALUES.includes(acr));
