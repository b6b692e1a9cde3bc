export { createDeviceRequests, type DeviceRequest, type DeviceRequests } from './requests.js';
export { deviceModule } from './module.js';
export { deviceRetention } from './retention.js';
export type { DeviceSchema, DeviceTables } from './tables.js';
export { forgetAllowedDevices } from './store.js';
export { deviceCode } from './grant.js';
