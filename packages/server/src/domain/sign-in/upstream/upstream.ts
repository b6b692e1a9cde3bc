import type { Limited } from '../../../database/limiter.js';
import type { Needs } from '../needs.js';
import type { UpstreamIdentities } from './identities.js';
import type { UpstreamPrompt, UpstreamProvider } from './provider.js';
import { newHandshake, type UpstreamErrand, type UpstreamRequests } from './requests.js';

export interface Departure {
  provider: UpstreamProvider;
  browserId: string;
  errand: UpstreamErrand;
  prompt: UpstreamPrompt | null;
}

const MINUTES = 60;

/** Sign-in through upstream providers: which exist, who is on the way there, and users' identities. */
export const createUpstream = ({
  providers,
  identities,
  requests,
  limits,
}: Needs & { identities: UpstreamIdentities; requests: UpstreamRequests }) => {
  /** Each may cause a request to the provider in our name. */
  const perAddress = limits.createForgiving({ name: 'upstream', points: 60, durationSeconds: 15 * MINUTES });

  return {
    providers,
    identities,
    requests,

    /** Counts who leaves for a provider from an address (IPv6: its /64), until they are back. Null if allowed. */
    count: (address: string): Promise<Limited | null> => perAddress.consume(address),
    discount: (address: string): Promise<void> => perAddress.reward(address),

    find: (name: string): UpstreamProvider | null => providers.find((provider) => provider.name === name) ?? null,

    /** Where to send the browser. If the provider is unavailable, this throws and stores nothing. @throws {UpstreamError} */
    begin: async ({ provider, browserId, errand, prompt }: Departure): Promise<string> => {
      const handshake = newHandshake();
      const url = await provider.authorizationUrl(handshake, prompt);
      await requests.begin(provider.name, browserId, handshake, errand);
      return url;
    },
  };
};

export type Upstream = ReturnType<typeof createUpstream>;
