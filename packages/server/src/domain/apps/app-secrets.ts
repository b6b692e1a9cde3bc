import type { Queryable } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import { refused, type Outcome } from '../../i18n/field-fault.js';
import type { WritersEnded } from '../../kernel/ended.js';
import { fault } from '../../kernel/fault.js';
import { GoneError } from '../../kernel/gone.js';
import { hashSecret, hintOf, randomSecret, type Secret } from '../../kernel/secret.js';
import type { WhenCreated } from '../idempotency/index.js';
import type { AppNotice } from '../mail/index.js';
import type { Needs } from './needs.js';
import type { App } from './store/app.js';
import type { AppsStore } from './store/apps.js';
import type { AppSecret } from './store/secret.js';
import type { AppsSchema } from './tables.js';

export interface CreatedSecret {
  row: AppSecret;
  /** Shown once; only its hash is stored. */
  secret: Secret;
}

type Tell = (
  transaction: Queryable<AppsSchema>,
  notice: AppNotice,
  app: Pick<App, 'id' | 'name'>,
) => Promise<void> | undefined;

/** Prepares what tells an app's owner, if it has one. */
export type TellOf = (owner: string | null) => Promise<Tell>;

interface Parts extends Shared<AppsSchema>, Pick<Needs, 'audit'> {
  store: AppsStore;
}

/** The secrets that apps prove themselves with. */
export const createAppSecrets = ({ store, clock, database, audit }: Parts, tellOf: TellOf) => ({
  secrets: (app: App): Promise<AppSecret[]> => store.secrets(app.id),

  /** By the ids of their apps. */
  secretsOfEach: (apps: readonly App[]) => store.secretsOfEach(apps.map(({ id }) => id)),

  /** @throws {GoneError} */
  addSecret: async (app: App, whenCreated?: WhenCreated<CreatedSecret>): Promise<Outcome<CreatedSecret>> => {
    const secret = randomSecret('secret_');
    const kept = { hash: hashSecret(secret), hint: hintOf(secret) };
    const tell = await tellOf(app.owner);
    return database.write(async (transaction) => {
      const held = await store.hold(transaction, app.id);
      if (held === undefined) throw new GoneError('the app was deleted');
      if (held.isPublic) return refused('secrets', fault('secretOfPublicApp'));
      if (held.usesAssertions) return refused('secrets', fault('secretBesideKeys'));
      const row = await store.addSecret(transaction, app.id, kept, clock.now());
      if (row === null) return refused('secrets', fault('secretsFull'));
      const detail = { secret: row.id };
      await audit.record(transaction, { type: 'app_secret_added', userId: app.owner, appId: app.id, detail });
      await tell(transaction, 'app_secret_added', app);
      const value = { row, secret };
      await whenCreated?.(transaction, value);
      return { outcome: 'done', value };
    });
  },

  /**
   * Ends every credential of a developer's apps, within a transaction: an intruder may know or have created them.
   * Tokens of users stay, and work again once the developer has given the apps new credentials.
   */
  revokeCredentialsOf: async (transaction: Queryable<AppsSchema>, { userId: owner }: WritersEnded): Promise<void> => {
    const revoked = await store.revokeCredentialsOf(transaction, owner);
    const event = { type: 'app_credentials_revoked', userId: owner, detail: { apps: revoked } } as const;
    if (revoked > 0) await audit.record(transaction, event);
  },

  /** Undefined if the app has no such secret. */
  removeSecret: async (app: App, secretId: number): Promise<Outcome<null> | undefined> => {
    const removal = await database.write(async (transaction) => {
      const done = await store.removeSecret(transaction, app.id, secretId);
      const event = { type: 'app_secret_removed', userId: app.owner, appId: app.id } as const;
      if (done === 'removed') await audit.record(transaction, { ...event, detail: { secret: secretId } });
      return done;
    });
    if (removal === 'unknown') return undefined;
    if (removal === 'last') return refused('secrets', fault('secretIsLast'));
    return { outcome: 'done', value: null };
  },
});
