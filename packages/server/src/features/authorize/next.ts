import { acrOf } from '../../protocol/acr.js';
import { OAuthError } from '../../protocol/errors.js';
import { type App, appIdentity } from '../../domain/apps/index.js';
import {
  type AuthorizationParameters,
  type AuthorizationRequest,
  isAllowedBySignIn,
} from '../../domain/authorization/index.js';
import type { SignedIn } from '../../domain/sessions/index.js';
import { covers, isDeclined, type Authorization } from '../../domain/tokens/index.js';
import type { Visitor } from '../../web/http/env.js';
import { decide } from './decide.js';
import type { AuthorizeNeeds } from './needs.js';

/** What happens next with a request, with everything needed for it. */
export type Next =
  | { do: 'sign_in' }
  /** `before`: what the user had allowed the app. */
  | { do: 'ask'; page: 'continue' | 'consent'; who: SignedIn; before: Authorization | null }
  /** Without a page: by the authorization that covers the request or, without one, by allowing all of it. */
  | { do: 'answer'; who: SignedIn; covering: Authorization | null }
  | { do: 'refuse'; error: OAuthError };

/** What has happened to a request so far. */
type RequestState = Pick<AuthorizationRequest, 'freshAfter' | 'sessionHash' | 'shownApp'>;

const REFUSALS = {
  login_required: 'The user is not signed in, or not recently enough, and prompt=none forbids asking.',
  consent_required: 'The user has not granted what this app asks for, and prompt=none forbids asking.',
  interaction_required:
    'The redirect URI of this app could be taken by another program, so the user is asked each time.',
};

const UNMET = "The user's way of signing in matches none of the essential acr values.";
const WRONG_USER = 'The signed-in user is not the one that the request names.';

/** Gathers what `decide` needs, and adds what carrying out its decision takes. */
export const createNext =
  ({ authorizations, autoAuthorize }: AuthorizeNeeds) =>
  async (app: App, parameters: AuthorizationParameters, visitor: Visitor, state: RequestState): Promise<Next> => {
    const { session, account } = visitor;
    const who = session && account ? { session, account } : null;
    const before = who && (await authorizations.find(who.account.id, app));
    const covering = before && covers(before, app, parameters) ? before : null;
    const isAnswer = who !== null && who.session.hash === state.sessionHash;
    const step = decide({
      parameters,
      app: { isPublic: app.isPublic, isTrusted: app.isTrusted, isVouchedFor: app.owner !== null },
      session: who && {
        userId: who.account.id,
        signedInAt: who.session.createdAt,
        isAnswer,
        acr: acrOf(who.session.signIn.amr),
      },
      isAllowedBySignIn: isAnswer && isAllowedBySignIn(parameters) && state.shownApp === appIdentity(app),
      isCovered: covering !== null,
      isDeclined: before !== null && isDeclined(before, parameters),
      autoAuthorize,
      freshAfter: state.freshAfter,
    });
    if (step === 'wrong_user') return { do: 'refuse', error: new OAuthError('login_required', WRONG_USER) };
    if (step === 'unmet') return { do: 'refuse', error: new OAuthError('unmet_authentication_requirements', UNMET) };
    if (step === 'login_required' || step === 'consent_required' || step === 'interaction_required') {
      return { do: 'refuse', error: new OAuthError(step, REFUSALS[step]) };
    }
    if (step === 'sign_in' || who === null) return { do: 'sign_in' };
    if (step === 'continue' || step === 'consent') return { do: 'ask', page: step, who, before };
    return { do: 'answer', who, covering: step === 'reuse' ? covering : null };
  };
