import { MINUTE, SECOND } from '../../kernel/clock.js';
import { fault } from '../../kernel/fault.js';
import { parseJsonObject, type JsonObject } from '../../kernel/json.js';
import { SafeFetchError, type SafeFetch } from '../../kernel/safe-fetch.js';
import { OAuthError } from '../../protocol/errors.js';
import { isLoopbackUri } from '../../protocol/redirect-uri.js';
import { joined, saidInEnglish, type InputFault, type FieldFault } from '../../i18n/field-fault.js';
import { readClientMetadata, type ClientMetadata, type MetadataReading } from './metadata.js';

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

/** Whether a client_id is meant as the address of a document; the ones we give out never are. */
export const isDocumentUrl = (clientId: string): boolean => /^https?:\/\//.test(clientId);

/** There is no app, since what describes it is of no use; `faults` say why, to be told in any language. */
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

/** The app is not known, since the fields of what describes it are not as they must be. */
export const badMetadata = (faults: readonly FieldFault[]): DocumentError =>
  // 401 asks for credentials, and there is none that could help.
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

/**
 * @throws {OAuthError} invalid_client for an address that cannot be a client_id (OAuth Client ID Metadata Document section 3)
 */
const checkUrl = (clientId: string, allowLoopback: boolean): void => {
  const url = clientId.length > MAX_URL ? null : URL.parse(clientId);
  if (url === null) throw badDocument(fault('documentUrl', MAX_URL));
  const isLocal = allowLoopback && isLoopbackUri(clientId);
  if (url.protocol !== 'https:' && !isLocal) throw badDocument(fault('documentNotHttps'));
  if (url.username !== '' || url.password !== '') throw badDocument(fault('documentUser'));
  if (clientId.includes('#')) throw badDocument(fault('documentFragment'));
  // Two spellings of one address would be two apps, and dot segments are none of a client_id's.
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
 * What the document says of itself: its own address, so that nobody passes another's document, or a page that anybody can
 * fill, for an app (A81, OAuth Client ID Metadata Document section 4); and no secret, since everybody can read it (section
 * 4.1).
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
      if (error.fault === 'too_large') throw badDocument(fault('documentTooLong', MAX_BYTES));
      throw error.fault === 'invalid_url'
        ? badDocument(fault('documentNotHttps'))
        : notNow(fault('documentUnreachable'));
    }
  };

  return {
    /** @throws {OAuthError} invalid_client for an address that cannot be a client_id */
    check: (clientId: string): void => checkUrl(clientId, allowLoopback),

    /**
     * Reads the document at an address that was checked; redirects are no answer (OAuth Client ID Metadata Document section
     * 5).
     *
     * @throws {DocumentError} invalid_client when there is none or it is wrong; temporarily_unavailable when it cannot be read
     * now
     */
    read: async (clientId: string): Promise<ClientDocument> => {
      const { status, headers, body } = await get(clientId);
      if (status >= 500 || status === 429) throw notNow(fault('documentStatus', status));
      if (status !== 200) throw badDocument(fault('documentStatusNot200', status));
      if (!isJson(headers.get('content-type'))) throw badDocument(fault('documentType'));
      const { metadata, faults } = readMembers(clientId, parseObject(body), grantTypes);
      const { freshFor } = await import('./document-freshness.js');
      return { metadata, faults, freshFor: freshFor(headers) };
    },
  };
};

export type ClientDocuments = ReturnType<typeof createClientDocuments>;
