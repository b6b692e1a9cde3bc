import type { ManagedAccounts } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import type { MailTransport } from './transport.js';

export interface Needs {
  accounts: ManagedAccounts;
  audit: Audit;
  /** Null if mail is disabled. */
  transport: MailTransport | null;
  from: string;
  siteName: string;
}
