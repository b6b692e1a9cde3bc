/** What the page says: addresses carry codes, and only codes of this table become text. Nothing is ever echoed. */

export interface Message {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

const good = (text: string): Message => ({ tone: 'good', text });
const bad = (text: string): Message => ({ tone: 'bad', text });

const unexpected = bad('Something went wrong on our side. Please try again.');
const misunderstood = bad('Octroi did not accept our request. We have to look into it; trying again will not help.');

const ERRORS = {
  // Ours.
  missing_parameters: bad('The answer from Octroi was incomplete. Please sign in again.'),
  invalid_state: bad('This sign-in was not started in this browser, or it took too long. Please sign in again.'),
  invalid_issuer: bad('The answer did not come from Octroi, so we did not use it. Please sign in again.'),
  server_error: unexpected,
  unreachable: bad('Octroi cannot be reached right now. Please try again in a moment.'),
  authorization_ended: bad('Your authorization was ended. Sign in again whenever you like.'),
  // Octroi's (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
  access_denied: bad('You did not allow us to use your Octroi account, so nothing was shared.'),
  temporarily_unavailable: bad('Octroi is busy right now. Please try again in a moment.'),
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

/** An error code as this app knows it; `server_error` for any other text. */
export const errorCodeOf = (text: string): ErrorCode => (isErrorCode(text) ? text : 'server_error');

export const errorMessage = (code: ErrorCode): Message => ERRORS[code];

export const signedInMessage = good('You are signed in.');

/** What an address asks to be said (`error=...` or `news=...`), if anything. */
export const messageOf = (error: string | undefined, news: string | undefined): Message | undefined => {
  if (error !== undefined) return errorMessage(errorCodeOf(error));
  return news !== undefined && isNews(news) ? NEWS[news] : undefined;
};

// `in` would also find what every object inherits, such as "constructor".
const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(ERRORS, text);
const isNews = (text: string): text is keyof typeof NEWS => Object.hasOwn(NEWS, text);
