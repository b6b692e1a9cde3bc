export { createCursors } from './cursors.js';
export { type AccountDeletion, type Belongings, createAccountDeletion, type Obstacle } from './deletion.js';
export { type AccountHistory, createAccountHistory } from './history.js';
export { createUserData, type UserData } from './user-data.js';
