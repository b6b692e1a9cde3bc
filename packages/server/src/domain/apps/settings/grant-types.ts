import { fault } from '../../../kernel/fault.js';
import type { FieldFault, InputFault } from '../../../i18n/field-fault.js';

/** What apps and their registration need to know of a grant type. */
export interface GrantType {
  /** The `grant_type` parameter, also registered with RFC 7591. */
  readonly name: string;
  /** Null for a grant of every app. */
  readonly choice: GrantChoice | null;
}

/** A grant that a developer must choose for an app. */
export interface GrantChoice {
  /** Completes "The ... is off for this app." */
  readonly title: string;
  /** The fault of choosing it while the operator has disabled it. */
  readonly off: InputFault;
  /** The fault of choosing it for a FAPI 2.0 app, or null. */
  readonly inFapi: InputFault | null;
}

/** The grant type of devices (RFC 8628 section 3.4). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Allowed for every app. */
export const CODE_GRANTS: readonly string[] = ['authorization_code', 'refresh_token'];

export const GRANT_TYPES: readonly string[] = [...CODE_GRANTS, DEVICE_GRANT];

/** In the order in which they are stored and shown. */
export const cleanedGrants = (grantTypes: readonly string[]): string[] =>
  GRANT_TYPES.filter((grantType) => grantTypes.includes(grantType));

/** With or without the device grant. */
export const grantTypesWith = (device: boolean): string[] => [...CODE_GRANTS, ...(device ? [DEVICE_GRANT] : [])];

const inGrants = (found: InputFault): FieldFault[] => [{ field: 'grant_types', fault: found }];

/** Faults, under the field's name in RFC 7591. */
export const grantFaults = ({ grantTypes }: { grantTypes?: readonly string[] }): FieldFault[] => {
  if (grantTypes === undefined) return [];
  if (grantTypes.some((grantType) => !GRANT_TYPES.includes(grantType))) {
    return inGrants(fault('grantTypeUnknown', GRANT_TYPES.join(', ')));
  }
  return CODE_GRANTS.every((grantType) => grantTypes.includes(grantType))
    ? []
    : inGrants(fault('grantTypesMissing', 'authorization_code', 'refresh_token'));
};
