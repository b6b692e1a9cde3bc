import type { UpstreamSettings } from '../config-upstream.js';
import { createUpstreamFetch } from '../services/upstream-fetch.js';
import type { UpstreamParts } from '../services/upstream-code-flow.js';
import { createGitHubProvider } from '../services/upstream-github.js';
import { createOpenIdProvider } from '../services/upstream-openid.js';
import type { UpstreamProvider } from '../services/upstream-provider.js';

const KINDS = { openid: createOpenIdProvider, github: createGitHubProvider };

/** The providers that the operator set up, in their order. None of them is asked anything yet. */
export const createUpstreamProviders = (
  settings: readonly UpstreamSettings[],
  parts: Omit<UpstreamParts, 'fetch'>,
): readonly UpstreamProvider[] => {
  const fetch = createUpstreamFetch();
  return settings.map((each) => KINDS[each.kind](each, { ...parts, fetch }));
};
