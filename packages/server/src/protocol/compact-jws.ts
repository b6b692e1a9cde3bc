import { parseJsonObject, type JsonObject } from '../kernel/json.js';

/** A JWS of three parts: a JWE has five (RFC 7516 section 3.1). */
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

export const isCompactJws = (text: string): boolean => COMPACT_JWS.test(text);

/** The header or the claims of a JWS (RFC 7515 section 7.1) that nobody has verified yet; null when it cannot be read. */
export const readJwsPart = (jws: string, part: 'header' | 'claims'): JsonObject | null =>
  parseJsonObject(Buffer.from(jws.split('.', 2)[part === 'header' ? 0 : 1] ?? '', 'base64url').toString('utf8'));

/** The library that signs and verifies, loaded when it is first needed: it takes part of the time and memory of a start. */
export const loadJose = () => import('jose');
