import type { AccountDeletion, AccountHistory, Downloads, UserData } from '../../domain/account-data/index.js';
import type { ManagedAccounts, Money, Profile } from '../../domain/accounts/index.js';
import type { Apps } from '../../domain/apps/index.js';
import type { Audit } from '../../domain/audit/index.js';
import type { Authorizations } from '../../domain/authorization/index.js';
import type { Developers } from '../../domain/developers/index.js';
import type { EmailAddresses } from '../../domain/mail/index.js';
import type { Resources } from '../../domain/resources/index.js';
import type { Sessions } from '../../domain/sessions/index.js';
import type {
  Passkeys,
  PasswordChange,
  PendingSignIns,
  SecondStep,
  SignIn,
  SignOutElsewhere,
  Upstream,
} from '../../domain/sign-in/index.js';
import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';

/** What the account pages need. */
export interface AccountNeeds extends PageNeeds {
  accountDeletion: AccountDeletion;
  accounts: ManagedAccounts;
  apps: Apps;
  audit: Audit;
  authorizations: Authorizations;
  clock: Clock;
  developers: Developers;
  downloads: Downloads;
  emailAddresses: EmailAddresses;
  history: AccountHistory;
  log: Log;
  money: Money;
  passkeys: Passkeys;
  passwordChange: PasswordChange;
  pendingSignIns: PendingSignIns;
  profile: Profile;
  resources: Resources;
  secondStep: SecondStep;
  sessions: Sessions;
  signIn: SignIn;
  signOutElsewhere: SignOutElsewhere;
  trustProxy: number;
  upstream: Upstream;
  userData: UserData;
}
