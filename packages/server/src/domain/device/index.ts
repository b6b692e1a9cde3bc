export { createDeviceRequests, type DeviceRequest, type DeviceRequests } from './requests.js';
