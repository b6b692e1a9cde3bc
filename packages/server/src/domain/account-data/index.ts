export { createCursors } from './cursors.js';
export { type AccountDeletion, type Belongings, createAccountDeletion } from './deletion.js';
export { type AccountHistory, createAccountHistory } from './history.js';
export { createUserData, type UserData } from './user-data.js';
export { accountDataModule } from './module.js';
export { accountDataRetention } from './retention.js';
export type { AccountDataSchema } from './tables.js';
export type { Obstacle } from './store.js';
