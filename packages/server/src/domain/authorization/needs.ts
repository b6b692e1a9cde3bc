import type { Shared } from '../../database/shared.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Notifications } from '../mail/index.js';
import type { Resources } from '../resources/index.js';
import type { IdTokens, TokensStore } from '../tokens/index.js';
import type { RedirectPolicy } from './redirect-policy.js';
import type { AuthorizationSchema } from './tables.js';

/** What the services of this subject need, together. */
export interface Needs extends Shared<AuthorizationSchema> {
  apps: Apps;
  audit: Audit;
  idTokens: IdTokens;
  notifications: Notifications;
  resources: Resources;
  tokenRecords: TokensStore;
  /** Null if the operator has disabled the playground. */
  playground: RedirectPolicy | null;
  /** Whether requests can be pushed. */
  par: boolean;
  /** Whether tokens can be bound to keys. */
  dpop: boolean;
}
