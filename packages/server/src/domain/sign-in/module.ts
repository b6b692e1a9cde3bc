import type { Shared } from '../../database/shared.js';
import type { Needs } from './needs.js';
import { createPasskeys } from './passkeys/passkeys.js';
import { passkeysStore } from './passkeys/store.js';
import { createSignIn } from './password.js';
import { createPendingSignIns } from './pending-sign-ins.js';
import { createAccountStatuses } from './recovery/account-status.js';
import { createLostPhone } from './recovery/lost-phone.js';
import { createPasswordChange } from './recovery/password-change.js';
import { createPasswordReset } from './recovery/password-reset.js';
import { createRemaining } from './recovery/remaining-access.js';
import { createSignOutElsewhere } from './recovery/sign-out-elsewhere.js';
import { createSecondStep } from './second-step/second-step.js';
import { secondStepsStore } from './second-step/store.js';
import { createSignUp } from './sign-up.js';
import { pendingSignInsStore } from './store/pending-sign-ins.js';
import type { SignInSchema } from './tables.js';
import { createUpstreamIdentities } from './upstream/identities.js';
import { createUpstreamRequests } from './upstream/requests.js';
import { upstreamIdentitiesStore } from './upstream/store/identities.js';
import { upstreamRequestsStore } from './upstream/store/requests.js';
import { createUpstream } from './upstream/upstream.js';

export const signInModule = (shared: Shared<SignInSchema>, given: Omit<Needs, keyof Shared<SignInSchema>>) => {
  const { database } = shared;
  const needs = { ...shared, ...given };
  const pending = pendingSignInsStore(database);
  const identities = upstreamIdentitiesStore(database);
  const passkeys = createPasskeys({ ...needs, store: passkeysStore(database) });
  const upstreamIdentities = createUpstreamIdentities({ ...needs, store: identities });
  const secondStep = createSecondStep({ ...needs, store: secondStepsStore(database) });
  const pendingSignIns = createPendingSignIns({ ...needs, store: pending, secondStep });
  const passwordChange = createPasswordChange(needs);
  const remaining = createRemaining({ ...needs, passkeys, secondStep, upstreamIdentities });
  return {
    signIn: createSignIn(needs),
    signUp: createSignUp({ ...needs, identities }),
    passkeys,
    secondStep,
    pendingSignIns,
    accountStatuses: createAccountStatuses(needs),
    lostPhone: createLostPhone({ ...needs, passkeys, secondStep }),
    signOutElsewhere: createSignOutElsewhere(needs),
    passwordChange,
    passwordReset: createPasswordReset({ ...needs, passwordChange, pendingSignIns, remaining }),
    upstreamIdentities,
    upstream: createUpstream({
      ...needs,
      identities: upstreamIdentities,
      requests: createUpstreamRequests({ ...needs, store: upstreamRequestsStore(database) }),
    }),
  };
};
