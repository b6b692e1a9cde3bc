import { decodeJwt } from 'jose';
import type { Resource } from '#server/domain/resources/index.js';
import type { Installation } from '../installation.js';

export const NOTES = 'https://mcp.example.com/mcp';
export const MAIL = 'https://mail.example.com';

/** Registers a resource; default: the notes server, with two scopes. */
export const addResource = async (
  installation: Installation,
  ownerId: string | null,
  { identifier = NOTES, name = 'Notes', scopes = ['read', 'write'] } = {},
): Promise<Resource> => {
  const added = await installation.services.resources.add(ownerId, {
    identifier,
    name,
    scopes: scopes.map((scope) => ({ name: scope, description: `May ${scope} at ${name}` })),
  });
  if (added.outcome === 'refused') throw new Error(JSON.stringify(added.faults));
  return added.value;
};

/** An access token's audience and scope, unverified. */
export const targetOf = (token: string): { aud: unknown; scope: unknown } => {
  const { aud, scope } = decodeJwt(token);
  return { aud, scope };
};
