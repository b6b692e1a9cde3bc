import { MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import { hashSecret } from '../kernel/secret.js';
import { OAuthError } from '../protocol/errors.js';
import type { AppRegistration, AppRow } from '../store/apps.js';
import type { Store } from '../store/index.js';
import type { AppChanges, AppDraft, FieldFault, NewRegistration, Outcome } from './app-settings.js';
import { badDocument, isDocumentUrl, type ClientDocument, type ClientDocuments } from './client-documents.js';
import { metadataFault } from './client-metadata.js';

/** Fetches at one time: slow servers must not take all our connections. */
const MAX_UNDER_WAY = 100;
/** Of them, those of apps that nobody knows yet: anybody can name as many as they like, and apps in use go on. */
const MAX_NEW_UNDER_WAY = 50;

interface Dependencies {
  store: Store;
  clock: Clock;
  /** Null where only registered apps count. */
  documents: ClientDocuments | null;
  create: (ownerId: string, draft: AppDraft, registration: NewRegistration) => Promise<Outcome<{ app: AppRow }>>;
  update: (
    id: number,
    ownerId: string,
    changes: AppChanges,
    registration: AppRegistration,
  ) => Promise<Outcome<AppRow> | undefined>;
}

const explain = (faults: readonly FieldFault[]): OAuthError =>
  badDocument(
    faults
      .map(metadataFault)
      .map(({ field, message }) => `${field}: ${message}`)
      .join(' '),
  );

const tooMany = (retryAfterSeconds: number): OAuthError =>
  new OAuthError('temporarily_unavailable', 'Documents of apps are asked for too often at this moment.', {
    status: 429,
    retryAfterSeconds,
  });

const registrationOf = ({ metadata, freshFor }: ClientDocument, now: number): AppRegistration => ({
  registeredBy: 'metadata',
  tokenHash: null,
  clientUri: metadata.clientUri,
  remarks: JSON.stringify({ ...metadata.remarks, digest: hashSecret(JSON.stringify(metadata)) }),
  freshUntil: now + freshFor,
});

/**
 * Finds apps by their client_id. One that is the address of a document (OAuth Client ID Metadata Document) is read when the
 * app is new, or when what was read has had its time; while that is fresh, nothing is fetched. It fails closed: an app whose
 * document is gone, or wrong, is none (section 5.1).
 */
export const createAppFinder = (dependencies: Dependencies) => {
  const { store, clock, documents } = dependencies;
  // Anybody can make us fetch: not the same address, nor many of one server, more often than is of use.
  const ofAddress = store.limits.create({ name: 'client document', points: 10, durationSeconds: MINUTE / SECOND });
  const ofServer = store.limits.create({ name: 'new client document', points: 60, durationSeconds: MINUTE / SECOND });
  const underWay = new Map<string, Promise<AppRow>>();

  const refuseTooMany = async (clientId: string, isKnown: boolean): Promise<void> => {
    const host = URL.parse(clientId)?.host ?? '';
    const limited = (await ofAddress.consume(clientId)) ?? (isKnown ? null : await ofServer.consume(host));
    if (limited === null) return;
    throw tooMany(limited.retryAfterSeconds);
  };

  const create = async (clientId: string, draft: AppDraft, registration: AppRegistration): Promise<Outcome<AppRow>> => {
    try {
      const created = await dependencies.create('', draft, { ...registration, clientId });
      return created.outcome === 'done' ? { outcome: 'done', value: created.value.app } : created;
    } catch (error) {
      // Another process may have read the same document at the same time.
      const made = await store.apps.findByClientId(clientId);
      if (made === undefined) throw error;
      return { outcome: 'done', value: made };
    }
  };

  /** Makes the app what its document says. */
  const save = async (
    clientId: string,
    known: AppRow | undefined,
    document: ClientDocument,
  ): Promise<Outcome<AppRow>> => {
    const { draft } = document.metadata;
    const registration = registrationOf(document, clock.now());
    if (known === undefined) return create(clientId, draft, registration);
    if (known.registration === registration.remarks) {
      await store.apps.update(known.id, { registration, now: clock.now() });
      return { outcome: 'done', value: known };
    }
    if ((known.is_public === 1) === draft.public) {
      const updated = await dependencies.update(known.id, '', draft, registration);
      return updated ?? create(clientId, draft, registration);
    }
    // With another way to prove itself it is another app, and what users allowed was not for that one.
    await store.apps.delete(known.id);
    return create(clientId, draft, registration);
  };

  const renew = async (source: ClientDocuments, clientId: string, known: AppRow | undefined): Promise<AppRow> => {
    await refuseTooMany(clientId, known !== undefined);
    const document = await source.read(clientId);
    if (document.faults.length > 0) throw explain(document.faults);
    const saved = await save(clientId, known, document);
    if (saved.outcome === 'refused') throw explain(saved.faults);
    return saved.value;
  };

  /** One fetch for all who wait for the same document. */
  const renewOnce = (source: ClientDocuments, clientId: string, known: AppRow | undefined): Promise<AppRow> => {
    const running = underWay.get(clientId);
    if (running !== undefined) return running;
    if (underWay.size >= (known === undefined ? MAX_NEW_UNDER_WAY : MAX_UNDER_WAY)) return Promise.reject(tooMany(1));
    const renewal = renew(source, clientId, known).finally(() => underWay.delete(clientId));
    underWay.set(clientId, renewal);
    return renewal;
  };

  /**
   * @throws {OAuthError} invalid_client, naming the fault of a document; temporarily_unavailable when it cannot be read now
   */
  return async (clientId: string): Promise<AppRow | undefined> => {
    if (!isDocumentUrl(clientId)) return store.apps.findByClientId(clientId);
    if (documents === null) return undefined;
    documents.check(clientId);
    const known = await store.apps.findByClientId(clientId);
    if (known !== undefined && (known.metadata_fresh_until ?? 0) > clock.now()) return known;
    return renewOnce(documents, clientId, known);
  };
};
