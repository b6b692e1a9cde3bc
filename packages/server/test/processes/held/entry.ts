import type { Sent } from './sending.js';
import type { World } from './world.js';

/**
 * What allows a request: a session, alice's developer token, and so on. `access token`: alice's, for an app of ivy's. `app`: a
 * secret of ivy's app, `owner`: that the app is not suspended. `account`: what bob proves with it.
 */
export type Allowance =
  'session' | 'developer token' | 'registration token' | 'access token' | 'app' | 'owner' | 'account';

/** Tables of things that are deleted by their own id. */
export type Deletable =
  | 'apps'
  | 'app_secrets'
  | 'authorization_requests'
  | 'authorizations'
  | 'codes'
  | 'developer_tokens'
  | 'device_requests'
  | 'invitations'
  | 'mail_links'
  | 'passkeys'
  | 'playground_runs'
  | 'resources'
  | 'topup_orders'
  | 'upstream_identities';

/** A request that is good now. */
export interface Entry {
  by: Allowance;
  ask(world: World): Promise<Sent>;
  /** The answer, as `status location`, once that has ended; default: by the allowance. */
  refused?: RegExp;
  /** It changes nothing. The answer shows that it is good. */
  reads?: RegExp;
  /** The server does not wait for its body. */
  isAtOnce?: boolean;
  /** Where the things are that the request is about: in each, the newest row. */
  about?: readonly Deletable[];
  /** The answer, as `status location`, once one of them is gone, besides a fault. */
  gone?: RegExp;
}

export type Entries = Readonly<Record<string, Entry>>;

export const REFUSED: Readonly<Record<Allowance, RegExp>> = {
  session: /^(303 \/sign-in|403 $)/,
  'developer token': /^401 $/,
  'registration token': /^401 $/,
  'access token': /^401 $/,
  app: /^40[01] $/,
  owner: /^403 $/,
  account: /^40[013] $/,
};

/** It was to end anyway. */
export const ENDED_ALREADY = /^(200 |303 \/account|303 \/console)/;

export const bySession = (ask: Entry['ask'], more: Partial<Entry> = {}): Entry => ({ by: 'session', ask, ...more });
