export { createLogoutNotices, type LogoutNotices } from './notices.js';
export {
  createReadLogoutRequest,
  type LogoutFault,
  type LogoutRequest,
  postLogoutRedirectUrisOf,
  type ReadLogoutRequest,
} from './requests.js';
export { noteLogout } from './store.js';
