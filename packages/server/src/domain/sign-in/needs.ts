import type { Shared } from '../../database/shared.js';
import type { Invitations, ManagedAccounts } from '../accounts/index.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Authorizations } from '../authorization/index.js';
import type { UsedJtisStore } from '../client-auth/index.js';
import type { Developers } from '../developers/index.js';
import type { MailLinks, Mails, Notifications } from '../mail/index.js';
import type { Sessions, SignInCounts } from '../sessions/index.js';
import type { SignInSchema } from './tables.js';
import type { UpstreamProvider } from './upstream/provider.js';

/** Who may create an account: anyone, the invited, or nobody. An invited operator always may. */
export type Policy = 'open' | 'invite' | 'closed';

/** What the services of this subject need, together. */
export interface Needs extends Shared<SignInSchema> {
  accounts: ManagedAccounts;
  apps: Apps;
  audit: Audit;
  authorizations: Authorizations;
  developers: Developers;
  invitations: Invitations;
  mails: Mails;
  mailLinks: MailLinks;
  notifications: Notifications;
  sessions: Sessions;
  signInCounts: SignInCounts;
  usedJtis: UsedJtisStore;
  /** Who may create an account. */
  policy: Policy;
  providers: readonly UpstreamProvider[];
  siteName: string;
}
