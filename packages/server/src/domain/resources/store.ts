import type { Selectable } from 'kysely';
import { canonicalResource } from '../../protocol/resource-identifier.js';
import type { Database } from '../../database/database.js';
import { withdrawResource } from '../tokens/index.js';
import type { ResourcesSchema, ResourcesTable } from './tables.js';

export type ResourceRow = Selectable<ResourcesTable>;

export interface NewResource {
  identifier: string;
  name: string;
  /** JSON, as the schema has it. */
  scopes: string;
  ownerId: string | null;
  now: number;
}

/** The two spellings of one identifier. */
const spellings = (identifier: string): { bare: string; slashed: string } => {
  const bare = canonicalResource(identifier);
  return { bare, slashed: `${bare}/` };
};

/** What access tokens can be asked for besides our own endpoints (RFC 8707). */
export const resourcesStore = (database: Database<ResourcesSchema>) => {
  type Spellings = ReturnType<typeof spellings>;

  const byIdentifier = database.prepare<Spellings, ResourceRow>((query, p) =>
    query
      .selectFrom('resources')
      .where((where) => where.or([where('identifier', '=', p('bare')), where('identifier', '=', p('slashed'))]))
      .orderBy('id')
      .selectAll(),
  );

  return {
    /** Null when the identifier is taken, in either spelling. */
    insert: (resource: NewResource): Promise<ResourceRow | null> =>
      database.write(async (transaction) => {
        const [taken] = await transaction.run(byIdentifier, spellings(resource.identifier));
        if (taken !== undefined) return null;
        const inserted = await transaction.query
          .insertInto('resources')
          .values({
            identifier: resource.identifier,
            name: resource.name,
            scopes: resource.scopes,
            owner_id: resource.ownerId,
            created_at: resource.now,
          })
          .onConflict((conflict) => conflict.column('identifier').doNothing())
          .returningAll()
          .executeTakeFirst();
        return inserted ?? null;
      }),

    find: async (identifier: string): Promise<ResourceRow | undefined> =>
      (await database.read.run(byIdentifier, spellings(identifier)))[0],

    list: (): Promise<ResourceRow[]> => database.read.query.selectFrom('resources').orderBy('id').selectAll().execute(),

    listByOwner: (ownerId: string): Promise<ResourceRow[]> =>
      database.read.query.selectFrom('resources').where('owner_id', '=', ownerId).orderBy('id').selectAll().execute(),

    /** False when there is none with this id. Access that users allowed to it ends: its tokens are refreshed no more. */
    remove: (id: number): Promise<boolean> =>
      database.write(async (transaction) => {
        const removed = await transaction.query
          .deleteFrom('resources')
          .where('id', '=', id)
          .returning('identifier')
          .executeTakeFirst();
        if (removed === undefined) return false;
        await withdrawResource(transaction, removed.identifier);
        return true;
      }),
  };
};

export type ResourcesStore = ReturnType<typeof resourcesStore>;
