import { fault } from '../../kernel/fault.js';
import type { Client } from './store/app.js';
import type { FieldFault, InputFault } from '../../i18n/field-fault.js';

/** The grant type of devices (RFC 8628 section 3.4). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** What every app may use. */
export const CODE_GRANTS: readonly string[] = ['authorization_code', 'refresh_token'];

const GRANT_TYPES: readonly string[] = [...CODE_GRANTS, DEVICE_GRANT];

/** Which grants an app may use; left out, as they were. */
export interface GrantChanges {
  grantTypes?: readonly string[];
}

/** In the one order in which they are stored and shown. */
export const cleanedGrants = (grantTypes: readonly string[]): string[] =>
  GRANT_TYPES.filter((grantType) => grantTypes.includes(grantType));

/** With the device grant or without it. */
export const grantTypesWith = (device: boolean): string[] => [...CODE_GRANTS, ...(device ? [DEVICE_GRANT] : [])];

const inGrants = (found: InputFault): FieldFault[] => [{ field: 'grant_types', fault: found }];

/** What is wrong with them, by their name in RFC 7591. */
export const grantFaults = ({ grantTypes }: GrantChanges): FieldFault[] => {
  if (grantTypes === undefined) return [];
  if (grantTypes.some((grantType) => !GRANT_TYPES.includes(grantType))) {
    return inGrants(fault('grantTypeUnknown', GRANT_TYPES.join(', ')));
  }
  return CODE_GRANTS.every((grantType) => grantTypes.includes(grantType))
    ? []
    : inGrants(fault('grantTypesMissing', 'authorization_code', 'refresh_token'));
};

/** Whether devices may sign in to the app. The FAPI profile knows the code flow alone. */
export const mayUseDevices = (app: Pick<Client, 'isFapi' | 'grantTypes'>): boolean =>
  !app.isFapi && app.grantTypes.includes(DEVICE_GRANT);
