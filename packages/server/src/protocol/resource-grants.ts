/** Access to one resource other than our own endpoints (RFC 8707): its identifier, and the scopes it knows. */
export interface ResourceGrant {
  /** An absolute URI without a fragment. */
  readonly resource: string;
  /** Sorted, each once. */
  readonly scopes: readonly string[];
}

/** As stored: JSON. Most requests name no resource, and have nothing to parse. */
export const formatResourceGrants = (grants: readonly ResourceGrant[]): string =>
  grants.length === 0 ? '[]' : JSON.stringify(grants.map(({ resource, scopes }) => ({ resource, scopes })));

/** From our own database. */
export const readResourceGrants = (text: string): ResourceGrant[] =>
  text === '[]' ? [] : (JSON.parse(text) as ResourceGrant[]);

/** Whether everything in `asked` was given in `granted`. */
export const coversResources = (granted: readonly ResourceGrant[], asked: readonly ResourceGrant[]): boolean =>
  asked.every(({ resource, scopes }) => {
    const given = granted.find((grant) => grant.resource === resource);
    return given !== undefined && scopes.every((scope) => given.scopes.includes(scope));
  });

/** Of what a token was given, what the user still allows. */
export const commonResources = (given: readonly ResourceGrant[], allowed: readonly ResourceGrant[]): ResourceGrant[] =>
  given.flatMap(({ resource, scopes }) => {
    const still = allowed.find((grant) => grant.resource === resource);
    return still === undefined ? [] : [{ resource, scopes: scopes.filter((scope) => still.scopes.includes(scope)) }];
  });

/** Both together, one entry for each resource. */
export const mergeResources = (a: readonly ResourceGrant[], b: readonly ResourceGrant[]): ResourceGrant[] => {
  const merged = new Map<string, Set<string>>();
  for (const { resource, scopes } of [...a, ...b]) {
    const known = merged.get(resource) ?? new Set<string>();
    for (const scope of scopes) known.add(scope);
    merged.set(resource, known);
  }
  return [...merged].map(([resource, scopes]) => ({ resource, scopes: [...scopes].toSorted() }));
};
