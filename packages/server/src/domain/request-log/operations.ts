/** Our calls to addresses of an app: a notice of a sign-out, and its keys. */
export const CALL_OPERATIONS = ['backchannel_logout', 'jwks_uri'] as const;
export type CallOperation = (typeof CALL_OPERATIONS)[number];

/** An app's operations. `token` exchanges a code or a device code, `refresh` a refresh token. */
export const OPERATIONS = [
  'authorize',
  'par',
  'token',
  'refresh',
  'device',
  'userinfo',
  'topup',
  'introspect',
  'revoke',
  ...CALL_OPERATIONS,
] as const;
export type Operation = (typeof OPERATIONS)[number];
