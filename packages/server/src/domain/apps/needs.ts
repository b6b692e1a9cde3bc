import type { SafeFetch } from '../../kernel/safe-fetch.js';
import type { AccountSource } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import type { Notifications } from '../mail/index.js';
import type { Offers } from './security.js';

export interface Needs {
  accounts: AccountSource;
  audit: Audit;
  notifications: Notifications;
  fetch: SafeFetch;
  /** Whether loopback may be fetched, also over http: for development, if this server is on loopback itself. */
  allowLoopback: boolean;
  /** Enabled by the operator. */
  offers: Offers & { clientIdMetadata: boolean };
}
