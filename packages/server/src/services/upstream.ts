import type { UpstreamIdentities } from './upstream-identities.js';
import type { UpstreamPrompt, UpstreamProvider } from './upstream-provider.js';
import { newHandshake, type UpstreamErrand, type UpstreamRequests } from './upstream-requests.js';

interface Dependencies {
  providers: readonly UpstreamProvider[];
  identities: UpstreamIdentities;
  requests: UpstreamRequests;
}

export interface Departure {
  provider: UpstreamProvider;
  browserId: string;
  errand: UpstreamErrand;
  prompt: UpstreamPrompt | null;
}

/** Signing in by other providers than this server: which there are, who is on the way there, who users are there. */
export const createUpstream = ({ providers, identities, requests }: Dependencies) => ({
  providers,
  identities,
  requests,

  find: (name: string): UpstreamProvider | null => providers.find((provider) => provider.name === name) ?? null,

  /** Where to send the browser. A provider that is away is noticed here, and leaves nothing behind. @throws {UpstreamError} */
  begin: async ({ provider, browserId, errand, prompt }: Departure): Promise<string> => {
    const handshake = newHandshake();
    const url = await provider.authorizationUrl(handshake, prompt);
    await requests.begin(provider.name, browserId, handshake, errand);
    return url;
  },
});

export type Upstream = ReturnType<typeof createUpstream>;
