import type { Audit } from '../audit/index.js';
import type { ManagedAccounts } from './managed.js';

export interface Needs {
  /** The account source (sources/). */
  accounts: ManagedAccounts;
  audit: Audit;
}
