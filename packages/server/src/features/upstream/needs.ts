import type { ManagedAccounts } from '../../domain/accounts/index.js';
import type { Log } from '../../kernel/log.js';
import type { EmailAddresses } from '../../domain/mail/index.js';
import type { SignUp, Upstream } from '../../domain/sign-in/index.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';
import type { SignInCompletion } from '../../web/visitor/sign-in-completion.js';

/** What the pages of upstream sign-in need. */
export interface UpstreamNeeds extends PageNeeds {
  accounts: ManagedAccounts;
  completion: SignInCompletion;
  emailAddresses: EmailAddresses;
  signUp: SignUp;
  upstream: Upstream;
  log: Log;
  trustProxy: number;
}
