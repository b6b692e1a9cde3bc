export type { AppSession } from './app-session.js';
export { createMemoryStore } from './memory-store.js';
export { createOctroi, type Octroi } from './octroi.js';
export type { OctroiOptions } from './options.js';
export type { Route } from './routes.js';
export type { SessionStore, StoredSession } from './stored-sessions.js';
export { OctroiError } from '../core/errors.js';
export type { User } from '../core/client.js';
