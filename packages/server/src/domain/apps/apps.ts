import type { Queryable } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import { bestEffort } from '../../kernel/best-effort.js';
import { DAY } from '../../kernel/clock.js';
import { outsideRequests } from '../../kernel/condition.js';
import { fault } from '../../kernel/fault.js';
import { hashSecret, hintOf, randomSecret, type Secret } from '../../kernel/secret.js';
import { AppSuspendedError } from '../../protocol/errors.js';
import type { App, Client } from './store/app.js';
import type { AppRegistration, AppsStore } from './store/apps.js';
import { cleaned, outgrowsTrust, type AppChanges, type AppDraft, type NewRegistration } from './settings/changes.js';
import { NO_SETTINGS } from './settings/columns.js';
import { createJudge } from './settings/judge.js';
import { noticeOfChange } from './settings/notices.js';
import { hasRoom } from '../accounts/index.js';
import type { WhenCreated } from '../idempotency/index.js';
import { isDocumentUrl, type ClientDocuments } from './documents/client-id-documents.js';
import { refused, type FieldFault, type Outcome } from '../../i18n/field-fault.js';
import type { Needs } from './needs.js';
import type { AppsSchema } from './tables.js';
import { fapiSettings } from './security.js';
import { createAppFinder, type FindClient } from './documents/app-finder.js';
import { createAppSecrets, type TellOf } from './app-secrets.js';
import { createAppRecovery } from './recovery.js';

export interface CreatedApp {
  app: App;
  /** Null for an app without one: public, or with keys. Shown once; only its hash is stored. */
  secret: Secret | null;
}

const MAX_APPS = 100;

const refuseSuspended = (app: Client | undefined): Client | undefined => {
  if (app !== undefined && app.suspendedBy !== null) throw new AppSuspendedError();
  return app;
};

interface Parts extends Shared<AppsSchema>, Needs {
  store: AppsStore;
  /** Null if only registered apps are accepted. */
  documents: ClientDocuments | null;
}

