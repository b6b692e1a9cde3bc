import type { Shared } from '../../database/shared.js';
import type { SafeFetch } from '../../kernel/safe-fetch.js';
import type { Apps, AppsStore } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import { createClients } from './authentication.js';
import { createClientKeys } from './client-keys.js';
import { createDpopProofs } from './dpop-proofs.js';
import { createFailures } from './failures.js';
import { usedJtisStore } from './store.js';
import type { ClientAuthTables } from './tables.js';

interface Needs {
  apps: Apps;
  appRecords: AppsStore;
  audit: Audit;
  fetch: SafeFetch;
  /** Whether tokens can be bound to keys. */
  dpop: boolean;
}

export const clientAuthModule = (shared: Shared<ClientAuthTables>, needs: Needs) => {
  const usedJtis = usedJtisStore(shared.database);
  const dpopProofs = needs.dpop ? createDpopProofs({ ...shared, store: usedJtis }) : null;
  const clientKeys = createClientKeys({ ...shared, ...needs });
  return {
    usedJtis,
    dpopProofs,
    clients: createClients({ ...shared, ...needs, clientKeys, dpopProofs, usedJtis }),
    failures: createFailures({ ...shared, audit: needs.audit, apps: needs.appRecords }),
  };
};
