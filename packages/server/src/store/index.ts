import { answersStore } from './answers.js';
import { appLogosStore } from './app-logos.js';
import { appRequestsStore } from './app-requests.js';
import { appsStore } from './apps.js';
import { auditEventsStore } from './audit-events.js';
import { authorizationRequestsStore } from './authorization-requests.js';
import { authorizationsStore } from './authorizations.js';
import { codesStore } from './codes.js';
import type { Database } from './database.js';
import { deviceRequestsStore } from './device-requests.js';
import { developerTokensStore } from './developer-tokens.js';
import { invitationsStore } from './invitations.js';
import { limitsStore } from './limits.js';
import { mailLinksStore } from './mail-links.js';
import { mailsStore } from './mails.js';
import { passkeysStore } from './passkeys.js';
import { pendingSignInsStore } from './pending-sign-ins.js';
import { playgroundRunsStore } from './playground-runs.js';
import { pushedRequestsStore } from './pushed-requests.js';
import { resourcesStore } from './resources.js';
import { logoutNoticesStore } from './logout-notices.js';
import { rolesStore } from './roles.js';
import { secondStepsStore } from './second-steps.js';
import { sessionsStore } from './sessions.js';
import { signingKeysStore } from './signing-keys.js';
import { tokenFamiliesStore } from './token-families.js';
import { topupOrdersStore } from './topup-orders.js';
import { upstreamIdentitiesStore } from './upstream-identities.js';
import { upstreamRequestsStore } from './upstream-requests.js';
import { usedJtisStore } from './used-jtis.js';
import { userDeletionStore } from './user-deletion.js';
import { usersStore } from './users.js';

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
