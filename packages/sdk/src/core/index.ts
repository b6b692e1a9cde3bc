export { createClient, type Client, type ClientOptions, type Transaction, type User } from './client.js';
export { OctroiError, type LocalErrorCode } from './errors.js';
export { createSession, type Session, type SessionOptions, type TokenStore } from './session.js';
export type { Tokens } from './tokens.js';
