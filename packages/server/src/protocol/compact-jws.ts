import { parseJsonObject, type JsonObject } from '../kernel/json.js';

/** Three parts, so a JWS; a JWE has five (RFC 7516 section 3.1). */
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

export const isCompactJws = (text: string): boolean => COMPACT_JWS.test(text);

/** The unverified header or claims of a JWS (RFC 7515 section 7.1); null when it cannot be read. */
export const readJwsPart = (jws: string, part: 'header' | 'claims'): JsonObject | null =>
  parseJsonObject(Buffer.from(jws.split('.', 2)[part === 'header' ? 0 : 1] ?? '', 'base64url').toString('utf8'));

/** Loaded on first use, because it takes a good part of the start's time and memory. */
export const loadJose = () => import('jose');
