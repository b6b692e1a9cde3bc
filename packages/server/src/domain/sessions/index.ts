export { eraseSessionsOf } from './erase-user.js';
export { sessionsModule } from './module.js';
export { sessionsRetention } from './retention.js';
export type { Sessions, SignedIn, SigningBrowser, StartedSession } from './sessions.js';
export type { Session } from './store/sessions.js';
export type { SignInCounts } from './sign-in-counts.js';
export { holdWritersOf } from './writers.js';
export type { SessionsSchema, SessionsTables } from './tables.js';
