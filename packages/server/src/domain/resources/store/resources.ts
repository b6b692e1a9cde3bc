import type { Selectable } from 'kysely';
import { canonicalResource } from '../../../protocol/resource-identifier.js';
import type { Database, Queryable } from '../../../database/database.js';
import { readInChunks } from '../../../database/batches.js';
import { RESOURCE_COLUMNS, type ResourcesSchema, type ResourcesTable } from '../tables.js';
import { registrationOf } from './registration.js';
import { removeResource } from './removal.js';

/** A scope of a resource, described by its developer. */
export interface ResourceScope {
  name: string;
  description: string;
}

/** An API that access tokens can be requested for, besides our own endpoints (RFC 8707). */
export interface Resource {
  id: number;
  /** An absolute URI: the `aud` of its tokens. */
  identifier: string;
  name: string;
  scopes: readonly ResourceScope[];
  /** The developer whose apps may introspect its tokens; null for an operator's resource. */
  ownerId: string | null;
  createdAt: number;
  /** A digest of what users go by when they allow it (registration.ts). */
  registration: string;
}

const toResource = (row: Selectable<ResourcesTable>): Resource => ({
  id: row.id,
  identifier: row.identifier,
  name: row.name,
  scopes: JSON.parse(row.scopes) as ResourceScope[],
  ownerId: row.owner_id,
  createdAt: row.created_at,
  registration: registrationOf(row),
});

export interface NewResource extends Omit<Resource, 'id' | 'createdAt' | 'registration'> {
  now: number;
}

/** One that was removed. */
export interface Removed {
  id: number;
  /** Null if only an operator may register the identifier again. */
  ownerId: string | null;
  removedAt: number | null;
  /** Whether it is not yet withdrawn from all that users have allowed, which would be allowed to its successor. */
  isStillAllowed: boolean;
}

/** The two spellings of an identifier. */
const spellings = (identifier: string) => {
  const bare = canonicalResource(identifier);
  return { bare, slashed: `${bare}/` };
};

const allSpellings = (identifiers: readonly string[]): string[] => [
  ...new Set(identifiers.map(spellings).flatMap(({ bare, slashed }) => [bare, slashed])),
];

/** The resource of an identifier in either spelling, if there is one. */
export type FoundResources = (identifier: string) => Resource | undefined;

const foundAmong = (rows: readonly Selectable<ResourcesTable>[]): FoundResources => {
  const found = new Map(rows.toReversed().map((row) => [canonicalResource(row.identifier), toResource(row)]));
  return (identifier) => found.get(canonicalResource(identifier));
};

/** APIs that access tokens can be requested for, besides our own endpoints (RFC 8707). */
export const resourcesStore = (database: Database<ResourcesSchema>) => {
  const byIdentifier = database.prepare<ReturnType<typeof spellings>, Selectable<ResourcesTable>>((query, p) =>
    query
      .selectFrom('resources')
      .where((where) => where.or([where('identifier', '=', p('bare')), where('identifier', '=', p('slashed'))]))
      .orderBy('id')
      .select(RESOURCE_COLUMNS),
  );

  /** Those for which tokens are issued now. A chunk of spellings. */
  const openAmong = (chunk: readonly string[]) =>
    database.read.query
      .selectFrom('resources')
      .where('identifier', 'in', chunk)
      .where('removed_at', 'is', null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('withheld_resources as withheld')
              .select('withheld.identifier')
              .whereRef('withheld.identifier', '=', 'resources.identifier'),
          ),
        ),
      )
      // An app may have turned up since that goes by the identifier, as the audience of its id_tokens.
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('apps as app').select('app.id').whereRef('app.client_id', '=', 'resources.identifier'))),
      )
      .orderBy('id')
      .select(RESOURCE_COLUMNS);

  return {
    /** Null if the identifier is taken, in either spelling, also by one that was removed. */
    insert: async (transaction: Queryable<ResourcesSchema>, resource: NewResource): Promise<Resource | null> => {
      const [taken] = await transaction.run(byIdentifier, spellings(resource.identifier));
      if (taken !== undefined) return null;
      const inserted = await transaction.query
        .insertInto('resources')
        .values({
          identifier: resource.identifier,
          name: resource.name,
          scopes: JSON.stringify(resource.scopes),
          owner_id: resource.ownerId,
          created_at: resource.now,
          removed_at: null,
        })
        .onConflict((conflict) => conflict.column('identifier').doNothing())
        .returning(RESOURCE_COLUMNS)
        .executeTakeFirst();
      return inserted === undefined ? null : toResource(inserted);
    },

    /** The removed one that keeps an identifier from others, in either spelling. */
    findRemoved: async (transaction: Queryable<ResourcesSchema>, identifier: string): Promise<Removed | undefined> => {
      const rows = await transaction.run(byIdentifier, spellings(identifier));
      const row = rows.find(({ removed_at }) => removed_at !== null);
      if (row === undefined) return undefined;
      const unfinished = transaction.query.selectFrom('withheld_resources').where('identifier', '=', row.identifier);
      const isStillAllowed = (await unfinished.select('identifier').executeTakeFirst()) !== undefined;
      return { id: row.id, ownerId: row.owner_id, removedAt: row.removed_at, isStillAllowed };
    },

    /** Lets the identifier be registered. */
    forget: async ({ query }: Queryable<ResourcesSchema>, { id, removedAt }: Removed): Promise<void> => {
      await query.deleteFrom('resources').where('id', '=', id).where('removed_at', '=', removedAt).execute();
    },

    find: async (identifier: string): Promise<Resource | undefined> => {
      const rows = await database.read.run(byIdentifier, spellings(identifier));
      const row = rows.find(({ removed_at }) => removed_at === null);
      return row && toResource(row);
    },

    /** Several at once, in either spelling. */
    findEach: async (identifiers: readonly string[]): Promise<FoundResources> =>
      foundAmong(
        await readInChunks(allSpellings(identifiers), (chunk) =>
          database.read.query
            .selectFrom('resources')
            .where('identifier', 'in', chunk)
            .where('removed_at', 'is', null)
            .orderBy('id')
            .select(RESOURCE_COLUMNS)
            .execute(),
        ),
      ),

    /** Several for which tokens are issued now, in either spelling. */
    findEachOpen: async (identifiers: readonly string[]): Promise<FoundResources> =>
      foundAmong(await readInChunks(allSpellings(identifiers), (chunk) => openAmong(chunk).execute())),

    list: async (): Promise<Resource[]> => {
      const all = database.read.query.selectFrom('resources').where('removed_at', 'is', null);
      return (await all.orderBy('id').select(RESOURCE_COLUMNS).execute()).map(toResource);
    },

    listByOwner: async (ownerId: string): Promise<Resource[]> => {
      const all = database.read.query.selectFrom('resources').where('removed_at', 'is', null);
      const owned = all.where('owner_id', '=', ownerId);
      return (await owned.orderBy('id').select(RESOURCE_COLUMNS).execute()).map(toResource);
    },

    /** Counts those that were removed, too. */
    countByOwner: async ({ query }: Queryable<ResourcesSchema>, ownerId: string): Promise<number> => {
      const owned = query.selectFrom('resources').where('owner_id', '=', ownerId);
      return (await owned.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
    },

    /** False if there is none with this id. Ends the access users have allowed: its tokens can no longer be refreshed. */
    remove: removeResource,
  };
};

export type ResourcesStore = ReturnType<typeof resourcesStore>;
