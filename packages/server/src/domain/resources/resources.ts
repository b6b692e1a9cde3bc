import type { Shared } from '../../database/shared.js';
import { fault } from '../../kernel/fault.js';
import { canonicalName } from '../../kernel/text.js';
import { isResourceScopeName, type NamedResource } from '../../protocol/access.js';
import { OAuthError } from '../../protocol/errors.js';
import type { ResourceGrant } from '../../protocol/resource-grants.js';
import { hostOfResource, isSameResource, resourceIdentifierFault } from '../../protocol/resource-identifier.js';
import type { Resource, ResourceScope, ResourcesStore } from './store/resources.js';
import { refused, type InputFault, type FieldFault, type Outcome } from '../../i18n/field-fault.js';
import { hasRoom } from '../accounts/index.js';
import type { Needs } from './needs.js';
import type { ResourcesSchema } from './tables.js';

export type ResourceDraft = Pick<Resource, 'identifier' | 'name' | 'scopes'>;

/** A resource as shown to users. Its name and scope descriptions come from its developer: untrusted. */
export interface DescribedResource {
  name: string;
  /** Its host, which distinguishes it from others. */
  host: string;
  scopes: ResourceScope[];
}

type Parts = Shared<ResourcesSchema> & Needs & { store: ResourcesStore };

const MAX_NAME = 100;
const MAX_SCOPES = 30;
const MAX_SCOPE_NAME = 100;
const MAX_DESCRIPTION = 200;
const MAX_RESOURCES = 100;
/** How many a request may name, because each is looked up. */
const MAX_NAMED = 10;

const scopeFaults = (scopes: readonly ResourceScope[]): InputFault[] => {
  if (scopes.length > MAX_SCOPES) return [fault('scopesTooMany', MAX_SCOPES)];
  const faults: InputFault[] = scopes.flatMap(({ name, description }) => {
    const isNameFine = name.length <= MAX_SCOPE_NAME && isResourceScopeName(name);
    return [
      ...(isNameFine ? [] : [fault('scopeName', name, MAX_SCOPE_NAME)]),
      ...(canonicalName(description, MAX_DESCRIPTION) === null
        ? [fault('scopeDescription', name, MAX_DESCRIPTION)]
        : []),
    ];
  });
  if (new Set(scopes.map(({ name }) => name)).size < scopes.length) faults.push(fault('scopeTwice'));
  return faults;
};

/** In characters. */
const MAX_TOLD = 200;

/** As sent, for the sentence that it is unknown. Whatever is no character of a URI could be another sentence. */
const told = (identifier: string): string => {
  const text = identifier.replaceAll(/[^\w:/?#[\]@!$&()*+,;=.~%-]/g, '?');
  return text.length > MAX_TOLD ? `${text.slice(0, MAX_TOLD)}...` : text;
};

/** The registered resources. */
export const createResources = ({ store, accounts, clock, database, audit, issuer, resourcesBy }: Parts) => {
  const faultsOf = ({ identifier, name, scopes }: ResourceDraft): FieldFault[] => {
    const identifierFault = resourceIdentifierFault(identifier, issuer);
    return [
      ...(identifierFault === null ? [] : [{ field: 'identifier', fault: identifierFault }]),
      ...(canonicalName(name, MAX_NAME) === null ? [{ field: 'name', fault: fault('resourceName', MAX_NAME) }] : []),
      ...scopeFaults(scopes).map((found) => ({ field: 'scopes', fault: found })),
    ];
  };

  const find = async (identifier: string): Promise<Resource | null> => (await store.find(identifier)) ?? null;

  const named = async (identifier: string): Promise<Resource> => {
    const resource = await find(identifier);
    if (resource === null) {
      throw new OAuthError(
        'invalid_target',
        `The resource ${told(identifier)} is not registered here. The operator adds it with octroi resource add --identifier ${told(identifier)}${resourcesBy === 'developers' ? ', or its developer in the console' : ''}. Apps must then send exactly that identifier.`,
      );
    }
    return resource;
  };

  return {
    /** `ownerId` is null for an operator's resource. */
    add: async (ownerId: string | null, draft: ResourceDraft): Promise<Outcome<Resource>> => {
      const faults = faultsOf(draft);
      if (faults.length > 0) return { outcome: 'refused', faults };
      const added = {
        identifier: draft.identifier,
        name: canonicalName(draft.name, MAX_NAME) ?? draft.name,
        scopes: draft.scopes.map(({ name, description }) => ({
          name,
          description: canonicalName(description, MAX_DESCRIPTION) ?? description,
        })),
        ownerId,
        now: clock.now(),
      };
      return database.write(async (transaction) => {
        if (ownerId !== null) {
          const count = () => store.countByOwner(transaction, ownerId);
          if (!(await hasRoom(transaction, accounts, ownerId, { count, limit: MAX_RESOURCES }))) {
            return refused('identifier', fault('resourcesTooMany', MAX_RESOURCES));
          }
        }
        const row = await store.insert(transaction, added);
        if (row === null) return refused('identifier', fault('resourceTaken'));
        const detail = { resource: added.identifier };
        await audit.record(transaction, { type: 'resource_added', userId: ownerId, detail });
        return { outcome: 'done', value: row };
      });
    },

    find,

    /** All, or one developer's. */
    list: (ownerId?: string): Promise<Resource[]> =>
      ownerId === undefined ? store.list() : store.listByOwner(ownerId),

    /** Also ends the access that users have allowed to it. */
    remove: ({ id, identifier, ownerId: userId }: Resource): Promise<boolean> =>
      database.write(async (transaction) => {
        const removed = await store.remove(transaction, id, clock.now());
        const detail = { resource: identifier };
        if (removed) await audit.record(transaction, { type: 'resource_removed', userId, detail });
        return removed;
      }),

    /**
     * The resources a request names, without duplicates and without our own endpoints, which the issuer stands for.
     *
     * @throws {OAuthError} invalid_target (RFC 8707 section 2) for an unknown one
     */
    named: async (identifiers: readonly string[]): Promise<NamedResource[]> => {
      const others = identifiers.filter((identifier) => !isSameResource(identifier, issuer));
      if (others.length > MAX_NAMED) {
        throw new OAuthError('invalid_target', `A request may name at most ${MAX_NAMED} resources.`);
      }
      const resources = new Map<string, NamedResource>();
      for (const identifier of others) {
        const { identifier: registered, scopes } = await named(identifier);
        resources.set(registered, { identifier: registered, scopes: scopes.map(({ name }) => name) });
      }
      return [...resources.values()];
    },

    /** Granted or requested resources with their names and descriptions; by identifier if no longer registered. */
    describe: (grants: readonly ResourceGrant[]): Promise<DescribedResource[]> =>
      Promise.all(
        grants.map(async (grant) => {
          const resource = await find(grant.resource);
          const descriptions = new Map(resource?.scopes.map(({ name, description }) => [name, description]));
          return {
            name: resource?.name ?? grant.resource,
            host: hostOfResource(grant.resource),
            scopes: grant.scopes.map((name) => ({ name, description: descriptions.get(name) ?? name })),
          };
        }),
      ),

    /** Whether a token's audience is one of this developer's resources. */
    isOwnedBy: async (ownerId: string | null, audience: string): Promise<boolean> =>
      ownerId !== null && (await store.find(audience))?.ownerId === ownerId,
  };
};

export type Resources = ReturnType<typeof createResources>;
