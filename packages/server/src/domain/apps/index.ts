export type { CreatedSecret } from './app-secrets.js';
export type { Apps, CreatedApp } from './apps.js';
export { DocumentError } from './documents/client-id-documents.js';
export { eraseAppsOf } from './erase-user.js';
export { type AppLogos, logoTooLarge, MAX_LOGO } from './logos.js';
export { appsModule } from './module.js';
export { type ClientRegistration, REGISTRATION_PATH } from './registration.js';
export { overAsks } from './over-asking.js';
export { authMethodOf } from './security.js';
export { type AppChanges, type AppDraft, appFaults } from './settings/changes.js';
export { DEVICE_GRANT, type GrantType, type OfferedGrant } from './settings/grant-types.js';
export {
  collectDrafts,
  isGuard,
  type Setting,
  type SettingDrafts,
  type SettingKey,
  SETTINGS,
  settingsOf,
  showSettings,
} from './settings/table.js';
export { type App, AUTH_METHODS, type Client, settingValuesOf } from './store/app.js';
export { appsStore, type AppsStore } from './store/apps.js';
export { type AppCredential, type AppCredentialsStore, stillProves, keysOf } from './store/credential.js';
export type { AppSecret } from './store/secret.js';
export { appIdentity, holdIdentity, isClientId, isRegistered } from './store/identity.js';
export { deleteAppRow, nextDeletedApp } from './store/deleted.js';
export { deleteIdle, idleAppIds, type Idleness } from './store/idle.js';
export { type Decision, holdAppsOf, resumeAppsOf, suspendAppsOf } from './store/standing.js';
export type { AppsSchema, AppsTables } from './tables.js';
