import type { Access } from '../../protocol/access.js';
import type { Client } from './store/app.js';

/**
 * Whether an app that registered itself asks for scopes of ours beside another resource. MCP clients ask for every scope they
 * find in our metadata, and most MCP servers need none: the user chooses, and no click means all of them.
 */
export const overAsks = ({ registeredBy }: Pick<Client, 'registeredBy'>, { scopes, resources }: Access): boolean =>
  registeredBy !== 'developer' && resources.length > 0 && scopes.length > 0;
