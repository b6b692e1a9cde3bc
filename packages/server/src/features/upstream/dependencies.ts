import type { ManagedAccounts } from '../../domain/accounts/index.js';
import type { Log } from '../../kernel/log.js';
import type { EmailAddresses } from '../../domain/mail/index.js';
import type { SignUp, Upstream } from '../../domain/sign-in/index.js';
import type { PageErrors } from '../../web/visitor/page-errors.js';
import type { SignInCompletion } from '../../web/visitor/sign-in-completion.js';
import type { Visitors } from '../../web/visitor/visitor.js';

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
