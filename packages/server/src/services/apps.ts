import type { Clock } from '../kernel/clock.js';
import { HOUR } from '../kernel/clock.js';
import { hashSecret, hintOf, randomSecret, sameHash, type Secret, type SecretHash } from '../kernel/secret.js';
import { canonicalName } from '../kernel/text.js';
import type { ClientAuthentication } from '../protocol/client-auth.js';
import { OAuthError } from '../protocol/errors.js';
import { isLoopbackUri, redirectUriFaults } from '../protocol/redirect-uri.js';
import type { AppRow, AppSecretRow, AppWithUris } from '../store/apps.js';
import type { Store } from '../store/index.js';
import type { Audit } from './audit.js';

export type App = AppWithUris;
/** An app as the protocol's endpoints need it. */
export type Client = AppRow;

/** A fault of an input field, in words for a developer. */
export interface FieldFault {
  field: string;
  message: string;
}

export interface AppDraft {
  name: string;
  description: string;
  redirectUris: readonly string[];
  public: boolean;
  requirePkce: boolean;
  allowBrowserSecret: boolean;
  /** Set by operators only: a trusted app is never asked about. */
  trusted?: boolean;
  idTokenAlg?: string;
}

export type AppChanges = Partial<Omit<AppDraft, 'public' | 'trusted' | 'idTokenAlg'>>;

export type Outcome<T> = { outcome: 'done'; value: T } | { outcome: 'refused'; faults: FieldFault[] };

export interface CreatedApp {
  app: App;
  /** Null for a public app. Shown once; only its hash is kept. */
  secret: Secret | null;
}

const MAX_NAME = 100;
const MAX_DESCRIPTION = 500;
const MAX_REDIRECT_URIS = 10;
const MAX_APPS = 100;

const refused = (field: string, message: string): { outcome: 'refused'; faults: FieldFault[] } => ({
  outcome: 'refused',
  faults: [{ field, message }],
});

/** What is wrong with the fields that are given, all at once and before anything is stored. */
export const appFaults = (changes: AppChanges, isPublic: boolean): FieldFault[] => {
  const faults: FieldFault[] = [];
  if (changes.name !== undefined && canonicalName(changes.name, MAX_NAME) === null) {
    faults.push({
      field: 'name',
      message: `The name must have 1 to ${MAX_NAME} characters and no control characters. Users see it when they sign in.`,
    });
  }
  if (
    changes.description !== undefined &&
    changes.description.trim() !== '' &&
    canonicalName(changes.description, MAX_DESCRIPTION) === null
  ) {
    faults.push({
      field: 'description',
      message: `The description must have at most ${MAX_DESCRIPTION} characters and no control characters.`,
    });
  }
  const uris = changes.redirectUris;
  if (uris === undefined) return faults;
  if (uris.length === 0) faults.push({ field: 'redirect_uri', message: 'At least one redirect URI is required.' });
  if (uris.length > MAX_REDIRECT_URIS) {
    faults.push({ field: 'redirect_uris', message: `At most ${MAX_REDIRECT_URIS} redirect URIs are possible.` });
  }
  uris.forEach((uri, index) => {
    for (const message of redirectUriFaults(uri, { public: isPublic })) {
      faults.push({ field: uris.length === 1 ? 'redirect_uri' : `redirect_uris.${index}`, message });
    }
  });
  return faults;
};

const cleaned = <T extends AppChanges>(changes: T): T => ({
  ...changes,
  ...(changes.name === undefined ? {} : { name: canonicalName(changes.name, MAX_NAME) ?? changes.name }),
  ...(changes.description === undefined
    ? {}
    : { description: canonicalName(changes.description, MAX_DESCRIPTION) ?? '' }),
  ...(changes.redirectUris === undefined ? {} : { redirectUris: [...new Set(changes.redirectUris)] }),
});

/** Every stored hash is compared, so that time does not tell which one was close. */
const findSecret = (secrets: readonly AppSecretRow[], secret: Secret): AppSecretRow | undefined => {
  const hash = hashSecret(secret);
  const matches = secrets.map((row) => sameHash(row.hash as SecretHash, hash));
  return secrets[matches.indexOf(true)];
};

/** An operator trusted the app as it was: another name, or another place for codes to go, is another app. */
const outgrowsTrust = (app: App, { name = app.name, redirectUris = [] }: AppChanges): boolean =>
  name !== app.name || redirectUris.some((uri) => app.redirectUris.every((registered) => registered.uri !== uri));

