export { type App, type Apps, type Client, createApps, type CreatedApp } from './apps.js';
export { createClientDocuments, DocumentError } from './documents.js';
export { DEVICE_GRANT, type GrantChanges, grantTypesWith, mayUseDevices, readGrantTypes } from './grant-types.js';
export { type AppLogos, createAppLogos, logoTooLarge, MAX_LOGO } from './logos.js';
export type { OpenIdChanges } from './openid.js';
export { type ClientRegistration, createClientRegistration, REGISTRATION_PATH } from './registration.js';
export { AUTH_METHODS, authMethodOf, type SecurityChanges } from './security.js';
export { type AppChanges, type AppDraft, appFaults } from './settings.js';
export type { AppSecretRow, AppWithUris } from './store/apps.js';
