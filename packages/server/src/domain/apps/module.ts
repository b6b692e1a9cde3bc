import type { Shared } from '../../database/shared.js';
import { createApps } from './apps.js';
import { createClientDocuments } from './documents/client-id-documents.js';
import { createAppLogos } from './logos.js';
import type { Needs } from './needs.js';
import { createClientRegistration } from './registration.js';
import { createAppOperation } from './operation.js';
import { appsStore } from './store/apps.js';
import { appCredentialsStore } from './store/credential.js';
import { appLogosStore } from './store/logos.js';
import type { AppsSchema } from './tables.js';

export const appsModule = (shared: Shared<AppsSchema>, needs: Needs) => {
  const { database } = shared;
  const { offers } = needs;
  const store = appsStore(database);
  const grantTypes = offers.grants.filter(({ isOn }) => isOn).map(({ name }) => name);
  const documents = offers.clientIdMetadata ? createClientDocuments({ ...needs, grantTypes }) : null;
  const apps = createApps({ ...shared, ...needs, store, documents });
  return {
    apps,
    appRecords: store,
    appCredentials: appCredentialsStore(database),
    appOperation: createAppOperation({ ...shared, ...needs, store }),
    appLogos: createAppLogos({ ...shared, ...needs, store: appLogosStore(database) }),
    clientRegistration: createClientRegistration({ ...shared, store, apps, grantTypes }),
  };
};
