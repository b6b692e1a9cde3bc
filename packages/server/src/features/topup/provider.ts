import type { Hono } from 'hono';
import type { Payment, TopupOrder, TopupProvider } from '../../domain/wallet/index.js';
import type { Messages } from '../../i18n/index.js';
import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import {
  isComplete,
  readSettings,
  type Environment,
  type Variable,
  type Variables,
} from '../../kernel/settings/reading.js';
import type { PageEnv } from '../../web/http/env.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';

/** What every provider is created with, besides its settings. */
export interface ProviderParts {
  issuer: string;
  clock: Clock;
  log: Log;
}

/** A provider's access to orders, limited to its own. */
export interface ProviderOrders {
  /** Undefined if the order belongs to another user or provider. */
  find(id: string, userId: string): Promise<TopupOrder | undefined>;
  /** False if it is no longer pending. */
  cancel(order: TopupOrder): Promise<boolean>;
  /** As `Wallet.confirmPayment`. */
  confirm(payment: Payment): Promise<boolean>;
}

export interface RouteParts extends PageNeeds {
  orders: ProviderOrders;
}

/** A payment provider, with everything that users and the provider's own servers access. */
export interface PaymentProvider extends TopupProvider {
  /** Shown where users choose a provider. */
  label(messages: Messages): string;
  /** Its webhook and pages, mounted at `/topup/NAME`. They authenticate callers themselves; no sign-in is required before. */
  routes(parts: RouteParts): Hono<PageEnv>;
}

/** A provider as defined in a folder of `providers/`. */
interface Definition<T extends object> {
  /** Used in OCTROI_TOPUP_PROVIDERS, paths and orders. Must never change. */
  readonly name: string;
  /** Completes "`NAME` ..." in the description of OCTROI_TOPUP_PROVIDERS. */
  readonly description: string;
  /** Allowed only if nobody but this machine can reach the server. */
  readonly isForTrials?: true;
  /** Read only if the provider is chosen. Mandatory settings use a `required` parser. */
  readonly settings: Variables<T>;
  create(settings: T, parts: ProviderParts): Omit<PaymentProvider, 'name'>;
}

/** A chosen provider with its settings. */
export interface ConfiguredProvider {
  readonly name: string;
  readonly isForTrials: boolean;
  create(parts: ProviderParts): PaymentProvider;
}

/** An entry of the registry. */
export interface ProviderEntry {
  readonly name: string;
  readonly description: string;
  readonly variables: readonly Variable<unknown>[];
  /** Reads the settings; returns all faults, or the provider. */
  configure(environment: Environment): { faults: readonly string[] } | { provider: ConfiguredProvider };
}

export const defineProvider = <T extends object>(definition: Definition<T>): ProviderEntry => {
  const { name, description, isForTrials = false, settings } = definition;
  return {
    name,
    description,
    variables: Object.values<Variable<unknown>>(settings),
    configure: (environment) => {
      const { values, faults } = readSettings(settings, environment);
      if (!isComplete(settings, values)) return { faults };
      return { provider: { name, isForTrials, create: (parts) => ({ name, ...definition.create(values, parts) }) } };
    },
  };
};
