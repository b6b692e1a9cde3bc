import type { Config } from '../config/index.js';
import type { OfferedGrant } from '../domain/apps/index.js';
import { deviceCode } from '../domain/device/index.js';
import { authorizationCode } from '../domain/tokens/grants/authorization-code.js';
import { refreshToken } from '../domain/tokens/grants/refresh-token.js';
import type { Grant, GrantDefinition } from '../domain/tokens/index.js';

/** What the grants below need. */
type Parts = Parameters<typeof authorizationCode.create>[0] &
  Parameters<typeof refreshToken.create>[0] &
  Parameters<typeof deviceCode.create>[0];

/** Every grant type there is, in the order in which apps and documents name them. */
export const GRANTS: readonly GrantDefinition<Parts, Config>[] = [authorizationCode, refreshToken, deviceCode];

/** What apps may choose from. */
export const offeredGrants = (config: Config): OfferedGrant[] =>
  GRANTS.map(({ type, isOn }) => ({ ...type, isOn: isOn(config) }));

/** What discovery names as grant_types_supported. */
export const grantTypesOf = (config: Config): string[] =>
  offeredGrants(config)
    .filter(({ isOn }) => isOn)
    .map(({ name }) => name);

/** The enabled grants. */
export const createGrants = (parts: Parts, config: Config): Grant[] =>
  GRANTS.filter(({ isOn }) => isOn(config)).map(({ type, create }) => ({ type, read: create(parts) }));
