import type { ProviderEntry } from '../provider.js';
import { testPayment } from './test-payment/index.js';

/** Every way to pay that OCTROI_TOPUP_PROVIDERS can name, one line each. */
export const TOPUP_PROVIDERS: readonly ProviderEntry[] = [testPayment];
