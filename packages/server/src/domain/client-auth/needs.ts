import type { AppCredentialsStore, Apps, AppsStore } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { AppCalls } from '../request-log/index.js';

export interface Needs {
  apps: Apps;
  appRecords: AppsStore;
  appCredentials: AppCredentialsStore;
  audit: Audit;
  callApp: AppCalls;
  /** Whether tokens can be bound to keys. */
  dpop: boolean;
}
