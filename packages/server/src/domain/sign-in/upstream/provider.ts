import type { Secret } from '../../../kernel/secret.js';
import { canonicalName } from '../../../kernel/text.js';

/** As long as an address may be. */
const MAX_LABEL = 254;

/** A provider as the operator set it up (config/upstream.ts). */
export interface UpstreamSettings {
  kind: 'openid' | 'github';
  /** In paths. */
  name: string;
  /** In words: "Continue with Example". */
  label: string;
  /** The issuer of OpenID Connect, or where GitHub is. Its accounts are known by it. */
  issuer: string;
  clientId: string;
  clientSecret: Secret;
  scope: string;
  /** Opens accounts even where sign-up is not open to everyone. */
  signUp: boolean;
}

/** What comparing the answer of a provider takes, made anew for each browser that is sent there. */
export interface Handshake {
  state: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
}

/** Asked of the provider: that its user shows once more who they are, or chooses. */
export type UpstreamPrompt = 'login' | 'select_account';

/** What a provider tells of a user. None of it is proof of anything here, except an address that is verified. */
export interface UpstreamProfile {
  /** What the user knows the account by: an address or a name. */
  label: string;
  username: string | null;
  email: string | null;
  isEmailVerified: boolean;
}

/** Who came back, proven. The profile is asked for only where one is needed. */
export interface ProvenUser {
  subject: string;
  profile(): Promise<UpstreamProfile>;
}

/** One place where users may sign in instead of here. */
export interface UpstreamProvider {
  readonly name: string;
  readonly label: string;
  /** Its accounts are known by it, however the operator spells or names it. */
  readonly issuer: string;
  /** Opens accounts even where sign-up is not open to everyone. */
  readonly signUp: boolean;
  /** Where the browser is sent. @throws {UpstreamError} */
  authorizationUrl(handshake: Handshake, prompt: UpstreamPrompt | null): Promise<string>;
  /** What the browser brought back, checked and redeemed. @throws {UpstreamError} */
  identify(answer: URLSearchParams, handshake: Handshake): Promise<ProvenUser>;
}

/** `denied`: by its user, there. `away`: it may answer later. `refused`: what it answered cannot be trusted, or used. */
export type UpstreamErrorKind = 'denied' | 'away' | 'refused';

/** Why a provider did not say who somebody is. The message is for the log, and has nothing of the answer in it. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly kind: UpstreamErrorKind;

  constructor(kind: UpstreamErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The first of them that can be shown; a stranger chose them all. */
export const labelOf = (...names: readonly (string | null)[]): string | null => {
  for (const name of names) {
    const label = name === null ? null : canonicalName(name, MAX_LABEL);
    if (label !== null) return label;
  }
  return null;
};

export const redirectUriOf = (ownIssuer: string, name: string): string =>
  `${ownIssuer}/sign-in/upstream/${name}/callback`;
