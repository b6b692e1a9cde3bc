export { createSessions, type Session, type Sessions, type SignedIn } from './sessions.js';
export { sidOf } from './store.js';
