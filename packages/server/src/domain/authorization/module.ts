import type { Shared } from '../../database/shared.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Notifications } from '../mail/index.js';
import type { Resources } from '../resources/index.js';
import type { IdTokens, TokensStore } from '../tokens/index.js';
import { createAuthorizations } from './authorizations.js';
import { createRequestChecks } from './checks.js';
import { createPushedRequests } from './pushed-requests.js';
import type { RedirectPolicy } from './redirect-policy.js';
import { createAuthorizationRequests } from './requests.js';
import { answersStore } from './store/answers.js';
import { endingsStore } from './store/ending-access.js';
import { pushedRequestsStore } from './store/pushed-requests.js';
import { authorizationRequestsStore } from './store/requests.js';
import type { AuthorizationSchema } from './tables.js';

interface Needs {
  apps: Apps;
  audit: Audit;
  idTokens: IdTokens;
  notifications: Notifications;
  resources: Resources;
  tokenRecords: TokensStore;
  /** Null if the playground is disabled. */
  playground: RedirectPolicy | null;
  /** Whether requests can be pushed. */
  par: boolean;
  /** Whether tokens can be bound to keys. */
  dpop: boolean;
}

export const authorizationModule = (shared: Shared<AuthorizationSchema>, needs: Needs) => {
  const { database } = shared;
  const answers = answersStore(database);
  return {
    requests: createAuthorizationRequests({
      ...shared,
      ...needs,
      store: { answers, authorizationRequests: authorizationRequestsStore(database) },
    }),
    pushedRequests: needs.par
      ? createPushedRequests({ ...shared, ...needs, store: pushedRequestsStore(database) })
      : null,
    requestChecks: createRequestChecks(needs),
    authorizations: createAuthorizations({
      ...shared,
      ...needs,
      answers,
      endings: endingsStore(database),
      records: needs.tokenRecords.authorizations,
    }),
  };
};
