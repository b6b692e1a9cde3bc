import type { Shared } from '../../database/shared.js';
import { createDeviceRequests, type Needs } from './requests.js';
import { deviceRequestsStore } from './store.js';
import type { DeviceSchema } from './tables.js';

export const deviceModule = (shared: Shared<DeviceSchema>, needs: Needs) => {
  const deviceRecords = deviceRequestsStore(shared.database);
  return { deviceRecords, deviceRequests: createDeviceRequests({ ...shared, ...needs, store: deviceRecords }) };
};
