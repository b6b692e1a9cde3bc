import { bestEffort } from '../../kernel/best-effort.js';
import { ConditionEndedError, hasChanged, type Condition } from '../../kernel/condition.js';
import type { Queryable } from '../../database/database.js';
import { unlessJudged, type Limiter } from '../../database/limiter.js';
import type { Common } from '../../database/shared.js';
import { HOUR, SECOND, toSeconds } from '../../kernel/clock.js';
import { fault } from '../../kernel/fault.js';
import type { JsonObject } from '../../kernel/json.js';
import { hashSecret, randomSecret, sameHash, Secret } from '../../kernel/secret.js';
import { OAuthError } from '../../protocol/errors.js';
import type { AppRegistration, AppsStore } from './store/apps.js';
import { joined, saidInEnglish, type SaidFault, type FieldFault } from '../../i18n/field-fault.js';
import type { Apps } from './apps.js';
import type { App } from './store/app.js';
import { metadataField, metadataOf, readClientMetadata, type MetadataReading } from './metadata.js';
import { authMethodOf } from './security.js';
import type { AppsTables } from './tables.js';

interface Parts extends Common {
  store: AppsStore;
  apps: Apps;
  grantTypes: readonly string[];
}

/** Per client address and hour. More than a person installs, or a test of a client needs. */
const REGISTRATIONS = 60;
/** Per app and hour: changes by whoever has its registration access token. */
const CHANGES = 60;
const MAX_TOLD_FAULTS = 10;

/** What a client must not send about itself (RFC 7592 section 2.2). */
const ISSUED = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
];

/** The path of registrations, below the issuer. */
export const REGISTRATION_PATH = '/api/oauth2/register';

/** RFC 7591 section 3.2.2, with every fault in words. Faults of redirect URIs have their own code. */
const refusal = (faults: readonly SaidFault[]): OAuthError => {
  const told = faults.slice(0, MAX_TOLD_FAULTS).map(({ field, message }) => ({ field: metadataField(field), message }));
  const isRedirect = told.some(({ field }) => field.startsWith('redirect_uris'));
  return new OAuthError(isRedirect ? 'invalid_redirect_uri' : 'invalid_client_metadata', joined(told));
};

/** An app without a name is named after its host or scheme. */
const nameFor = (redirectUri: string): string => {
  const url = URL.parse(redirectUri);
  return (url?.host || url?.protocol.slice(0, -1)) ?? 'app';
};

const registrationOf = ({ metadata }: MetadataReading): AppRegistration => ({
  registeredBy: 'registration',
  clientUri: metadata.clientUri,
  remarks: metadata.remarks,
  freshUntil: null,
});

/** All faults: of form, and by the rules for all apps where the values could be read. */
const allFaults = (reading: MetadataReading, judged: readonly FieldFault[]): SaidFault[] => {
  const unreadable = new Set(reading.faults.map(({ field }) => field));
  const others = judged.filter(({ field }) => !unreadable.has(metadataField(field)));
  return saidInEnglish([...reading.faults, ...others]);
};

const refuseTooMany = async (counted: Limiter, key: string, text: string): Promise<void> => {
  const limited = await counted.consume(key);
  if (limited === null) return;
  const { retryAfterSeconds } = limited;
  throw new OAuthError('temporarily_unavailable', text, { status: 429, retryAfterSeconds });
};

