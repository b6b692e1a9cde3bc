import type { Shared } from '../../database/shared.js';
import { createAdmission } from './admission.js';
import { createClients } from './authentication.js';
import { createClientKeys } from './client-keys.js';
import { createDpopProofs } from './dpop-proofs.js';
import { createFailures } from './failures.js';
import type { Needs } from './needs.js';
import { usedJtisStore } from './store.js';
import type { ClientAuthTables } from './tables.js';
import type { AppsTables } from '../apps/index.js';

export const clientAuthModule = (shared: Shared<ClientAuthTables & AppsTables>, needs: Needs) => {
  const usedJtis = usedJtisStore(shared.database);
  const dpopProofs = needs.dpop ? createDpopProofs({ ...shared, store: usedJtis }) : null;
  const clientKeys = createClientKeys({ ...shared, ...needs });
  return {
    usedJtis,
    dpopProofs,
    clients: createClients({ ...shared, ...needs, clientKeys, dpopProofs, usedJtis }),
    admit: createAdmission({ ...shared, ...needs }),
    failures: createFailures({ ...shared, ...needs }),
  };
};
