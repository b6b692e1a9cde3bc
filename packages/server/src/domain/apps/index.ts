export { type Apps, createApps, type CreatedApp } from './apps.js';
export { createClientDocuments, DocumentError } from './client-id-documents.js';
export { DEVICE_GRANT, type GrantChoice, type GrantType, grantTypesWith, GRANT_TYPES } from './settings/grant-types.js';
export { type AppLogos, createAppLogos, logoTooLarge, MAX_LOGO } from './logos.js';
export { type ClientRegistration, createClientRegistration, REGISTRATION_PATH } from './registration.js';
export { authMethodOf } from './security.js';
export { type AppChanges, type AppDraft, appFaults } from './settings/changes.js';
export { AUTH_METHODS, type App, type Client, settingValuesOf } from './store/app.js';
export type { AppSecret } from './store/apps.js';
export {
  collectDrafts,
  type Setter,
  type Setting,
  type SettingDrafts,
  type SettingKey,
  SETTINGS,
  settingsOf,
  showSettings,
} from './settings/table.js';
export { appsModule } from './module.js';
export type { AppsTables } from './tables.js';
export { eraseAppsOf } from './erase-user.js';
export { deleteApps, idleAppIds, type Idleness } from './store/idle.js';
export type { AppsStore } from './store/apps.js';
export { appsStore } from './store/apps.js';
