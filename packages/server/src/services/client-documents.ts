import { DAY, HOUR, MINUTE, SECOND } from '../kernel/clock.js';
import { parseJsonObject, type JsonObject } from '../kernel/json.js';
import { SafeFetchError, type SafeFetch } from '../kernel/safe-fetch.js';
import { OAuthError } from '../protocol/errors.js';
import { isLoopbackUri } from '../protocol/redirect-uri.js';
import type { FieldFault } from './app-settings.js';
import { readClientMetadata, type ClientMetadata, type MetadataReading } from './client-metadata.js';

/** Client metadata that was read at a client_id. */
export interface ClientDocument {
  metadata: ClientMetadata;
  /** Of the metadata's shape. */
  faults: FieldFault[];
  /** How long it may be taken as it is, in milliseconds. */
  freshFor: number;
}

const MAX_URL = 500;
const MAX_BYTES = 5 * 1024;
const TIMEOUT = 3 * SECOND;
/** However short or long a document says it may be kept. */
const LEAST_FRESH = 5 * MINUTE;
const MOST_FRESH = DAY;
const USUALLY_FRESH = HOUR;

/** Whether a client_id is meant as the address of a document; the ones we give out never are. */
export const isDocumentUrl = (clientId: string): boolean => /^https?:\/\//.test(clientId);

/** The app is not known, since what describes it is not as it must be. */
export const badDocument = (reason: string): OAuthError =>
  new OAuthError('invalid_client', `The client_id is the address of a document that describes the app. ${reason}`, {
    // 401 asks for credentials, and there is none that could help.
    status: 400,
  });

const notNow = (reason: string): OAuthError =>
  new OAuthError('temporarily_unavailable', `The document at the client_id cannot be read now. ${reason}`, {
    retryAfterSeconds: MINUTE / SECOND,
  });

/**
 * @throws {OAuthError} invalid_client for an address that cannot be a client_id (OAuth Client ID Metadata Document section 3)
 */
const checkUrl = (clientId: string, allowLoopback: boolean): void => {
  const url = clientId.length > MAX_URL ? null : URL.parse(clientId);
  if (url === null) throw badDocument(`It must be a URL of at most ${MAX_URL} characters.`);
  const isLocal = allowLoopback && isLoopbackUri(clientId);
  if (url.protocol !== 'https:' && !isLocal) throw badDocument('It must be an https URL.');
  if (url.username !== '' || url.password !== '') throw badDocument('It must not contain a user name or password.');
  if (clientId.includes('#')) throw badDocument('It must not have a fragment.');
  // Two spellings of one address would be two apps, and dot segments are none of a client_id's.
  if (url.href !== clientId) throw badDocument(`It must be in canonical form: ${url.href}`);
  if (url.pathname === '/') throw badDocument('It must have a path.');
};

/** How long an answer may be kept (RFC 9111 section 4.2), within our own bounds (OAuth Client ID Metadata Document section 5.2). */
const freshFor = (headers: Headers): number => {
  const directives = (headers.get('cache-control') ?? '').toLowerCase();
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/.exec(directives)?.[1];
  if (/(?:^|[\s,])no-(?:store|cache)(?:$|[\s,=])/.test(directives)) return LEAST_FRESH;
  if (seconds === undefined) return USUALLY_FRESH;
  const age = /^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? '0';
  return Math.min(MOST_FRESH, Math.max(LEAST_FRESH, (Number(seconds) - Number(age)) * SECOND));
};

const isJson = (contentType: string | null): boolean =>
  /^application\/(?:[\w.+-]+\+)?json$/i.test(contentType?.split(';', 1)[0]?.trim() ?? '');

const parseObject = (text: string): JsonObject => {
  const members = parseJsonObject(text);
  if (members === null) throw badDocument('It must hold a JSON object.');
  return members;
};

/**
 * What the document says of itself: its own address, so that nobody passes another's document, or a page that anybody can
 * fill, for an app (A81, OAuth Client ID Metadata Document section 4); and no secret, since everybody can read it (section
 * 4.1).
 */
const readMembers = (clientId: string, members: JsonObject, grantTypes: readonly string[]): MetadataReading => {
  if (members['client_id'] !== clientId) throw badDocument('Its member client_id must be this very address.');
  for (const field of ['client_secret', 'client_secret_expires_at']) {
    if (Object.hasOwn(members, field)) throw badDocument(`It must not contain ${field}: everybody can read it.`);
  }
  const { host } = new URL(clientId);
  const reading = readClientMetadata(members, { authMethod: 'none', nameFor: () => host, grantTypes });
  const { authMethod } = reading.metadata.draft;
  if (authMethod !== 'none' && authMethod !== 'private_key_jwt') {
    throw badDocument('Its token_endpoint_auth_method must be none or private_key_jwt: there is no secret to share.');
  }
  return reading;
};

interface Dependencies {
  fetch: SafeFetch;
  /** Whether documents on loopback count, over http too: for development, where this server itself is on loopback. */
  allowLoopback: boolean;
  grantTypes: readonly string[];
}

/**
 * Reads the documents that describe apps (OAuth Client ID Metadata Document, an Internet-Draft whose sections are numbered
 * here as in its editors' copy of 2026). What fails is not remembered (section 5.2).
 */
export const createClientDocuments = ({ fetch, allowLoopback, grantTypes }: Dependencies) => {
  const get = async (url: string) => {
    try {
      return await fetch(url, { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT });
    } catch (error) {
      if (!(error instanceof SafeFetchError)) throw error;
      throw error.fault === 'too_large' || error.fault === 'invalid_url'
        ? badDocument(error.message)
        : notNow(error.message);
    }
  };

  return {
    /** @throws {OAuthError} invalid_client for an address that cannot be a client_id */
    check: (clientId: string): void => checkUrl(clientId, allowLoopback),

    /**
     * Reads the document at an address that was checked; redirects are no answer (OAuth Client ID Metadata Document section
     * 5).
     *
     * @throws {OAuthError} invalid_client when there is none or it is wrong; temporarily_unavailable when it cannot be read
     * now
     */
    read: async (clientId: string): Promise<ClientDocument> => {
      const { status, headers, body } = await get(clientId);
      if (status >= 500 || status === 429) throw notNow(`Its server answered with status ${status}.`);
      if (status !== 200) throw badDocument(`Its server answered with status ${status}, and not with 200.`);
      if (!isJson(headers.get('content-type'))) throw badDocument('Its content type must be application/json.');
      const { metadata, faults } = readMembers(clientId, parseObject(body), grantTypes);
      return { metadata, faults, freshFor: freshFor(headers) };
    },
  };
};

export type ClientDocuments = ReturnType<typeof createClientDocuments>;
