import { changesIn } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import type { AppLogosTable, AppsTables } from '../tables.js';

export interface NewAppLogo {
  appId: number;
  /** The hash of the bytes, also the logo's name in URLs. */
  hash: string;
  type: AppLogosTable['type'];
  bytes: Uint8Array<ArrayBuffer>;
  /** Whether this ends the operator's trust, which was for the old logo. */
  endsTrust: boolean;
  now: number;
}

export type AppLogo = Pick<AppLogosTable, 'type' | 'bytes'>;

/** The logos of apps: at most one each, and two apps may share one. */
export const appLogosStore = (database: Database<AppsTables>) => ({
  /** Replaces the app's logo. False if the app is gone. */
  put: async (
    transaction: Queryable<AppsTables>,
    { appId, hash, type, bytes, endsTrust, now }: NewAppLogo,
  ): Promise<boolean> => {
    // Locks the app's row, so that of two concurrent uploads hash and bytes match.
    const app = await transaction.query
      .updateTable('apps')
      .set({ logo_hash: hash, ...(endsTrust ? { is_trusted: 0 } : {}) })
      .where('id', '=', appId)
      .where('deleted_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (app === undefined) return false;
    const logo = { type, bytes, created_at: now };
    await transaction.query
      .insertInto('app_logos')
      .values({ app_id: appId, ...logo })
      .onConflict((conflict) => conflict.column('app_id').doUpdateSet(logo))
      .execute();
    return true;
  },

  /** False if there was none. */
  remove: async (transaction: Queryable<AppsTables>, appId: number): Promise<boolean> => {
    await transaction.query.updateTable('apps').set({ logo_hash: null }).where('id', '=', appId).execute();
    return changesIn(transaction, (query) => query.deleteFrom('app_logos').where('app_id', '=', appId));
  },

  /** A logo that some app uses now. */
  find: (hash: string): Promise<AppLogo | undefined> =>
    database.read.query
      .selectFrom('apps')
      .innerJoin('app_logos', 'app_logos.app_id', 'apps.id')
      .where('apps.logo_hash', '=', hash)
      .select(['app_logos.type', 'app_logos.bytes'])
      .limit(1)
      .executeTakeFirst(),
});

export type AppLogosStore = ReturnType<typeof appLogosStore>;
