export { createSessions, type Session, type Sessions, type SignedIn } from './sessions.js';
export { sidOf } from './store.js';
export { sessionsModule } from './module.js';
export { sessionsRetention } from './retention.js';
export type { SessionsSchema, SessionsTables } from './tables.js';
export { eraseSessionsOf } from './erase-user.js';
