import type { OctroiClient, Result, Tokens, UserInfo } from './octroi-client.js';

/** What the app keeps of a signed-in user. Its fields change; the object is the same for the whole session. */
export interface SignedIn {
  tokens: Tokens;
  /** As last seen, so that the page has something to show while Octroi cannot be reached. */
  user: UserInfo | undefined;
  /** The refresh under way, which everybody who needs a fresh token shares. */
  refreshing: Promise<Result<Tokens>> | undefined;
}

export interface Access {
  /** Replaces the tokens. One refresh at a time: a refresh token works once. */
  refresh(signedIn: SignedIn): Promise<Result<Tokens>>;
  /**
   * Asks with an access token that has some life left; when it is refused all the same, refreshes it and asks once
   * more. Fails with `ended` when there is no getting a token that works: the user has to sign in again.
   */
  call<T>(signedIn: SignedIn, ask: (accessToken: string) => Promise<Result<T>>): Promise<Result<T>>;
}

/** Milliseconds of life below which an access token is replaced before use. */
const REFRESH_BEFORE = 5 * 60_000;

export const createAccess = (client: OctroiClient): Access => {
  const replaceTokens = async (signedIn: SignedIn): Promise<Result<Tokens>> => {
    try {
      const result = await client.refresh(signedIn.tokens);
      if (result.ok) signedIn.tokens = result.value;
      return result;
    } finally {
      signedIn.refreshing = undefined;
    }
  };

  const refresh = (signedIn: SignedIn): Promise<Result<Tokens>> => (signedIn.refreshing ??= replaceTokens(signedIn));

  /** The tokens to use now: a new pair when `used` is what the session still holds, else what replaced it meanwhile. */
  const replacementOf = async (signedIn: SignedIn, used: Tokens): Promise<Result<Tokens>> =>
    signedIn.tokens === used ? refresh(signedIn) : { ok: true, value: signedIn.tokens };

  return {
    refresh,
    call: async (signedIn, ask) => {
      const isAging = signedIn.tokens.expiresAt - Date.now() < REFRESH_BEFORE;
      const current = isAging ? await refresh(signedIn) : { ok: true as const, value: signedIn.tokens };
      if (!current.ok) return current;

      const first = await ask(current.value.accessToken);
      if (first.ok || first.cause !== 'unauthorized') return first;

      const replaced = await replacementOf(signedIn, current.value);
      if (!replaced.ok) return replaced;

      const second = await ask(replaced.value.accessToken);
      return second.ok || second.cause !== 'unauthorized' ? second : { ...second, cause: 'ended' };
    },
  };
};
