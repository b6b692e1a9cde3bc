export { createLogoutNotices, type LogoutNotices } from './notices.js';
export { createReadLogoutRequest, type LogoutFault, type LogoutRequest, type ReadLogoutRequest } from './requests.js';
export { noteLogout } from './store.js';
export { logoutModule } from './module.js';
export { logoutRetention } from './retention.js';
export type { LogoutSchema, LogoutTables } from './tables.js';
export { logoutJobs } from './jobs.js';
