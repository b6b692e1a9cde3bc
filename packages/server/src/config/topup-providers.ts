import { TOPUP_PROVIDERS } from '../features/topup/providers/index.js';
import type { ConfiguredProvider, ProviderEntry } from '../features/topup/provider.js';
import type { Environment, Variable } from '../kernel/settings/reading.js';
import { VARIABLES } from './variables.js';

/** Every variable that is a setting: the server's own, and those of each payment provider. */
export const allVariables = (providers: readonly ProviderEntry[] = TOPUP_PROVIDERS): Variable<unknown>[] => [
  ...Object.values<Variable<unknown>>(VARIABLES),
  ...providers.flatMap(({ variables }) => variables),
];

/** The providers named by OCTROI_TOPUP_PROVIDERS with their settings, or all faults. `isPublic`: people on other machines can pay. */
export const chooseProviders = (
  names: readonly string[],
  isPublic: boolean,
  providers: readonly ProviderEntry[],
  environment: Environment,
) => {
  const chosen: ConfiguredProvider[] = [];
  const faults: string[] = [];
  for (const name of new Set(names)) {
    const configured = providers.find((each) => each.name === name)?.configure(environment);
    if (configured === undefined) {
      faults.push(`OCTROI_TOPUP_PROVIDERS must be one of ${providers.map((each) => each.name).join(', ')}.`);
    } else if ('faults' in configured) {
      faults.push(...configured.faults);
    } else if (isPublic && configured.provider.isForTrials) {
      faults.push(
        `OCTROI_TOPUP_PROVIDERS contains ${name}, which gives away quota for free. Remove it, or use an http issuer on loopback, such as http://localhost:3000.`,
      );
    } else {
      chosen.push(configured.provider);
    }
  }
  return { chosen, faults };
};
