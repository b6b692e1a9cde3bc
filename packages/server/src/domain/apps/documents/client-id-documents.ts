import { MINUTE, SECOND } from '../../../kernel/clock.js';
import { fault } from '../../../kernel/fault.js';
import { parseJsonObject, type JsonObject } from '../../../kernel/json.js';
import { SafeFetchError } from '../../../kernel/safe-fetch.js';
import { OAuthError } from '../../../protocol/errors.js';
import { isLoopbackUri } from '../../../protocol/redirect-uri.js';
import { joined, saidInEnglish, type InputFault, type FieldFault } from '../../../i18n/field-fault.js';
import { readClientMetadata, type MetadataReading } from '../metadata.js';
import type { Needs } from '../needs.js';

/** Client metadata read from a client_id. */
export interface ClientDocument extends MetadataReading {
  /** How long it may be cached, in milliseconds. */
  freshFor: number;
}

const MAX_URL = 500;
const MAX_BYTES = 5 * 1024;
const TIMEOUT = 3 * SECOND;

/** Whether a client_id is the URL of a document; those we issue never are. */
export const isDocumentUrl = (clientId: string): boolean => /^https?:\/\//.test(clientId);

/** There is no app, because its document is unusable; `faults` say why, in any language. */
export class DocumentError extends OAuthError {
  readonly faults: readonly FieldFault[];

  constructor(
    code: 'invalid_client' | 'temporarily_unavailable',
    faults: readonly FieldFault[],
    options: { status?: number; retryAfterSeconds?: number },
  ) {
    super(code, joined(saidInEnglish(faults)), options);
    this.faults = faults;
  }
}

const ofDocument = (found: InputFault): FieldFault => ({ field: '', fault: found });

/** The app's document has invalid fields. */
export const badMetadata = (faults: readonly FieldFault[]): DocumentError =>
  // 401 would ask for credentials, and none could help.
  new DocumentError('invalid_client', [ofDocument(fault('documentWrong')), ...faults], { status: 400 });

const badDocument = (found: InputFault): DocumentError => badMetadata([ofDocument(found)]);

const notNow = (found: InputFault): DocumentError =>
  new DocumentError('temporarily_unavailable', [ofDocument(fault('documentAway')), ofDocument(found)], {
    retryAfterSeconds: MINUTE / SECOND,
  });

export const askedTooOften = (retryAfterSeconds: number): DocumentError =>
  new DocumentError('temporarily_unavailable', [ofDocument(fault('documentsTooOften'))], {
    status: 429,
    retryAfterSeconds,
  });

/** @throws {OAuthError} invalid_client for a URL that cannot be a client_id (OAuth Client ID Metadata Document section 3) */
const checkUrl = (clientId: string, allowLoopback: boolean): void => {
  const url = clientId.length > MAX_URL ? null : URL.parse(clientId);
  if (url === null) throw badDocument(fault('documentUrl', MAX_URL));
  const isLocal = allowLoopback && isLoopbackUri(clientId);
  if (url.protocol !== 'https:' && !isLocal) throw badDocument(fault('documentNotHttps'));
  if (url.username !== '' || url.password !== '') throw badDocument(fault('documentUser'));
  if (clientId.includes('#')) throw badDocument(fault('documentFragment'));
  // Two spellings of one URL would be two apps, and dot segments are not allowed in a client_id.
  if (url.href !== clientId) throw badDocument(fault('documentNotCanonical', url.href));
  if (url.pathname === '/') throw badDocument(fault('documentPath'));
};

const isJson = (contentType: string | null): boolean =>
  /^application\/(?:[\w.+-]+\+)?json$/i.test(contentType?.split(';', 1)[0]?.trim() ?? '');

const parseObject = (text: string): JsonObject => {
  const members = parseJsonObject(text);
  if (members === null) throw badDocument(fault('documentNotObject'));
  return members;
};

/**
 * The document must name its own URL, so that nobody passes off another's document, or a page that anybody can fill, as
 * an app (A81, OAuth Client ID Metadata Document section 4), and must contain no secret, because everybody can read it
 * (section 4.1).
 */
const readMembers = (clientId: string, members: JsonObject, grantTypes: readonly string[]): MetadataReading => {
  if (members['client_id'] !== clientId) throw badDocument(fault('documentClientId'));
  for (const field of ['client_secret', 'client_secret_expires_at']) {
    if (Object.hasOwn(members, field)) throw badDocument(fault('documentSecret', field));
  }
  const { host } = new URL(clientId);
  const reading = readClientMetadata(members, { authMethod: 'none', nameFor: () => host, grantTypes });
  const { authMethod } = reading.metadata.draft;
  if (authMethod !== 'none' && authMethod !== 'private_key_jwt') throw badDocument(fault('documentMethod'));
  return reading;
};

/**
 * Reads the documents that describe apps (OAuth Client ID Metadata Document, an Internet-Draft; section numbers are
 * those of its 2026 editors' copy). Failures are not cached (section 5.2).
 */
export const createClientDocuments = ({ fetch, reachable, grantTypes }: Needs & { grantTypes: readonly string[] }) => {
  const get = async (url: string) => {
    try {
      return await fetch(url, { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT });
    } catch (error) {
      if (!(error instanceof SafeFetchError)) throw error;
      if (error.fault === 'too_large') throw badDocument(fault('documentTooLong', MAX_BYTES));
      throw error.fault === 'invalid_url'
        ? badDocument(fault('documentNotHttps'))
        : notNow(fault('documentUnreachable'));
    }
  };

  return {
    /** @throws {OAuthError} invalid_client for a URL that cannot be a client_id */
    check: (clientId: string): void => checkUrl(clientId, reachable.allowLoopback),

    /**
     * Reads the document at a checked URL, without following redirects (OAuth Client ID Metadata Document section 5).
     *
     * @throws {DocumentError} invalid_client if it is missing or invalid; temporarily_unavailable if it cannot be read now
     */
    read: async (clientId: string): Promise<ClientDocument> => {
      const { status, headers, body } = await get(clientId);
      if (status >= 500 || status === 429) throw notNow(fault('documentStatus', status));
      if (status !== 200) throw badDocument(fault('documentStatusNot200', status));
      if (!isJson(headers.get('content-type'))) throw badDocument(fault('documentType'));
      const { metadata, faults } = readMembers(clientId, parseObject(body), grantTypes);
      const { freshFor } = await import('./client-id-document-freshness.js');
      return { metadata, faults, freshFor: freshFor(headers) };
    },
  };
};

export type ClientDocuments = ReturnType<typeof createClientDocuments>;
