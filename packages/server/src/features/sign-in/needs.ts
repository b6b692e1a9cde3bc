import type { AccountSource, Profile } from '../../domain/accounts/index.js';
import type { AuthorizationRequests } from '../../domain/authorization/index.js';
import type { Resources } from '../../domain/resources/index.js';
import type { Passkeys, PendingSignIns, SignIn } from '../../domain/sign-in/index.js';
import type { Cookies } from '../../web/visitor/cookies.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';
import type { SignInCompletion } from '../../web/visitor/sign-in-completion.js';
import type { UpstreamChoice } from './sign-in-page.js';

/** What the sign-in pages need. */
export interface SignInNeeds extends PageNeeds {
  accounts: AccountSource;
  completion: SignInCompletion;
  /** How long an app stays connected at most. */
  daysConnected: number;
  profile: Profile;
  passkeys: Passkeys;
  pendingSignIns: PendingSignIns;
  requests: AuthorizationRequests;
  resources: Resources;
  signIn: SignIn;
  cookies: Cookies;
  trustProxy: number;
  /** Whether anyone may create an account. */
  signUpIsOpen: boolean;
  /** Whether users can reset their password. */
  forgotPassword: boolean;
  /** The upstream providers. */
  upstream: readonly UpstreamChoice[];
}
