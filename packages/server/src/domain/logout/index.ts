export { logoutJobs } from './jobs.js';
export { logoutModule } from './module.js';
export type { LogoutNotices } from './notices.js';
export type { LogoutFault, LogoutRequest, ReadLogoutRequest } from './requests.js';
export { logoutRetention } from './retention.js';
export { noteLogout } from './store.js';
export type { LogoutSchema, LogoutTables } from './tables.js';
