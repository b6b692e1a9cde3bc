/**
 * How a user proved who they are, as apps are told (OpenID Connect Core section 2, RFC 9470, RFC 8176). One class so far:
 * a password.
 */
export const PASSWORD_ACR = 'urn:octroi:acr:password';

/** Every class a sign-in here can reach, weakest first. */
export const ACR_VALUES: readonly string[] = [PASSWORD_ACR];

/** What an id_token says of the sign-in it came from. */
export interface Authentication {
  acr: string;
  amr: readonly string[];
}

export const PASSWORD_SIGN_IN: Authentication = { acr: PASSWORD_ACR, amr: ['pwd'] };

/** Whether a sign-in can be in one of these classes. */
export const canReach = (wanted: readonly string[]): boolean => wanted.some((acr) => ACR_VALUES.includes(acr));
