export { accountDataJobs } from './deleted-apps.js';
export type { AccountDeletion, Belongings } from './deletion.js';
export type { Download, Downloads } from './downloads.js';
export type { AccountHistory } from './history.js';
export { accountDataModule } from './module.js';
export { accountDataRetention } from './retention.js';
export type { Obstacle } from './store.js';
export type { UserData } from './user-data.js';
