import type { ProviderEntry } from '../provider.js';
import { testPayment } from './test-payment/index.js';

/** Every payment provider that OCTROI_TOPUP_PROVIDERS can name, one per line. */
export const TOPUP_PROVIDERS: readonly ProviderEntry[] = [testPayment];
