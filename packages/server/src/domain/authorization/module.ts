import type { Shared } from '../../database/shared.js';
import { createAuthorizations } from './authorizations.js';
import { createRequestChecks } from './checks.js';
import type { Needs } from './needs.js';
import { createPushedRequests } from './pushed-requests.js';
import { createAuthorizationRequests } from './requests.js';
import { answersStore } from './store/answers.js';
import { pushedRequestsStore } from './store/pushed-requests.js';
import { authorizationRequestsStore } from './store/requests.js';
import type { AuthorizationSchema } from './tables.js';

type Given = Omit<Needs, keyof Shared<AuthorizationSchema>>;

export const authorizationModule = (shared: Shared<AuthorizationSchema>, given: Given) => {
  const { database } = shared;
  const needs = { ...shared, ...given };
  const answers = answersStore(database);
  return {
    requests: createAuthorizationRequests({ ...needs, answers, store: authorizationRequestsStore(database) }),
    pushedRequests: needs.par ? createPushedRequests({ ...needs, store: pushedRequestsStore(database) }) : null,
    requestChecks: createRequestChecks(needs),
    authorizations: createAuthorizations({ ...needs, answers }),
  };
};
