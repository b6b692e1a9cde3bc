import type { Shared } from '../../database/shared.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Notifications } from '../mail/index.js';
import type { Resources } from '../resources/index.js';
import type { TokenIssuing, TokensStore } from '../tokens/index.js';
import { createDeviceRequests } from './requests.js';
import { deviceRequestsStore } from './store.js';
import type { DeviceSchema } from './tables.js';

interface Needs {
  apps: Apps;
  audit: Audit;
  issuing: TokenIssuing;
  notifications: Notifications;
  resources: Resources;
  tokenRecords: TokensStore;
}

export const deviceModule = (shared: Shared<DeviceSchema>, needs: Needs) => ({
  deviceRequests: createDeviceRequests({
    ...shared,
    ...needs,
    store: deviceRequestsStore(shared.database),
    authorizations: needs.tokenRecords.authorizations,
  }),
});
