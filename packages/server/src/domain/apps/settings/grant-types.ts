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
  /** The operator's setting that turns it on or off. */
  readonly variable: string;
  /** The fault of choosing it while the operator has disabled it. */
  readonly off: InputFault;
  /** The fault of choosing it for a FAPI 2.0 app, or null. */
  readonly inFapi: InputFault | null;
}

/** A grant type of this server, and whether the operator has enabled it. */
export interface OfferedGrant extends GrantType {
  readonly isOn: boolean;
}

/** The grant type of devices (RFC 8628 section 3.4). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Allowed for every app. */
export const CODE_GRANTS: readonly string[] = ['authorization_code', 'refresh_token'];

/** As they are stored and shown: what every app has comes first. */
export const cleanedGrants = (grantTypes: readonly string[]): string[] => [...new Set([...CODE_GRANTS, ...grantTypes])];

/** With or without the device grant. */
export const grantTypesWith = (device: boolean): string[] => [...CODE_GRANTS, ...(device ? [DEVICE_GRANT] : [])];

/** Under the field's name in RFC 7591. */
const inGrants = (found: InputFault): FieldFault => ({ field: 'grant_types', fault: found });

export const missingGrants = ({ grantTypes = CODE_GRANTS }: { grantTypes?: readonly string[] }): FieldFault[] =>
  CODE_GRANTS.every((name) => grantTypes.includes(name))
    ? []
    : [inGrants(fault('grantTypesMissing', 'authorization_code', 'refresh_token'))];

/** What an app had before a change, and will have. */
export interface GrantChange {
  had: readonly string[];
  wants: readonly string[];
}

/** An app keeps a grant that the operator has since disabled. */
export const grantFaults = (
  { had, wants }: GrantChange,
  isFapi: boolean,
  offered: readonly OfferedGrant[],
): FieldFault[] => {
  const names = offered.map(({ name }) => name);
  if (wants.some((name) => !names.includes(name) && !had.includes(name))) {
    return [inGrants(fault('grantTypeUnknown', names.join(', ')))];
  }
  return offered
    .filter(({ name }) => wants.includes(name))
    .flatMap(({ name, choice, isOn }) => [
      ...(choice === null || isOn || had.includes(name) ? [] : [choice.off]),
      ...(isFapi && choice !== null && choice.inFapi !== null ? [choice.inFapi] : []),
    ])
    .map(inGrants);
};
