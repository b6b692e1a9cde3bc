import { outsideRequests } from '../../../kernel/condition.js';
import type { FieldFault, Outcome } from '../../../i18n/field-fault.js';
import type { Shared } from '../../../database/shared.js';
import { HOUR, MINUTE, SECOND } from '../../../kernel/clock.js';
import { domainOf } from '../../../kernel/look-up.js';
import { hashSecret } from '../../../kernel/secret.js';
import { createTurns } from '../../../kernel/turns.js';
import type { OAuthError } from '../../../protocol/errors.js';
import type { Client } from '../store/app.js';
import type { AppRegistration, AppsStore } from '../store/apps.js';
import type { Limited } from '../../../database/limiter.js';
import type { AppChanges, AppDraft, NewRegistration } from '../settings/changes.js';
import {
  askedTooOften,
  badMetadata,
  isDocumentUrl,
  type ClientDocument,
  type ClientDocuments,
} from './client-id-documents.js';
import { metadataField } from '../metadata.js';
import type { AppsSchema } from '../tables.js';

/** Concurrent fetches, so that slow servers cannot take all our connections; as many for new apps as for known ones. */
const AT_ONCE = 50;
/** Of those, from one domain: its slow server delays no other's apps. */
const PER_DOMAIN = 4;
/** Fetches that run or wait, from one domain. */
const MOST_OF_DOMAIN = 40;
const MOST_WAITING = 1_000;
/** New apps per hour for each requester's address. */
const NEW_BY_REQUESTER = 30;

interface Parts extends Pick<Shared<AppsSchema>, 'clock' | 'database' | 'limits'> {
  store: AppsStore;
  documents: ClientDocuments;
  create: (owner: string | null, draft: AppDraft, registration: NewRegistration) => Promise<Outcome<{ app: Client }>>;
  update: (
    id: number,
    owner: string | null,
    changes: AppChanges,
    registration: AppRegistration,
  ) => Promise<Outcome<Client> | undefined>;
  remove: (id: number, owner: null, by: 'document') => Promise<boolean>;
}

/**
 * `requester` is the caller's address; null if only known apps are useful, so that nothing new is fetched.
 *
 * @throws {OAuthError} invalid_client, naming the fault of a document; temporarily_unavailable if it cannot be read
 * now, or was requested too often
 * @throws {UnavailableError} if too many documents of its domain are being read
 */
export type FindClient = (clientId: string, requester: string | null) => Promise<Client | undefined>;

const explain = (faults: readonly FieldFault[]): OAuthError =>
  badMetadata(faults.map(({ field, fault }) => ({ field: metadataField(field), fault })));

const refuse = (limited: Limited | null): void => {
  if (limited !== null) throw askedTooOften(limited.retryAfterSeconds);
};

const registrationOf = ({ metadata, freshFor }: ClientDocument, now: number): AppRegistration => ({
  registeredBy: 'metadata',
  clientUri: metadata.clientUri,
  remarks: { ...metadata.remarks, digest: hashSecret(JSON.stringify(metadata)) },
  freshUntil: now + freshFor,
});

/**
 * Finds apps by client_id. If it is the URL of a document (OAuth Client ID Metadata Document), reads the document for a new
 * app, or when the last reading is no longer fresh. Fails closed: without a valid document there is no app (section 5.1).
 */
