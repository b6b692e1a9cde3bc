import { SECOND } from '../../kernel/clock.js';
import { isUnclaimedUri } from '../../protocol/redirect-uri.js';
import type { AuthorizationParameters } from '../../domain/authorization/index.js';

/** All that the next step of an authorization request depends on. Times are milliseconds since the epoch. */
export interface Situation {
  parameters: AuthorizationParameters;
  /** `isVouchedFor`: it has an owner here and did not register itself. */
  app: { isPublic: boolean; isTrusted: boolean; isVouchedFor: boolean };
  /** The browser's session, if any. `isAnswer`: it began with a sign-in on the pages of this request. */
  session: { userId: string; signedInAt: number; isAnswer: boolean; acr: string | null } | null;
  /** Earlier sign-ins do not count. */
  freshAfter: number;
  /** Whether that sign-in allowed it: its page listed what the app receives, and the app is still what the page showed. */
  isAllowedBySignIn: boolean;
  /** Whether an earlier authorization covers the request. */
  isCovered: boolean;
  /** Whether the user has unticked some of it before. */
  isDeclined: boolean;
  autoAuthorize: 'one-click' | 'always';
}

/**
 * `reuse`: answer with the existing authorization. `grant`: allow everything requested, without a page. `continue`: one page,
 * one button. `consent`: the full page. `wrong_user`: the answer came from another user than the only one who may give it.
 * `unmet`: the sign-in reaches none of the required classes. The rest are errors for an app that wants no page (prompt=none).
 */
export type Step =
  | 'sign_in'
  | 'reuse'
  | 'grant'
  | 'continue'
  | 'consent'
  | 'wrong_user'
  | 'unmet'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required';

/** The moment before which sign-ins do not count, because of max_age. */
export const freshAfterOf = ({ maxAge }: AuthorizationParameters, now: number): number =>
  maxAge === null ? 0 : now - maxAge * SECOND;

const isOfClass = (acr: string | null, { essentialAcrs }: AuthorizationParameters): boolean =>
  essentialAcrs === null || (acr !== null && essentialAcrs.includes(acr));

const answerable = (situation: Situation): 'reuse' | 'grant' | null => {
  const { parameters, isCovered, isDeclined, app, autoAuthorize } = situation;
  if (isCovered) return 'reuse';
  const isSilent = app.isVouchedFor && !isDeclined && (app.isTrusted || autoAuthorize === 'always');
  return parameters.autoAuthorize && isSilent ? 'grant' : null;
};

/**
 * The next step (design decision 1). `prompt` and `max_age` override `auto_authorize`. A public app whose redirect URI
 * any program on the device could claim is never answered without a page (RFC 6749 section 10.2, RFC 8252 section 8.6).
 * If the request names its user, anyone else who is signed in is asked once to switch accounts (OpenID Connect Core
 * section 3.1.2.1, id_token_hint); likewise to sign in again if the app rules out how they signed in (section 5.5.1.1).
 * `prompt=login` requires a sign-in for this request; one for another request does not count. What a user has unticked is
 * never given silently.
 */
export const decide = (situation: Situation): Step => {
  const { parameters, app, session, freshAfter } = situation;
  const { prompts } = parameters;
  const wantsNoPage = prompts.includes('none');
  if (session === null || session.signedInAt < freshAfter || (prompts.includes('login') && !session.isAnswer)) {
    return wantsNoPage ? 'login_required' : 'sign_in';
  }
  if (parameters.hintedUserId !== null && parameters.hintedUserId !== session.userId) {
    return wantsNoPage || session.isAnswer ? 'wrong_user' : 'sign_in';
  }
  const isInClass = isOfClass(session.acr, parameters);
  if (!isInClass && !wantsNoPage) return session.isAnswer ? 'unmet' : 'sign_in';
  if (situation.isAllowedBySignIn) return 'grant';

  const wantsPage = prompts.includes('consent') || prompts.includes('select_account');
  const isUnclaimed = app.isPublic && isUnclaimedUri(parameters.redirectUri);
  const answer = wantsPage ? null : answerable(situation);
  // An app the user has not allowed must not learn how they signed in.
  if (wantsNoPage && answer !== null && !isInClass) return 'unmet';
  if (answer !== null && !isUnclaimed) return answer;
  if (wantsNoPage && answer !== null) return 'interaction_required';
  // An app the user has not allowed could otherwise try one user after another to learn who is signed in.
  if (wantsNoPage) return parameters.hintedUserId === null ? 'consent_required' : 'login_required';
  return parameters.autoAuthorize && !prompts.includes('consent') ? 'continue' : 'consent';
};
