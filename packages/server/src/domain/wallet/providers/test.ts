import type { TopupProvider } from '../provider.js';

/** A provider that moves no money: its page, served by this installation, has a button that pays. */
export const createTestProvider = (issuer: string): TopupProvider => ({
  name: 'test',
  start: ({ orderId }) => Promise.resolve({ url: `${issuer}/topup/test/${orderId}` }),
});
