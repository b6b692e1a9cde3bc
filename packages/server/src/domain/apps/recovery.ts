import type { Queryable } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import type { WritersEnded } from '../../kernel/ended.js';
import type { Needs } from './needs.js';
import { DEVICE_GRANT } from './settings/grant-types.js';
import type { App } from './store/app.js';
import type { AppChange, AppsStore } from './store/apps.js';
import type { AppsSchema } from './tables.js';

interface Parts extends Pick<Shared<AppsSchema>, 'clock'>, Pick<Needs, 'audit'> {
  store: AppsStore;
}

/** For a developer who resets the password, and says which of these may be an intruder's. */
export const createAppRecovery = ({ store, clock, audit }: Parts) => {
  /** Of an app of this developer, as it is now. */
  const change = async (
    transaction: Queryable<AppsSchema>,
    { userId: owner }: WritersEnded,
    appId: number,
    changeOf: (app: App) => Omit<AppChange, 'now'> | null,
  ): Promise<void> => {
    const app = await store.hold(transaction, appId);
    const values = app?.owner === owner ? changeOf(app) : null;
    if (values === null) return;
    await store.update(transaction, appId, { ...values, now: clock.now() });
    await audit.record(transaction, { type: 'app_changed', userId: owner, appId });
  };

  return {
    removeRedirectUris: (
      transaction: Queryable<AppsSchema>,
      ended: WritersEnded,
      { appId, removed }: { appId: number; removed: readonly string[] },
    ): Promise<void> =>
      change(transaction, ended, appId, ({ redirectUris }) => {
        const kept = redirectUris.map(({ uri }) => uri).filter((uri) => !removed.includes(uri));
        return kept.length === redirectUris.length ? null : { redirectUris: kept };
      }),

    removeDeviceFlow: (transaction: Queryable<AppsSchema>, ended: WritersEnded, appId: number): Promise<void> =>
      change(transaction, ended, appId, ({ grantTypes }) => {
        const kept = grantTypes.filter((type) => type !== DEVICE_GRANT);
        return kept.length === grantTypes.length ? null : { grantTypes: kept };
      }),
  };
};
