/** The page's messages. URLs carry codes, and only the codes in this table become text; nothing is echoed. */

export interface Message {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

const good = (text: string): Message => ({ tone: 'good', text });
const bad = (text: string): Message => ({ tone: 'bad', text });

const unexpected = bad('Something went wrong on our side. Please try again.');
const misunderstood = bad('Octroi did not accept our request. We have to look into it; trying again will not help.');

const ERRORS = {
  // Codes of this app and the SDK.
  missing_parameters: bad('The answer from Octroi was incomplete. Please sign in again.'),
  invalid_state: bad('This sign-in was not started in this browser, or it took too long. Please sign in again.'),
  not_signed_in: bad('You are not signed in any more. Please sign in again.'),
  server_error: unexpected,
  authorization_ended: bad('Your authorization was ended. Sign in again whenever you like.'),
  // Octroi's codes (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
  access_denied: bad('You did not allow us to use your Octroi account, so nothing was shared.'),
  temporarily_unavailable: bad('Octroi cannot be reached right now. Please try again in a moment.'),
  login_required: bad('Octroi needs you to sign in. Please try again.'),
  consent_required: bad('Octroi needs your consent. Please try again.'),
  interaction_required: bad('Octroi has a question for you. Please try again.'),
  account_selection_required: bad('Octroi needs you to choose an account. Please try again.'),
  invalid_request: misunderstood,
  invalid_scope: misunderstood,
  invalid_target: misunderstood,
  unauthorized_client: misunderstood,
  unsupported_response_type: misunderstood,
} as const satisfies Record<string, Message>;

const NEWS = {
  balance_refreshed: good('Your balance is up to date.'),
  token_refreshed: good('Your access token was replaced by a new one.'),
  signed_out: good('You are signed out.'),
} as const satisfies Record<string, Message>;

export type ErrorCode = keyof typeof ERRORS;

export const errorMessage = (code: string): Message => (isErrorCode(code) ? ERRORS[code] : unexpected);

/** The message that a URL asks for (`error=...` or `news=...`), if any. */
export const messageOf = ({ error, news = '' }: Record<string, string>): Message | undefined => {
  if (error !== undefined) return errorMessage(error);
  return isNews(news) ? NEWS[news] : undefined;
};

export const signedInMessage = good('You are signed in.');

// `in` would also find inherited properties, such as "constructor".
const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(ERRORS, text);
const isNews = (text: string): text is keyof typeof NEWS => Object.hasOwn(NEWS, text);
