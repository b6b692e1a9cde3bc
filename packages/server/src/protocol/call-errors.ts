import { OAUTH_ERRORS, type OAuthErrorCode } from './errors.js';

/** Why this server's call to an address of an app failed. Only in the app's request log: no answer carries these codes. */
export const CALL_ERRORS = {
  call_refused: {
    meaning:
      'This server did not call the address: its host is unknown or not on the public internet, or it does not use https.',
    remedy:
      'Use an https URL that anyone can reach. For a host on a private network, ask the operator to add it to OCTROI_PRIVATE_HOSTS and to trust the app.',
  },
  call_failed: {
    meaning: 'This server called the address, and got no answer or not the right one.',
    remedy:
      'Check that the address answers over https within a few seconds, without a redirect, and with the expected status.',
  },
} as const;

export type CallErrorCode = keyof typeof CALL_ERRORS;

/** Every code in a request log. */
export type LoggedErrorCode = OAuthErrorCode | CallErrorCode;

const LOGGED: Readonly<Record<string, { meaning: string; remedy: string } | undefined>> = {
  ...OAUTH_ERRORS,
  ...CALL_ERRORS,
};

/** What a code means; undefined for a text that is none of ours. */
export const explained = (code: string) => (Object.hasOwn(LOGGED, code) ? LOGGED[code] : undefined);

export const isLoggedErrorCode = (code: string): code is LoggedErrorCode => explained(code) !== undefined;
