import type { UpstreamSettings } from '../config/upstream.js';
import {
  createGitHubProvider,
  createOpenIdProvider,
  createUpstreamFetch,
  type UpstreamParts,
  type UpstreamProvider,
} from '../domain/sign-in/index.js';

const KINDS = { openid: createOpenIdProvider, github: createGitHubProvider };

/** The providers that the operator set up, in their order. None of them is asked anything yet. */
export const createUpstreamProviders = (
  settings: readonly UpstreamSettings[],
  parts: Omit<UpstreamParts, 'fetch'>,
): readonly UpstreamProvider[] => {
  const fetch = createUpstreamFetch();
  return settings.map((each) => KINDS[each.kind](each, { ...parts, fetch }));
};
