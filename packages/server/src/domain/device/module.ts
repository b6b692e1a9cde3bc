import type { Shared } from '../../database/shared.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Notifications } from '../mail/index.js';
import type { Resources } from '../resources/index.js';
import { createDeviceRequests } from './requests.js';
import { deviceRequestsStore } from './store.js';
import type { DeviceSchema } from './tables.js';

interface Needs {
  apps: Apps;
  audit: Audit;
  notifications: Notifications;
  resources: Resources;
}

export const deviceModule = (shared: Shared<DeviceSchema>, needs: Needs) => {
  const deviceRecords = deviceRequestsStore(shared.database);
  return { deviceRecords, deviceRequests: createDeviceRequests({ ...shared, ...needs, store: deviceRecords }) };
};
