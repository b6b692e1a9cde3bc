import { answersStore } from './authorization/store/answers.js';
import { appLogosStore } from './apps/store/logos.js';
import { appRequestsStore } from './request-log/store.js';
import { appsStore } from './apps/store/apps.js';
import { auditEventsStore } from './audit/store.js';
import { authorizationRequestsStore } from './authorization/store/requests.js';
import { authorizationsStore } from './tokens/store/authorizations.js';
import { codesStore } from './tokens/store/codes.js';
import type { Database } from '../database/database.js';
import { deviceRequestsStore } from './device/store.js';
import { developerTokensStore } from './developers/store.js';
import { invitationsStore } from './accounts/store/invitations.js';
import { limitsStore } from '../database/limits.js';
import { mailLinksStore } from './mail/store/links.js';
import { mailsStore } from './mail/store/mails.js';
import { passkeysStore } from './sign-in/passkeys/store.js';
import { pendingSignInsStore } from './sign-in/store/pending-sign-ins.js';
import { playgroundRunsStore } from './playground/store.js';
import { pushedRequestsStore } from './authorization/store/pushed-requests.js';
import { resourcesStore } from './resources/store.js';
import { logoutNoticesStore } from './logout/store.js';
import { rolesStore } from './accounts/store/roles.js';
import { secondStepsStore } from './sign-in/second-step/store.js';
import { sessionsStore } from './sessions/store.js';
import { signingKeysStore } from './keys/store.js';
import { tokenFamiliesStore } from './tokens/store/families.js';
import { topupOrdersStore } from './wallet/store.js';
import { upstreamIdentitiesStore } from './sign-in/upstream/store/identities.js';
import { upstreamRequestsStore } from './sign-in/upstream/store/requests.js';
import { usedJtisStore } from './client-auth/store.js';
import { userDeletionStore } from './account-data/store.js';
import { usersStore } from './accounts/sources/built-in/store.js';

/** Every noun's verbs, on one database. */
export const createStore = (database: Database) => ({
  answers: answersStore(database),
  appLogos: appLogosStore(database),
  appRequests: appRequestsStore(database),
  apps: appsStore(database),
  auditEvents: auditEventsStore(database),
  authorizationRequests: authorizationRequestsStore(database),
  authorizations: authorizationsStore(database),
  codes: codesStore(database),
  deviceRequests: deviceRequestsStore(database),
  developerTokens: developerTokensStore(database),
  invitations: invitationsStore(database),
  limits: limitsStore(database),
  logoutNotices: logoutNoticesStore(database),
  mailLinks: mailLinksStore(database),
  mails: mailsStore(database),
  passkeys: passkeysStore(database),
  pendingSignIns: pendingSignInsStore(database),
  playgroundRuns: playgroundRunsStore(database),
  pushedRequests: pushedRequestsStore(database),
  resources: resourcesStore(database),
  roles: rolesStore(database),
  secondSteps: secondStepsStore(database),
  sessions: sessionsStore(database),
  signingKeys: signingKeysStore(database),
  tokenFamilies: tokenFamiliesStore(database),
  topupOrders: topupOrdersStore(database),
  upstreamIdentities: upstreamIdentitiesStore(database),
  upstreamRequests: upstreamRequestsStore(database),
  usedJtis: usedJtisStore(database),
  userDeletion: userDeletionStore(database),
  users: usersStore(database),
});

export type Store = ReturnType<typeof createStore>;
