import type { Shared } from '../../database/shared.js';
import type { ManagedAccounts, Money } from '../accounts/index.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Authorizations } from '../authorization/index.js';
import type { Developers } from '../developers/index.js';
import type { LogoutNotices } from '../logout/index.js';
import type { Resources } from '../resources/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Passkeys, SecondStep, UpstreamIdentities } from '../sign-in/index.js';
import type { Wallet } from '../wallet/index.js';
import { createCursors } from './cursors.js';
import { createAccountDeletion } from './deletion.js';
import { createAccountHistory } from './history.js';
import { userDeletionStore } from './store.js';
import type { AccountDataSchema } from './tables.js';
import { createUserData } from './user-data.js';

interface Needs {
  accounts: ManagedAccounts;
  apps: Apps;
  audit: Audit;
  authorizations: Authorizations;
  developers: Developers;
  identities: UpstreamIdentities;
  logoutNotices: LogoutNotices;
  money: Money;
  passkeys: Passkeys;
  resources: Resources;
  secondStep: SecondStep;
  sessions: Sessions;
  wallet: Wallet;
}

export const accountDataModule = (shared: Shared<AccountDataSchema>, needs: Needs) => {
  const history = createAccountHistory({ ...needs, cursors: createCursors(shared) });
  return {
    history,
    accountDeletion: createAccountDeletion({ ...shared, ...needs, store: userDeletionStore(shared.database) }),
    userData: createUserData({ ...shared, ...needs, history }),
  };
};
