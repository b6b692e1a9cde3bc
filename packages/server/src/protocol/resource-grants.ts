/** Access to a resource other than our own endpoints (RFC 8707): its identifier and granted scopes. */
export interface ResourceGrant {
  /** An absolute URI without a fragment. */
  readonly resource: string;
  /** Sorted, without duplicates. */
  readonly scopes: readonly string[];
}

/** The stored JSON; empty without resources, as for most requests, so nothing needs parsing. */
export const formatResourceGrants = (grants: readonly ResourceGrant[]): string =>
  grants.length === 0 ? '[]' : JSON.stringify(grants.map(({ resource, scopes }) => ({ resource, scopes })));

/** Parses what our own database stores. */
export const readResourceGrants = (text: string): ResourceGrant[] =>
  text === '[]' ? [] : (JSON.parse(text) as ResourceGrant[]);

/** Whether `granted` includes everything in `asked`. */
export const coversResources = (granted: readonly ResourceGrant[], asked: readonly ResourceGrant[]): boolean =>
  asked.every(({ resource, scopes }) => {
    const given = granted.find((grant) => grant.resource === resource);
    return given !== undefined && scopes.every((scope) => given.scopes.includes(scope));
  });

/** The part of a token's access that the user still allows. */
export const commonResources = (given: readonly ResourceGrant[], allowed: readonly ResourceGrant[]): ResourceGrant[] =>
  given.flatMap(({ resource, scopes }) => {
    const still = allowed.find((grant) => grant.resource === resource);
    return still === undefined ? [] : [{ resource, scopes: scopes.filter((scope) => still.scopes.includes(scope)) }];
  });

/** The union, with one entry per resource. */
export const mergeResources = (a: readonly ResourceGrant[], b: readonly ResourceGrant[]): ResourceGrant[] => {
  const merged = new Map<string, Set<string>>();
  for (const { resource, scopes } of [...a, ...b]) {
    const known = merged.get(resource) ?? new Set<string>();
    for (const scope of scopes) known.add(scope);
    merged.set(resource, known);
  }
  return [...merged].map(([resource, scopes]) => ({ resource, scopes: [...scopes].toSorted() }));
};
