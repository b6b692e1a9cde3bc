import type { Reachable } from '../../kernel/reach.js';
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
  /** What may be fetched. Loopback, also over http, is for development, if this server is on loopback itself. */
  reachable: Reachable;
  /** Enabled by the operator. */
  offers: Offers & { clientIdMetadata: boolean };
}
