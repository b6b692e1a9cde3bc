import type { Database } from '../../database/database.js';
import { readRowId } from '../../kernel/text.js';
import type { Common } from '../../database/shared.js';
import type { Needs } from './needs.js';
import type { App, Client } from './store/app.js';
import type { AppsStore } from './store/apps.js';
import { decide, type Decision } from './store/standing.js';
import type { AppsSchema } from './tables.js';

const EVENTS = {
  suspend: 'app_suspended',
  resume: 'app_resumed',
  trust: 'app_trusted',
  untrust: 'app_untrusted',
} as const;

/** Apps read at once. */
const AT_ONCE = 500;

type Parts = Pick<Common, 'clock'> & Pick<Needs, 'audit'> & { database: Database<AppsSchema>; store: AppsStore };

/** What operators do with the apps of others. */
export const createAppOperation = ({ database, store, clock, audit }: Parts) => ({
  /** By client_id or by number, suspended or not. */
  find: async (reference: string): Promise<App | undefined> => {
    const app = await store.findByClientId(reference);
    if (app !== undefined) return store.withUris(app);
    const id = readRowId(reference);
    return id === null ? undefined : store.find(id);
  },

  /** All, or those of a developer, oldest first, without their redirect URIs. */
  list: async (owner?: string): Promise<Client[]> => {
    const apps: Client[] = [];
    for (;;) {
      const page = await store.list(owner, apps.at(-1)?.id ?? 0, AT_ONCE);
      apps.push(...page);
      if (page.length < AT_ONCE) return apps;
    }
  },

  /** False if it was decided before. */
  decide: (app: App, decision: Decision): Promise<boolean> =>
    database.write(async (transaction) => {
      const isNew = await decide(transaction, app.id, decision, clock.now());
      if (isNew) await audit.record(transaction, { type: EVENTS[decision], userId: app.owner, appId: app.id });
      return isNew;
    }),
});
