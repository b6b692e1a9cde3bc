import type { Shared } from '../../database/shared.js';
import { fault } from '../../kernel/fault.js';
import { canonicalName } from '../../kernel/text.js';
import { isResourceScopeName, type AskedResource, type NamedResource } from '../../protocol/access.js';
import { OAuthError } from '../../protocol/errors.js';
import type { ResourceGrant } from '../../protocol/resource-grants.js';
import { hostOfResource, isSameResource, resourceIdentifierFault } from '../../protocol/resource-identifier.js';
import type { Resource, ResourceScope, ResourcesStore } from './store/resources.js';
import { refused, type InputFault, type FieldFault, type Outcome } from '../../i18n/field-fault.js';
import { hasRoom } from '../accounts/index.js';
import { isClientId } from '../apps/index.js';
import { withholdResources } from '../tokens/index.js';
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

  const unknown = (identifier: string): OAuthError =>
    new OAuthError(
      'invalid_target',
      `The resource ${told(identifier)} is not registered here. The operator adds it with octroi resource add --identifier ${told(identifier)}${resourcesBy === 'developers' ? ', or its developer in the console' : ''}. Apps must then send exactly that identifier.`,
    );

  /** Granted or requested resources with their names and descriptions; by identifier if no longer registered. */
  const describeEach = async (lists: readonly (readonly ResourceGrant[])[]): Promise<DescribedResource[][]> => {
    const found = await store.findEach(lists.flat().map(({ resource }) => resource));
    const described = (grant: ResourceGrant): DescribedResource => {
      const resource = found(grant.resource);
      const descriptions = new Map(resource?.scopes.map(({ name, description }) => [name, description]));
      return {
        name: resource?.name ?? grant.resource,
        host: hostOfResource(grant.resource),
        scopes: grant.scopes.map((name) => ({ name, description: descriptions.get(name) ?? name })),
      };
    };
    return lists.map((grants) => grants.map(described));
  };

  return {
    /**
     * `ownerId` is null for an operator's resource. The identifier of a removed resource is kept for its owner, since its API
     * may still accept tokens for it; an operator can give it to anybody.
     */
    add: async (
      ownerId: string | null,
      draft: ResourceDraft,
      by: 'developer' | 'operator' = ownerId === null ? 'operator' : 'developer',
    ): Promise<Outcome<Resource>> => {
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
      const isOfDisabled = ownerId !== null && (await accounts.getById(ownerId))?.status === 'disabled';
      return database.write(async (transaction) => {
        const removed = await store.findRemoved(transaction, added.identifier);
        if (ownerId !== null) {
          const count = () => store.countByOwner(transaction, ownerId);
          const limit = MAX_RESOURCES + (removed?.ownerId === ownerId ? 1 : 0);
          if (!(await hasRoom(transaction, accounts, ownerId, { count, limit }))) {
            return refused('identifier', fault('resourcesTooMany', MAX_RESOURCES));
          }
        }
        if (await isClientId(transaction, added.identifier)) return refused('identifier', fault('resourceIsClient'));
        if (removed !== undefined) {
          const mayReplace = by === 'operator' || removed.ownerId === ownerId;
          if (!mayReplace) return refused('identifier', fault('resourceRemoved'));
          if (removed.isStillAllowed) return refused('identifier', fault('resourceStillAllowed'));
          await store.forget(transaction, removed);
        }
        const row = await store.insert(transaction, added);
        if (row === null) return refused('identifier', fault('resourceTaken'));
        if (isOfDisabled) await withholdResources(transaction, [row.identifier]);
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
     * @throws {OAuthError} invalid_target (RFC 8707 section 2) for one that is unknown or withheld
     */
    named: async (identifiers: readonly string[]): Promise<NamedResource[]> => {
      const others = identifiers.filter((identifier) => !isSameResource(identifier, issuer));
      if (others.length > MAX_NAMED) {
        throw new OAuthError('invalid_target', `A request may name at most ${MAX_NAMED} resources.`);
      }
      const found = await store.findEachOpen(others);
      const resources = new Map<string, NamedResource>();
      for (const identifier of others) {
        const resource = found(identifier);
        if (resource === undefined) throw unknown(identifier);
        const { identifier: registered, scopes, registration } = resource;
        resources.set(registered, { identifier: registered, scopes: scopes.map(({ name }) => name), registration });
      }
      return [...resources.values()];
    },

    /** Whether each is still registered as when it was asked for, and tokens are issued for it. */
    areAsAsked: async (asked: readonly AskedResource[]): Promise<boolean> => {
      const found = await store.findEachOpen(asked.map(({ resource }) => resource));
      return asked.every(({ resource, registration }) => found(resource)?.registration === registration);
    },

    describeEach,

    /** Those of one grant. */
    describe: async (grants: readonly ResourceGrant[]): Promise<DescribedResource[]> =>
      (await describeEach([grants]))[0] ?? [],

    /** Whether a token's audience is one of this developer's resources. */
    isOwnedBy: async (ownerId: string | null, audience: string): Promise<boolean> =>
      ownerId !== null && (await store.find(audience))?.ownerId === ownerId,
  };
};

export type Resources = ReturnType<typeof createResources>;
