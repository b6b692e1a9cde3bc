export { deviceCode } from './grant.js';
export { deviceModule } from './module.js';
export type { DeviceRequest, DeviceRequests } from './requests.js';
export { deviceRetention } from './retention.js';
export { forgetDevicesOfSessions } from './store.js';
export type { DeviceTables } from './tables.js';
