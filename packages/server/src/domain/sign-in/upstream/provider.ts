import type { Secret } from '../../../kernel/secret.js';
import { canonicalName } from '../../../kernel/text.js';
import type { Params } from '../../../protocol/params.js';

/** The maximum length of an email address. */
const MAX_LABEL = 254;

/** An upstream provider, as the operator configured it. */
export interface UpstreamSettings {
  /** Used in paths. */
  readonly name: string;
  /** Shown to users: "Continue with Example". */
  readonly label: string;
  /** The OpenID Connect issuer or GitHub's URL. Identities are stored under it, however the operator names or spells it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly scope: string;
  /** Creates accounts even where sign-up is not open. */
  readonly signUp: boolean;
}

/** What a provider's response is checked against, new for each browser sent there. */
export interface Handshake {
  state: string;
  nonce: string;
  /** The PKCE verifier. */
  verifier: string;
}

/** Asks the provider to have the user sign in again, or choose an account. */
export type UpstreamPrompt = 'login' | 'select_account';

/** What a provider says about a user. Proves nothing here, except a verified address. */
export interface UpstreamProfile {
  /** The user's address or name there. */
  label: string;
  username: string | null;
  email: string | null;
  isEmailVerified: boolean;
}

/** A user proven by the provider. The profile is fetched only if needed. */
export interface ProvenUser {
  subject: string;
  profile(): Promise<UpstreamProfile>;
}

/** An upstream provider. */
export interface UpstreamProvider extends Pick<UpstreamSettings, 'name' | 'label' | 'issuer' | 'signUp'> {
  /** Where to send the browser. @throws {UpstreamError} */
  authorizationUrl(handshake: Handshake, prompt: UpstreamPrompt | null): Promise<string>;
  /** Checks and redeems what the browser brought back. @throws {UpstreamError} */
  identify(answer: Params, handshake: Handshake): Promise<ProvenUser>;
}

/** `denied`: by the user, there. `away`: it may answer later. `refused`: its answer is untrustworthy or unusable. */
export type UpstreamErrorKind = 'denied' | 'away' | 'refused';

/** Why a provider did not identify the user. The message is for the log and contains nothing from the answer. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly kind: UpstreamErrorKind;

  constructor(kind: UpstreamErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The first name that can be shown; a stranger chose all of them. */
export const labelOf = (...names: readonly (string | null)[]): string | null => {
  for (const name of names) {
    const label = name === null ? null : canonicalName(name, MAX_LABEL);
    if (label !== null) return label;
  }
  return null;
};

export const redirectUriOf = (ownIssuer: string, name: string): string =>
  `${ownIssuer}/sign-in/upstream/${name}/callback`;
