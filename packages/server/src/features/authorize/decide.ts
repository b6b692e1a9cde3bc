import { SECOND } from '../../kernel/clock.js';
import { isUnclaimedUri } from '../../protocol/redirect-uri.js';
import type { AuthorizationParameters } from '../../domain/authorization/index.js';

/** All that the next step of an authorization request depends on. Times are milliseconds since the epoch. */
export interface Situation {
  parameters: AuthorizationParameters;
  /** `isVouchedFor`: it has an owner here, and did not register itself. */
  app: { isPublic: boolean; isTrusted: boolean; isVouchedFor: boolean };
  /** The browser's session, if there is one. */
  session: { userId: string; signedInAt: number; acr: string | null } | null;
  /** Sign-ins before this moment do not count. */
  freshAfter: number;
  /** When the request arrived: who signed in since did so to answer it. */
  begunAt: number;
  /** The user who allowed the request by signing in on a page that named what the app receives. */
  grantedBy: string | null;
  /** Whether an authorization given earlier covers the request. */
  isCovered: boolean;
  autoAuthorize: 'one-click' | 'always';
}

/**
 * `reuse`: answer with the authorization there is. `grant`: allow everything asked for, no page. `continue`: one page, one
 * button. `consent`: the full page. `wrong_user`: somebody else than the one user who may answer has answered. `unmet`: they
 * signed in by a way that is in none of the classes that must be. The rest are errors for an app that wants no page
 * (prompt=none).
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

/** The moment before which a sign-in does not count: prompt=login asks for a new one, max_age for a recent one. */
export const freshAfterOf = ({ prompts, maxAge }: AuthorizationParameters, now: number): number => {
  if (prompts.includes('login')) return now;
  return maxAge === null ? 0 : now - maxAge * SECOND;
};

const isOfClass = (acr: string | null, { essentialAcrs }: AuthorizationParameters): boolean =>
  essentialAcrs === null || (acr !== null && essentialAcrs.includes(acr));

const answerable = ({ parameters, isCovered, app, autoAuthorize }: Situation): 'reuse' | 'grant' | null => {
  if (isCovered) return 'reuse';
  const isSilent = app.isVouchedFor && (app.isTrusted || autoAuthorize === 'always');
  return parameters.autoAuthorize && isSilent ? 'grant' : null;
};

/**
 * The next step (design decision 1). `prompt` and `max_age` win over `auto_authorize`; a public app whose redirect URI any
 * program on the device could claim is never answered without a page (RFC 6749 section 10.2, RFC 8252 section 8.6). Where
 * the request names its user, whoever else is signed in is asked for that account once (OpenID Connect Core section
 * 3.1.2.1, id_token_hint); so is, for another sign-in, whoever signed in by a way that the app rules out (section 5.5.1.1).
 */
export const decide = (situation: Situation): Step => {
  const { parameters, app, session, freshAfter, begunAt, grantedBy } = situation;
  const { prompts } = parameters;
  const wantsNoPage = prompts.includes('none');
  if (session === null || session.signedInAt < freshAfter) return wantsNoPage ? 'login_required' : 'sign_in';
  if (parameters.hintedUserId !== null && parameters.hintedUserId !== session.userId) {
    return wantsNoPage || session.signedInAt >= begunAt ? 'wrong_user' : 'sign_in';
  }
  const isInClass = isOfClass(session.acr, parameters);
  if (!isInClass && !wantsNoPage) return session.signedInAt >= begunAt ? 'unmet' : 'sign_in';
  if (grantedBy === session.userId) return 'grant';

  const wantsPage = prompts.includes('consent') || prompts.includes('select_account');
  const isUnclaimed = app.isPublic && isUnclaimedUri(parameters.redirectUri);
  const answer = wantsPage ? null : answerable(situation);
  // How somebody signed in is for no app to learn that nobody has let in.
  if (wantsNoPage && answer !== null && !isInClass) return 'unmet';
  if (answer !== null && !isUnclaimed) return answer;
  if (wantsNoPage && answer !== null) return 'interaction_required';
  // An app that nobody has let in could otherwise name one user after another until it learns who is signed in.
  if (wantsNoPage) return parameters.hintedUserId === null ? 'consent_required' : 'login_required';
  return parameters.autoAuthorize && !prompts.includes('consent') ? 'continue' : 'consent';
};
