import type { Shared } from '../../database/shared.js';
import { createCursors } from './cursors.js';
import { createAccountDeletion } from './deletion.js';
import { createDownloads } from './downloads.js';
import { createAccountHistory } from './history.js';
import type { Needs } from './needs.js';
import { userDeletionStore } from './store.js';
import type { AccountDataSchema } from './tables.js';
import { createUserData } from './user-data.js';

type Given = Omit<Needs, keyof Shared<AccountDataSchema>>;

export const accountDataModule = (shared: Shared<AccountDataSchema>, given: Given) => {
  const needs = { ...shared, ...given };
  const downloads = createDownloads(shared);
  const history = createAccountHistory({ ...needs, cursors: createCursors(shared), downloads });
  return {
    downloads,
    history,
    accountDeletion: createAccountDeletion({ ...needs, store: userDeletionStore(shared.database) }),
    userData: createUserData({ ...needs, history, downloads }),
  };
};
