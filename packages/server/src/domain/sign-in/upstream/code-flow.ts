import { hash as digest } from 'node:crypto';
import type * as OAuth from 'oauth4webapi';
import { machineClock, type Clock } from '../../../kernel/clock.js';
import type { Params } from '../../../protocol/params.js';
import type { UpstreamFetch } from './fetch.js';
import {
  redirectUriOf,
  UpstreamError,
  type Handshake,
  type UpstreamPrompt,
  type UpstreamSettings,
} from './provider.js';

/** The dependencies of every provider. */
export interface UpstreamParts {
  fetch: UpstreamFetch;
  clock: Clock;
  /** Default: `clock`. */
  worldClock?: Clock;
  /** Our own. */
  issuer: string;
}

/** Loaded when somebody first signs in through a provider, because most installations have none. */
export const loadOAuth = (): Promise<typeof OAuth> => import('oauth4webapi');

/** Whether a provider is on loopback, where http is allowed. */
export const isInsecure = ({ issuer }: Pick<UpstreamSettings, 'issuer'>): boolean => issuer.startsWith('http:');

interface Reach {
  client: OAuth.Client;
  options: { [OAuth.customFetch]: UpstreamFetch; [OAuth.allowInsecureRequests]: boolean };
}

/** The library's options for a provider: fetch and clock. */
export const reach = (
  oauth: typeof OAuth,
  settings: UpstreamSettings,
  { fetch, clock, worldClock = clock }: UpstreamParts,
): Reach => ({
  client: {
    client_id: settings.clientId,
    // By how many whole seconds the true time is ahead of the machine's clock, which the library reads.
    [oauth.clockSkew]: Math.round((worldClock.now() - machineClock.now()) / 1000),
  },
  options: { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: isInsecure(settings) },
});

/** RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core section 3.1.2.1. */
export const authorizationUrlOf = (
  endpoint: string | undefined,
  settings: UpstreamSettings,
  { issuer }: UpstreamParts,
  {
    handshake,
    prompt,
    more = {},
  }: { handshake: Handshake; prompt: UpstreamPrompt | null; more?: Record<string, string> },
): string => {
  const url = URL.parse(endpoint ?? '');
  if (url === null || !(url.protocol === 'https:' || (isInsecure(settings) && url.protocol === 'http:'))) {
    throw new UpstreamError('away', 'its authorization endpoint is not an https URL');
  }
  const parameters = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: redirectUriOf(issuer, settings.name),
    scope: settings.scope,
    state: handshake.state,
    code_challenge: digest('sha256', handshake.verifier, 'base64url'),
    code_challenge_method: 'S256',
    ...more,
    ...(prompt === null ? {} : { prompt }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
};

/** What the browser brought back, as the library reads it. */
export const answerOf = (answer: Params): URLSearchParams => new URLSearchParams(answer.toRecord());

/** Describes what went wrong in our own words, without the provider's answer, which may contain tokens. */
const translated = (oauth: typeof OAuth, error: unknown): UpstreamError => {
  if (error instanceof UpstreamError) return error;
  if (error instanceof oauth.AuthorizationResponseError) {
    if (error.error === 'access_denied') return new UpstreamError('denied', 'the user denied access');
    const isPassing = ['temporarily_unavailable', 'server_error'].includes(error.error);
    return new UpstreamError(isPassing ? 'away' : 'refused', `it answered ${error.error.slice(0, 60)}`);
  }
  if (error instanceof oauth.ResponseBodyError) {
    return new UpstreamError('refused', `its token endpoint answered ${error.error.slice(0, 60)}`);
  }
  // The library's own messages are fixed texts. Others may quote what they could not use, such as a token in a header.
  const own = [oauth.OperationProcessingError, oauth.UnsupportedOperationError, oauth.WWWAuthenticateChallengeError];
  if (error instanceof Error && own.some((kind) => error instanceof kind)) {
    return new UpstreamError('refused', error.message);
  }
  return new UpstreamError('refused', error instanceof Error ? error.name : 'unknown');
};

/** Runs `work` at a provider and turns every failure into an UpstreamError. */
export const atProvider = async <T>(work: (oauth: typeof OAuth) => Promise<T>): Promise<T> => {
  const oauth = await loadOAuth();
  try {
    return await work(oauth);
  } catch (error) {
    throw translated(oauth, error);
  }
};
