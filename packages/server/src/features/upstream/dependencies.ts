import type { ManagedAccounts } from '../../accounts/managed-accounts.js';
import type { Log } from '../../kernel/log.js';
import type { EmailAddresses } from '../../services/email-addresses.js';
import type { SignUp } from '../../services/sign-up.js';
import type { Upstream } from '../../services/upstream.js';
import type { PageErrors } from '../../web/page-errors.js';
import type { SignInCompletion } from '../../web/sign-in-completion.js';
import type { Visitors } from '../../web/visitor.js';

export interface UpstreamDependencies {
  accounts: ManagedAccounts;
  completion: SignInCompletion;
  emailAddresses: EmailAddresses;
  signUp: SignUp;
  upstream: Upstream;
  visitors: Visitors;
  pageErrors: PageErrors;
  log: Log;
  trustProxy: number;
}