export const createAppFinder = (parts: Parts) => {
  const { store, clock, database, documents, limits } = parts;
  const limiter = (name: string, points: number, per: number) =>
    limits.create({ name, points, durationSeconds: per / SECOND });
  // Anybody can make us fetch, and each new app stays for days, so the requester is counted first. The server they name
  // is counted too, only to spare it; one requester alone cannot reach its limit.
  const ofRequester = limiter('new client document of', NEW_BY_REQUESTER, HOUR);
  const ofServer = limiter('new client document', 300, MINUTE);
  const ofDocument = limiter('client document', 10, MINUTE);
  const underWay = new Map<string, Promise<Client>>();
  const queue = { atOnce: AT_ONCE, perLane: PER_DOMAIN, mostWaiting: MOST_WAITING };
  const turnsOfKnown = createTurns(queue);
  // Anybody can name any number of new apps, and apps in use must keep working.
  const turnsOfNew = createTurns(queue);

  const refuseTooMany = async (clientId: string, isKnown: boolean): Promise<void> => {
    if (!isKnown) refuse(await ofServer.consume(URL.parse(clientId)?.host ?? ''));
    refuse(await ofDocument.consume(clientId));
  };

  const create = async (clientId: string, draft: AppDraft, registration: AppRegistration): Promise<Outcome<Client>> => {
    try {
      const created = await parts.create(null, draft, { ...registration, clientId, tokenHash: null });
      return created.outcome === 'done' ? { outcome: 'done', value: created.value.app } : created;
    } catch (error) {
      // Another process may have read the same document at the same time.
      const made = await store.findByClientId(clientId);
      if (made === undefined) throw error;
      return { outcome: 'done', value: made };
    }
  };

  /** Stores the app as its document describes it. */
  const save = async (
    clientId: string,
    known: Client | undefined,
    document: ClientDocument,
  ): Promise<Outcome<Client>> => {
    const { draft } = document.metadata;
    const registration = registrationOf(document, clock.now());
    if (known === undefined) return create(clientId, draft, registration);
    if (known.remarks?.digest === registration.remarks?.digest) {
      // As it is now: it may have been suspended while its document was read.
      const held = await database.write(async (transaction) => {
        await store.update(transaction, known.id, { registration, now: clock.now() });
        return store.hold(transaction, known.id);
      });
      return held === undefined ? create(clientId, draft, registration) : { outcome: 'done', value: held };
    }
    if (known.isPublic === (draft.isPublic ?? false)) {
      const { isPublic: _, ...changes } = draft;
      const updated = await parts.update(known.id, null, changes, registration);
      return updated ?? create(clientId, draft, registration);
    }
    // With another authentication method it is another app, which users have not authorized.
    const removed = await parts.remove(known.id, null, 'document');
    // It may have been suspended while its document was read.
    const kept = removed ? undefined : await store.findByClientId(clientId);
    return kept === undefined ? create(clientId, draft, registration) : { outcome: 'done', value: kept };
  };

  const read = async (clientId: string, known: Client | undefined): Promise<ClientDocument> => {
    await refuseTooMany(clientId, known !== undefined);
    const inTurn = known === undefined ? turnsOfNew : turnsOfKnown;
    const domain = domainOf(URL.parse(clientId)?.hostname ?? '');
    return inTurn({ [domain]: MOST_OF_DOMAIN }, () => documents.read(clientId));
  };

  const renew = async (clientId: string, known: Client | undefined): Promise<Client> => {
    const document = await read(clientId, known);
    if (document.faults.length > 0) throw explain(document.faults);
    const saved = await save(clientId, known, document);
    if (saved.outcome === 'refused') throw explain(saved.faults);
    return saved.value;
  };

  /** One fetch for all callers that wait for the same document. */
  const renewOnce = (clientId: string, known: Client | undefined): Promise<Client> => {
    const running = underWay.get(clientId);
    if (running !== undefined) return running;
    const renewal = outsideRequests(renew)(clientId, known).finally(() => underWay.delete(clientId));
    underWay.set(clientId, renewal);
    return renewal;
  };

  const findClient: FindClient = async (clientId, requester) => {
    if (!isDocumentUrl(clientId)) return store.findByClientId(clientId);
    documents.check(clientId);
    const known = await store.findByClientId(clientId);
    // A suspended app must not escape as another one that its document describes.
    if (known !== undefined && known.suspendedBy !== null) return known;
    if (known !== undefined && (known.metadataFreshUntil ?? 0) > clock.now()) return known;
    if (known === undefined) {
      if (requester === null) return undefined;
      // Counted before the fetch, which many callers may share, so that refusing one caller does not refuse the others.
      if (!underWay.has(clientId)) refuse(await ofRequester.consume(requester));
    }
    return renewOnce(clientId, known);
  };
  return findClient;
};
