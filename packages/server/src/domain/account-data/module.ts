import type { Shared } from '../../database/shared.js';
import { createCursors } from './cursors.js';
import { createAccountDeletion } from './deletion.js';
import { createAccountHistory } from './history.js';
import type { Needs } from './needs.js';
import { userDeletionStore } from './store.js';
import type { AccountDataSchema } from './tables.js';
import { createUserData } from './user-data.js';

type Given = Omit<Needs, keyof Shared<AccountDataSchema>>;

export const accountDataModule = (shared: Shared<AccountDataSchema>, given: Given) => {
  const needs = { ...shared, ...given };
  const history = createAccountHistory({ ...needs, cursors: createCursors(shared) });
  return {
    history,
    accountDeletion: createAccountDeletion({ ...needs, store: userDeletionStore(shared.database) }),
    userData: createUserData({ ...needs, history }),
  };
};
