import type { Database } from '../../../database/database.js';
import type { AppLogosTable, AppsTables } from '../tables.js';

export interface NewAppLogo {
  appId: number;
  /** Of the bytes, and the name they are asked for by. */
  hash: string;
  type: AppLogosTable['type'];
  bytes: Uint8Array<ArrayBuffer>;
  /** Whether the operator's trust was for the app as it looked before. */
  endsTrust: boolean;
  now: number;
}

export type AppLogo = Pick<AppLogosTable, 'type' | 'bytes'>;

/** The logos of apps: each has one at most, and two may have the same. */
export const appLogosStore = (database: Database<AppsTables>) => ({
  /** In the place of the one there was. False when the app is gone. */
  put: ({ appId, hash, type, bytes, endsTrust, now }: NewAppLogo): Promise<boolean> =>
    database.write(async (transaction) => {
      // The app's row first, which two uploads at once wait for: its hash and the bytes are of the same one.
      const app = await transaction.query
        .updateTable('apps')
        .set({ logo_hash: hash, ...(endsTrust ? { is_trusted: 0 } : {}) })
        .where('id', '=', appId)
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
    }),

  /** False when there was none. */
  remove: (appId: number): Promise<boolean> =>
    database.write(async (transaction) => {
      await transaction.query.updateTable('apps').set({ logo_hash: null }).where('id', '=', appId).execute();
      const removed = await transaction.query
        .deleteFrom('app_logos')
        .where('app_id', '=', appId)
        .returning('app_id')
        .executeTakeFirst();
      return removed !== undefined;
    }),

  /** One that some app has now. */
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