/** Registered apps, the rules for them, and their owners. */
export const createApps = (parts: Parts) => {
  const { store, accounts, clock, log, database, audit, notifications, documents } = parts;
  const { judge, judgeDraft } = createJudge(parts);

  /** Tells an app's owner, if it has one, of new credentials (ADR 0043). */
  const tellOf: TellOf = async (owner) => {
    const tell = owner === null ? null : await notifications.to(owner);
    return async (transaction, notice, app) => tell?.(transaction, { notice, app, locale: null });
  };

  const ownedBy = async (id: number, owner: string | null): Promise<App | undefined> => {
    const app = await store.find(id);
    return app?.owner === owner ? app : undefined;
  };

  /** `whenCreated` is part of the transaction that creates the app. */
  const create = async (
    owner: string | null,
    draft: AppDraft,
    registration?: NewRegistration,
    whenCreated?: WhenCreated<CreatedApp>,
  ): Promise<Outcome<CreatedApp>> => {
    const { security, faults } = judgeDraft(draft);
    if (faults.length > 0) return { outcome: 'refused', faults };
    const clean = cleaned(draft);
    const { isPublic = false, requirePkce = false } = clean;
    const secret = isPublic || security.usesAssertions ? null : randomSecret('secret_');
    const record = {
      ...NO_SETTINGS,
      ...clean,
      clientId: registration?.clientId ?? randomSecret('client_').reveal(),
      owner,
      requirePkce: isPublic || requirePkce,
      ...fapiSettings(security, clean.idTokenAlg),
      ...security,
      redirectUris: clean.redirectUris,
      secret: secret && { hash: hashSecret(secret), hint: hintOf(secret) },
      ...(registration === undefined ? {} : { registration }),
      now: clock.now(),
    };
    const detail = registration === undefined ? {} : { registeredBy: registration.registeredBy };
    const tell = await tellOf(owner);
    const app = await database.write(async (transaction) => {
      if (owner !== null) {
        const count = () => store.countByOwner(transaction, owner);
        if (!(await hasRoom(transaction, accounts, owner, { count, limit: MAX_APPS }))) return null;
      }
      const inserted = await store.insert(transaction, record);
      await audit.record(transaction, { type: 'app_created', userId: owner, appId: inserted.id, detail });
      await tell(transaction, 'app_created', inserted);
      await whenCreated?.(transaction, { app: inserted, secret });
      return inserted;
    });
    if (app === null) return refused('name', fault('appsTooMany', MAX_APPS));
    return { outcome: 'done', value: { app, secret } };
  };

  /** Of an app that the transaction holds: what is written depends on what it has. */
  const change = async (
    transaction: Queryable<AppsSchema>,
    app: App,
    changes: AppChanges,
    registration?: AppRegistration,
  ): Promise<Outcome<App>> => {
    const facts = {
      public: app.isPublic,
      redirectUris: changes.redirectUris ?? app.redirectUris.map(({ uri }) => uri),
      grants: { had: app.grantTypes, wants: changes.grantTypes ?? app.grantTypes },
    };
    const isTrusted = app.isTrusted && !outgrowsTrust(app, cleaned(changes));
    const { security, faults } = judge(app, changes, facts, isTrusted);
    if (faults.length > 0) return { outcome: 'refused', faults };
    if (app.isPublic && changes.requirePkce === false) {
      return refused('require_pkce', fault('publicAppsUsePkce'));
    }
    const clean = cleaned(changes);
    await store.update(transaction, app.id, {
      ...clean,
      ...(outgrowsTrust(app, clean) ? { isTrusted: false } : {}),
      ...fapiSettings(security, clean.idTokenAlg ?? app.idTokenAlg),
      ...security,
      ...(registration === undefined ? {} : { registration }),
      now: clock.now(),
    });
    const changed = (await store.hold(transaction, app.id)) ?? app;
    // Programs send what they want, whether or not it is so.
    if (JSON.stringify(changed) !== JSON.stringify(app)) {
      await audit.record(transaction, { type: 'app_changed', userId: app.owner, appId: app.id });
    }
    return { outcome: 'done', value: changed };
  };

  /** Undefined if the app is not this developer's. */
  const update = async (
    id: number,
    owner: string | null,
    changes: AppChanges,
    registration?: AppRegistration,
  ): Promise<Outcome<App> | undefined> => {
    const tell = await tellOf(owner);
    return database.write(async (transaction) => {
      // As it is now: judged by an older reading, a change would write back what another one has just replaced.
      const app = await store.hold(transaction, id);
      if (app?.owner !== owner) return undefined;
      const changed = await change(transaction, app, changes, registration);
      const notice = changed.outcome === 'done' ? noticeOfChange(app, changes, changed.value) : null;
      if (notice !== null) await tell(transaction, notice, app);
      return changed;
    });
  };

  // Within the request it would first share a lock on the app, its condition, with others that then wait for it too.
  const touch = outsideRequests(store.touch);

  let whenDeleted: (() => void) | undefined;
  const wake = outsideRequests(() => whenDeleted?.());

  /** By its document: unless it is suspended, because it would return unsuspended. */
  const remove = async (
    id: number,
    owner: string | null,
    by: 'owner' | 'operator' | 'document' = 'owner',
  ): Promise<boolean> => {
    const app = await ownedBy(id, owner);
    if (app === undefined) return false;
    const tell = await tellOf(owner);
    return database.write(async (transaction) => {
      const removed = await store.delete(transaction, id, clock.now(), { unlessSuspended: by === 'document' });
      const detail = { app: id, ...(by === 'owner' ? {} : { by }) };
      if (!removed) return false;
      await audit.record(transaction, { type: 'app_deleted', userId: owner, detail });
      await tell(transaction, 'app_deleted', app);
      transaction.onCommit(wake);
      return true;
    });
  };

  const findAny: FindClient =
    documents === null
      ? async (clientId) => (isDocumentUrl(clientId) ? undefined : store.findByClientId(clientId))
      : createAppFinder({ ...parts, documents, create, update, remove });

  const findClient: FindClient = async (clientId, requester) => refuseSuspended(await findAny(clientId, requester));

  return {
    create,

    /** Everything that is wrong with an app before it is created. */
    faultsOf: (draft: AppDraft): FieldFault[] => judgeDraft(draft).faults,

    list: (ownerId: string) => store.listByOwner(ownerId),

    find: ownedBy,

    /**
     * Finds the app that calls a protocol endpoint; documents/app-finder.ts says what else can go wrong.
     *
     * @throws {AppSuspendedError}
     */
    findClient,

    findByClientId: async (clientId: string, requester: string | null = null): Promise<App | undefined> => {
      const app = await findClient(clientId, requester);
      return app && store.withUris(app);
    },

    /**
     * As it was last read: its document is not read again, so that what ends access works while it is away.
     *
     * @throws {AppSuspendedError}
     */
    findStored: async (clientId: string): Promise<App | undefined> => {
      const app = refuseSuspended(await store.findByClientId(clientId));
      return app && store.withUris(app);
    },

    findById: store.find,

    /** By their ids; deleted ones are missing. */
    findEach: store.findEach,

    /** Undefined also for a suspended app. */
    findWorking: async (id: number): Promise<App | undefined> => {
      const app = await store.find(id);
      return app?.suspendedBy === null ? app : undefined;
    },

    update,

    delete: remove,

    /** Registers what is called when an app was deleted: the job, in a process that runs jobs. */
    onDeletion: (wakened: () => void): void => {
      whenDeleted = wakened;
    },

    /** Records that an app got a token, to about a day. */
    noteUse: async (app: Client): Promise<void> => {
      const now = clock.now();
      if (app.lastUsedAt === null || now - app.lastUsedAt > DAY) {
        await bestEffort(log, touch(app.id, now));
      }
    },

    ...createAppSecrets(parts, tellOf),

    ...createAppRecovery(parts),
  };
};

export type Apps = ReturnType<typeof createApps>;