/** Registered apps: what they may be, who they are, and proof that a request comes from one. */
export const createApps = ({ store, clock, audit }: { store: Store; clock: Clock; audit: Audit }) => {
  const ownedBy = async (id: number, ownerId: string): Promise<App | undefined> => {
    const app = await store.apps.find(id);
    return app?.owner_id === ownerId ? app : undefined;
  };

  /** A secret in a browser is a secret no more (design decision 2), unless the developer knows and accepts it. */
  const refuseSecretFromBrowser = async (app: Client, origin: string | undefined): Promise<void> => {
    if (origin === undefined || app.allow_browser_secret === 1) return;
    const { redirectUris } = await store.apps.withUris(app);
    if (redirectUris.every(({ uri }) => isLoopbackUri(uri))) return;
    throw new OAuthError(
      'invalid_request',
      'This request carries a client_secret and comes from a browser (it has an Origin header). Everyone who opens the page can read the secret. Exchange codes on your server, or register the app as public and use PKCE without a secret.',
    );
  };

  return {
    create: async (ownerId: string, draft: AppDraft): Promise<Outcome<CreatedApp>> => {
      const faults = appFaults(draft, draft.public);
      if (faults.length > 0) return { outcome: 'refused', faults };
      if ((await store.apps.listByOwner(ownerId)).length >= MAX_APPS) {
        return refused('name', `A developer can have at most ${MAX_APPS} apps. Delete one that is no longer used.`);
      }
      const clean = cleaned(draft);
      const secret = draft.public ? null : randomSecret('secret_');
      const app = await store.apps.insert({
        clientId: randomSecret('client_').reveal(),
        ownerId,
        name: clean.name,
        description: clean.description,
        isPublic: clean.public,
        isTrusted: clean.trusted ?? false,
        requirePkce: clean.public || clean.requirePkce,
        allowBrowserSecret: clean.allowBrowserSecret,
        idTokenAlg: clean.idTokenAlg ?? 'RS256',
        redirectUris: clean.redirectUris,
        secret: secret && { hash: hashSecret(secret), hint: hintOf(secret) },
        now: clock.now(),
      });
      await audit.record({ type: 'app_created', userId: ownerId, appId: app.id });
      return { outcome: 'done', value: { app, secret } };
    },

    list: (ownerId: string): Promise<App[]> => store.apps.listByOwner(ownerId),

    find: ownedBy,

    findByClientId: async (clientId: string): Promise<App | undefined> => {
      const app = await store.apps.findByClientId(clientId);
      return app && store.apps.withUris(app);
    },

    findById: (id: number): Promise<App | undefined> => store.apps.find(id),

    /** Undefined when the app is not this developer's. */
    update: async (id: number, ownerId: string, changes: AppChanges): Promise<Outcome<App> | undefined> => {
      const app = await ownedBy(id, ownerId);
      if (app === undefined) return undefined;
      const faults = appFaults(changes, app.is_public === 1);
      if (faults.length > 0) return { outcome: 'refused', faults };
      if (app.is_public === 1 && changes.requirePkce === false) {
        return refused('require_pkce', 'A public app has no secret, so it always uses PKCE.');
      }
      const clean = cleaned(changes);
      await store.apps.update(id, {
        ...clean,
        ...(outgrowsTrust(app, clean) ? { isTrusted: false } : {}),
        now: clock.now(),
      });
      await audit.record({ type: 'app_changed', userId: ownerId, appId: id });
      const updated = await store.apps.find(id);
      return updated && { outcome: 'done', value: updated };
    },

    delete: async (id: number, ownerId: string): Promise<boolean> => {
      if ((await ownedBy(id, ownerId)) === undefined) return false;
      await store.apps.delete(id);
      await audit.record({ type: 'app_deleted', userId: ownerId, detail: { app: id } });
      return true;
    },

    secrets: (app: App): Promise<AppSecretRow[]> => store.apps.secrets(app.id),

    addSecret: async (app: App): Promise<Outcome<{ row: AppSecretRow; secret: Secret }>> => {
      if (app.is_public === 1) return refused('secrets', 'A public app has no secret; it uses PKCE.');
      const secret = randomSecret('secret_');
      const row = await store.apps.addSecret(app.id, { hash: hashSecret(secret), hint: hintOf(secret) }, clock.now());
      if (row === null) {
        return refused('secrets', 'The app has two secrets already. Remove the one that is no longer used first.');
      }
      await audit.record({ type: 'app_secret_added', userId: app.owner_id, appId: app.id, detail: { secret: row.id } });
      return { outcome: 'done', value: { row, secret } };
    },

    /** Undefined when the app has no such secret. */
    removeSecret: async (app: App, secretId: number): Promise<Outcome<null> | undefined> => {
      const removal = await store.apps.removeSecret(app.id, secretId);
      if (removal === 'unknown') return undefined;
      if (removal === 'last') {
        return refused('secrets', 'The last secret cannot be removed. Add a new one and deploy it first.');
      }
      await audit.record({
        type: 'app_secret_removed',
        userId: app.owner_id,
        appId: app.id,
        detail: { secret: secretId },
      });
      return { outcome: 'done', value: null };
    },

    /**
     * Finds the app a protocol request comes from and checks its proof.
     *
     * @throws {OAuthError} invalid_client, or invalid_request for a secret that was sent from a browser
     */
    authenticate: async (authentication: ClientAuthentication, origin: string | undefined): Promise<Client> => {
      const app = await store.apps.findByClientId(authentication.clientId);
      if (app === undefined) {
        throw new OAuthError('invalid_client', 'No app has this client_id. Compare it with the one in the console.');
      }
      if (authentication.method === 'none') {
        if (app.is_public === 1) return app;
        throw new OAuthError('invalid_client', 'This app has a secret, and the request carries none.');
      }
      if (app.is_public === 1) {
        throw new OAuthError('invalid_client', 'This app is public and has no secret. Send its client_id alone.');
      }
      await refuseSecretFromBrowser(app, origin);
      const match = findSecret(await store.apps.secrets(app.id), authentication.secret);
      if (match === undefined) throw new OAuthError('invalid_client', 'The client_secret is wrong.');
      const now = clock.now();
      if (match.last_used_at === null || now - match.last_used_at > HOUR) await store.apps.touchSecret(match.id, now);
      return app;
    },
  };
};

export type Apps = ReturnType<typeof createApps>;
