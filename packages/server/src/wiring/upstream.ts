import {
  createGitHubProvider,
  createOpenIdProvider,
  createUpstreamFetch,
  type UpstreamParts,
  type UpstreamProvider,
  type UpstreamSettings,
} from '../domain/sign-in/index.js';

const KINDS = { openid: createOpenIdProvider, github: createGitHubProvider };

/** The configured providers, in order. Contacts none of them yet. */
export const createUpstreamProviders = (
  settings: readonly UpstreamSettings[],
  parts: Omit<UpstreamParts, 'fetch'>,
): readonly UpstreamProvider[] => {
  const fetch = createUpstreamFetch();
  return settings.map((each) => KINDS[each.kind](each, { ...parts, fetch }));
};
