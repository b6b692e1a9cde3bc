import type { Shared } from '../../database/shared.js';
import type { Invitations, ManagedAccounts } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import type { Authorizations } from '../authorization/index.js';
import type { UsedJtisStore } from '../client-auth/index.js';
import type { Developers } from '../developers/index.js';
import type { MailLinks, Mails, Notifications } from '../mail/index.js';
import type { Sessions } from '../sessions/index.js';
import { createPasskeys } from './passkeys/passkeys.js';
import { passkeysStore } from './passkeys/store.js';
import { createSignIn } from './password.js';
import { createPendingSignIns } from './pending-sign-ins.js';
import { createPasswordChange } from './recovery/password-change.js';
import { createPasswordReset } from './recovery/password-reset.js';
import { createSecondStep } from './second-step/second-step.js';
import { secondStepsStore } from './second-step/store.js';
import { createSignUp, type Policy } from './sign-up.js';
import { pendingSignInsStore } from './store/pending-sign-ins.js';
import type { SignInSchema } from './tables.js';
import { createUpstreamIdentities } from './upstream/identities.js';
import type { UpstreamProvider } from './upstream/provider.js';
import { createUpstreamRequests } from './upstream/requests.js';
import { upstreamIdentitiesStore } from './upstream/store/identities.js';
import { upstreamRequestsStore } from './upstream/store/requests.js';
import { createUpstream } from './upstream/upstream.js';

interface Needs {
  accounts: ManagedAccounts;
  audit: Audit;
  authorizations: Authorizations;
  developers: Developers;
  invitations: Invitations;
  mails: Mails;
  mailLinks: MailLinks;
  notifications: Notifications;
  sessions: Sessions;
  usedJtis: UsedJtisStore;
  /** Who may create an account. */
  policy: Policy;
  providers: readonly UpstreamProvider[];
  siteName: string;
}

export const signInModule = (shared: Shared<SignInSchema>, given: Needs) => {
  const { database } = shared;
  const needs = { ...shared, ...given };
  const pending = pendingSignInsStore(database);
  const identities = upstreamIdentitiesStore(database);
  const passkeys = createPasskeys({ ...needs, store: passkeysStore(database) });
  const upstreamIdentities = createUpstreamIdentities({ ...needs, store: identities });
  const secondStep = createSecondStep({
    ...needs,
    store: { pendingSignIns: pending, secondSteps: secondStepsStore(database) },
  });
  const pendingSignIns = createPendingSignIns({ ...needs, store: pending, secondStep });
  const passwordChange = createPasswordChange({ ...needs, pendingSignIns });
  return {
    signIn: createSignIn(needs),
    signUp: createSignUp({ ...needs, identities }),
    passkeys,
    secondStep,
    pendingSignIns,
    passwordChange,
    passwordReset: createPasswordReset({ ...needs, passkeys, passwordChange, upstreamIdentities }),
    upstreamIdentities,
    upstream: createUpstream({
      ...needs,
      identities: upstreamIdentities,
      requests: createUpstreamRequests({ ...needs, store: upstreamRequestsStore(database) }),
    }),
  };
};
