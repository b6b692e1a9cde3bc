export { createSessions, type Sessions, type SignedIn } from './sessions.js';
export type { Session } from './store.js';
export { sessionsModule } from './module.js';
export { sessionsRetention } from './retention.js';
export type { SessionsSchema, SessionsTables } from './tables.js';
export { eraseSessionsOf } from './erase-user.js';
