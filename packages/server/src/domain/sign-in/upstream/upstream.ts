import type { Limited } from '../../../database/limiter.js';
import type { Limits } from '../../../database/limits.js';
import type { UpstreamIdentities } from './identities.js';
import type { UpstreamPrompt, UpstreamProvider } from './provider.js';
import { newHandshake, type UpstreamErrand, type UpstreamRequests } from './requests.js';

interface Dependencies {
  providers: readonly UpstreamProvider[];
  identities: UpstreamIdentities;
  requests: UpstreamRequests;
  limits: Limits;
}

export interface Departure {
  provider: UpstreamProvider;
  browserId: string;
  errand: UpstreamErrand;
  prompt: UpstreamPrompt | null;
}

const MINUTES = 60;

/** Signing in by other providers than this server: which there are, who is on the way there, who users are there. */
export const createUpstream = (dependencies: Dependencies) => {
  const { providers, identities, requests, limits } = dependencies;
  /** Each may ask the provider something, in our name. */
  const perAddress = limits.create({ name: 'upstream', points: 60, durationSeconds: 15 * MINUTES });

  return {
    providers,
    identities,
    requests,

    /** Counts who sets out from an address (IPv6: its /64), and no longer who has arrived. Null when they may. */
    count: (address: string): Promise<Limited | null> => perAddress.consume(address),
    discount: (address: string): Promise<void> => perAddress.reward(address),

    find: (name: string): UpstreamProvider | null => providers.find((provider) => provider.name === name) ?? null,

    /** Where to send the browser. A provider that is away is noticed here, and leaves nothing behind. @throws {UpstreamError} */
    begin: async ({ provider, browserId, errand, prompt }: Departure): Promise<string> => {
      const handshake = newHandshake();
      const url = await provider.authorizationUrl(handshake, prompt);
      await requests.begin(provider.name, browserId, handshake, errand);
      return url;
    },
  };
};

export type Upstream = ReturnType<typeof createUpstream>;
