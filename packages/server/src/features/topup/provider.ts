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
import type { PageErrors } from '../../web/visitor/page-errors.js';
import type { Visitors } from '../../web/visitor/visitor.js';

/** What every provider is made with, beside its settings. */
export interface ProviderParts {
  issuer: string;
  clock: Clock;
  log: Log;
}

/** What the routes of a provider may do with orders: with its own only. */
export interface ProviderOrders {
  /** Undefined when the order is another user's, or another provider's. */
  find(id: string, userId: string): Promise<TopupOrder | undefined>;
  cancel(order: TopupOrder): Promise<void>;
  /** As `Wallet.confirmPayment`. */
  confirm(payment: Payment): Promise<boolean>;
}

export interface RouteParts {
  orders: ProviderOrders;
  visitors: Visitors;
  pageErrors: PageErrors;
}

/** A way to pay, with all that users and the provider's own servers reach of it. */
export interface PaymentProvider extends TopupProvider {
  /** What users choose it by. */
  label(messages: Messages): string;
  /** Its webhook and pages, mounted at `/topup/NAME`. They let in who they choose: nobody is asked to sign in before. */
  routes(parts: RouteParts): Hono<PageEnv>;
}

/** A provider as a folder of `providers/` describes it. */
interface Definition<T extends object> {
  /** In OCTROI_TOPUP_PROVIDERS, in paths and in orders: never changed. */
  readonly name: string;
  /** Completes "`NAME` ..." in the description of OCTROI_TOPUP_PROVIDERS. */
  readonly description: string;
  /** Refused where money is real. */
  readonly isForTrials?: true;
  /** Read only when the provider is chosen; one that must be set has a `required` parser. */
  readonly settings: Variables<T>;
  create(settings: T, parts: ProviderParts): Omit<PaymentProvider, 'name'>;
}

/** A provider that the operator chose, with its settings. */
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
  /** Reads the settings: every fault, or the provider. */
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
