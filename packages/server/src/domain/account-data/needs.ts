import type { Shared } from '../../database/shared.js';
import type { ManagedAccounts, Money } from '../accounts/index.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Authorizations } from '../authorization/index.js';
import type { Developers } from '../developers/index.js';
import type { LogoutNotices } from '../logout/index.js';
import type { Mails } from '../mail/index.js';
import type { Resources } from '../resources/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Passkeys, SecondStep, UpstreamIdentities } from '../sign-in/index.js';
import type { Wallet } from '../wallet/index.js';
import type { AccountDataSchema } from './tables.js';

/** What the services of this subject need, together. */
export interface Needs extends Shared<AccountDataSchema> {
  accounts: ManagedAccounts;
  apps: Apps;
  audit: Audit;
  authorizations: Authorizations;
  developers: Developers;
  logoutNotices: LogoutNotices;
  mails: Mails;
  money: Money;
  passkeys: Passkeys;
  resources: Resources;
  secondStep: SecondStep;
  sessions: Sessions;
  upstreamIdentities: UpstreamIdentities;
  wallet: Wallet;
}
