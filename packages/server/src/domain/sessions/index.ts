export { eraseSessionsOf } from './erase-user.js';
export { sessionsModule } from './module.js';
export { sessionsRetention } from './retention.js';
export type { Sessions, SignedIn } from './sessions.js';
export { holdSessionsOf, type Session } from './store.js';
export type { SessionsSchema, SessionsTables } from './tables.js';
