import { isUtf8 } from 'node:buffer';
import { Secret } from '../kernel/secret.js';
import { ASSERTION_TYPE, subjectOf } from './client-assertion.js';
import { invalidClient, invalidRequest } from './errors.js';
import { decodeFormComponent } from './form-encoding.js';
import type { Params } from './params.js';

/** The client a request claims to be. Methods have their registered names (RFC 7591 section 2). */
export type ClientAuthentication =
  | { method: 'client_secret_basic' | 'client_secret_post'; clientId: string; secret: Secret }
  | { method: 'private_key_jwt'; clientId: string; assertion: string }
  | { method: 'none'; clientId: string };

/** RFC 7617 section 2: the scheme in any case, spaces, base64. Padding may be missing. */
const BASIC = /^basic +([A-Za-z0-9+/]+)={0,2}$/i;

/**
 * Reads the client's identity and credentials from the Authorization header or the body (RFC 6749 section 2.3.1, RFC
 * 7521 section 4.2). Verifies nothing; `none` means that no credentials were sent.
 *
 * @throws OAuthError invalid_client for missing or malformed credentials and for other schemes; invalid_request when
 * two methods are used at once (RFC 6749 section 2.3), or header and body name different clients.
 */
export const parseClientAuthentication = (authorization: string | undefined, params: Params): ClientAuthentication => {
  const bodyClientId = params.get('client_id');
  const bodySecret = params.get('client_secret');

  if (params.has('client_assertion') || params.has('client_assertion_type')) {
    if (authorization !== undefined || bodySecret !== undefined) {
      throw invalidRequest('The client authenticates in two ways. Send only client_assertion.');
    }
    return readAssertion(params);
  }
  if (authorization !== undefined) {
    const { clientId, secret } = readBasic(authorization);
    if (bodySecret !== undefined) {
      throw invalidRequest('The client secret was sent twice, in the Authorization header and in the body.');
    }
    if (bodyClientId !== undefined && bodyClientId !== clientId) {
      throw invalidRequest('The client_id in the body is not the one in the Authorization header.');
    }
    return secret === ''
      ? { method: 'none', clientId }
      : { method: 'client_secret_basic', clientId, secret: new Secret(secret) };
  }
  if (bodyClientId === undefined) {
    throw invalidClient('client_id is missing. Send it in the body or by HTTP Basic.');
  }
  return bodySecret === undefined
    ? { method: 'none', clientId: bodyClientId }
    : { method: 'client_secret_post', clientId: bodyClientId, secret: new Secret(bodySecret) };
};

const readAssertion = (params: Params): ClientAuthentication => {
  const assertion = params.get('client_assertion');
  if (params.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw invalidClient(`client_assertion_type must be ${ASSERTION_TYPE}.`);
  }
  const clientId = assertion === undefined ? null : subjectOf(assertion);
  if (assertion === undefined || clientId === null) {
    throw invalidClient('client_assertion must be a signed JWT whose sub is the client_id.');
  }
  // RFC 7521 section 4.2: optional, but must agree.
  const bodyClientId = params.get('client_id');
  if (bodyClientId !== undefined && bodyClientId !== clientId) {
    throw invalidClient('The client_id in the body is not the sub of the client assertion.');
  }
  return { method: 'private_key_jwt', clientId, assertion };
};

/** The secret is empty for clients that always send the header (RFC 6749 section 2.3.1 allows that of a public one). */
const readBasic = (authorization: string): { clientId: string; secret: string } => {
  if (!/^basic(?: |$)/i.test(authorization)) {
    throw invalidClient('The Authorization header must use the Basic scheme here.');
  }
  const userAndPassword = decodeBase64(BASIC.exec(authorization)?.[1]);
  // Split at the first colon: RFC 6749 percent-encodes both sides, and a user name has none (RFC 7617 section 2).
  const colon = userAndPassword?.indexOf(':') ?? -1;
  if (userAndPassword === null || colon === -1) {
    throw invalidClient('The Basic credentials must be the base64 of client_id, a colon and client_secret.');
  }
  const clientId = decodeFormComponent(userAndPassword.slice(0, colon));
  const secret = decodeFormComponent(userAndPassword.slice(colon + 1));
  if (clientId === null || secret === null || clientId.includes('\0') || secret.includes('\0')) {
    throw invalidClient('client_id and client_secret must each be form-urlencoded before Basic encodes them.');
  }
  if (clientId === '') throw invalidClient('The Basic credentials are missing client_id.');
  return { clientId, secret };
};

/** Null unless the text is canonical base64 of UTF-8 bytes. */
const decodeBase64 = (text: string | undefined): string | null => {
  if (text === undefined) return null;
  const bytes = Buffer.from(text, 'base64');
  const respelled = bytes.toString('base64').replace(/=+$/, '');
  return respelled === text && isUtf8(bytes) ? bytes.toString('utf8') : null;
};
