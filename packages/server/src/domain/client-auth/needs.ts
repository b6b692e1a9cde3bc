import type { SafeFetch } from '../../kernel/safe-fetch.js';
import type { Apps, AppsStore } from '../apps/index.js';
import type { Audit } from '../audit/index.js';

export interface Needs {
  apps: Apps;
  appRecords: AppsStore;
  audit: Audit;
  fetch: SafeFetch;
  /** Whether tokens can be bound to keys. */
  dpop: boolean;
}