/** Apps registered (RFC 7591) and managed (RFC 7592) by programs. */
export const createClientRegistration = ({ store, apps, issuer, grantTypes, limits, log }: Parts) => {
  const limiter = limits.create({ name: 'client registration', points: REGISTRATIONS, durationSeconds: HOUR / SECOND });
  const perApp = limits.createForgiving({
    name: 'registration changes',
    points: CHANGES,
    durationSeconds: HOUR / SECOND,
  });

  const read = (members: JsonObject): MetadataReading =>
    readClientMetadata(members, { authMethod: 'client_secret_basic', nameFor, grantTypes });

  /** RFC 7591 section 3.2.1. The secret is returned once, the registration access token always. */
  const information = (app: App, token: Secret, secret: Secret | null): JsonObject => ({
    client_id: app.clientId,
    ...(secret === null ? {} : { client_secret: secret.reveal() }),
    ...(authMethodOf(app) === 'client_secret_basic' ? { client_secret_expires_at: 0 } : {}),
    client_id_issued_at: toSeconds(app.createdAt),
    registration_access_token: token.reveal(),
    registration_client_uri: `${issuer}${REGISTRATION_PATH}/${app.clientId}`,
    ...metadataOf(app),
  });

  /**
   * The app of a registration access token. For a deleted app, the answer is that for a wrong token (RFC 7592 section 2.1).
   *
   * @throws {OAuthError} invalid_token
   */
  const authenticate = async (clientId: string, token: Secret): Promise<App> => {
    const app = await store.findByClientId(clientId);
    const stored = app?.registrationTokenHash ?? null;
    if (app === undefined || stored === null || !sameHash(stored, hashSecret(token))) {
      throw new OAuthError('invalid_token', 'The registration access token does not belong to this client_id.');
    }
    if (app.suspendedBy !== null) throw new OAuthError('invalid_token', 'The app of this token is suspended.');
    return store.withUris(app);
  };

  const refuseIssued = async (app: App, members: JsonObject): Promise<void> => {
    const faults: SaidFault[] = ISSUED.filter((field) => Object.hasOwn(members, field)).map((field) => ({
      field,
      message: 'The server assigns this, so it must not be sent.',
    }));
    if (members['client_id'] !== app.clientId) {
      faults.push({ field: 'client_id', message: 'This must be the client_id that was issued.' });
    }
    const sent = members['client_secret'];
    if (typeof sent === 'string') {
      const hash = hashSecret(sent);
      const secrets = await store.secrets(app.id);
      if (!secrets.some((secret) => sameHash(secret.hash, hash))) {
        faults.push({ field: 'client_secret', message: 'This is not the secret of the app; leave it out.' });
      }
    }
    if (faults.length > 0) throw refusal(faults);
  };

  const replace = async (app: App, members: JsonObject): Promise<App> => {
    await refuseIssued(app, members);
    const reading = read(members);
    const { draft } = reading.metadata;
    const method = authMethodOf(app);
    const asked = draft.authMethod === 'client_secret_post' ? 'client_secret_basic' : draft.authMethod;
    const fixed = 'token_endpoint_auth_method';
    if (asked !== method) reading.faults.push({ field: fixed, fault: fault('methodStays', method) });
    if (reading.faults.length > 0) throw refusal(allFaults(reading, apps.faultsOf(draft)));
    const registration = registrationOf(reading);
    // The draft has no settings that only developers change, so those stay.
    const { isPublic: _, ...changes } = draft;
    const updated = await apps.update(app.id, app.owner, changes, registration);
    if (updated?.outcome === 'refused') throw refusal(saidInEnglish(updated.faults));
    if (updated === undefined) throw new OAuthError('invalid_token', 'The app has just been deleted.');
    return updated.value;
  };

  return {
    /** What a request with this token depends on: that nobody revokes it, or suspends its app. */
    conditionOf:
      (clientId: string, token: Secret): Condition<Queryable<AppsTables>> =>
      async (transaction) => {
        if (!(await store.holdRegistration(transaction, clientId, hashSecret(token))))
          throw new ConditionEndedError('the registration access token was revoked');
      },

    /**
     * Registers an app (RFC 7591 section 3.1). An app without an owner counts towards its address's limit.
     *
     * @throws {OAuthError} invalid_redirect_uri, invalid_client_metadata; temporarily_unavailable over the limit
     */
    register: async (members: JsonObject, by: { ownerId: string } | { address: string }): Promise<JsonObject> => {
      const reading = read(members);
      const token = randomSecret('registration_');
      const { draft } = reading.metadata;
      const faults = allFaults(reading, apps.faultsOf(draft));
      if (faults.length > 0) throw refusal(faults);
      if ('address' in by) {
        const text = 'Too many apps were registered from this address. Try again later.';
        await refuseTooMany(limiter, by.address, text);
      }
      const registration = { ...registrationOf(reading), tokenHash: hashSecret(token) };
      const created = await apps.create('ownerId' in by ? by.ownerId : null, draft, registration);
      if (created.outcome === 'refused') throw refusal(saidInEnglish(created.faults));
      return information(created.value.app, token, created.value.secret);
    },

    /**
     * The registration (RFC 7592 section 2.1).
     *
     * @throws {OAuthError} invalid_token
     */
    read: async (clientId: string, token: Secret): Promise<JsonObject> =>
      information(await authenticate(clientId, token), token, null),

    /**
     * Replaces the whole registration; omitted values are reset to their defaults (RFC 7592 section 2.2).
     *
     * @throws {OAuthError} invalid_token, invalid_redirect_uri, invalid_client_metadata; temporarily_unavailable over the limit
     */
    update: async (clientId: string, token: Secret, members: JsonObject): Promise<JsonObject> => {
      const app = await authenticate(clientId, token);
      const key = String(app.id);
      await refuseTooMany(perApp, key, 'This app was changed too often. Try again later.');
      // What is refused changes nothing, and does not count.
      const updated = await unlessJudged(
        () => replace(app, members),
        () => perApp.reward(key),
      );
      if (!hasChanged()) await bestEffort(log, perApp.reward(key));
      return information(updated, token, null);
    },

    /**
     * Deletes the app with all its tokens (RFC 7592 section 2.3).
     *
     * @throws {OAuthError} invalid_token
     */
    delete: async (clientId: string, token: Secret): Promise<void> => {
      const { id, owner } = await authenticate(clientId, token);
      if (!(await apps.delete(id, owner))) throw new OAuthError('invalid_token', 'The app has just been deleted.');
    },
  };
};

export type ClientRegistration = ReturnType<typeof createClientRegistration>;
