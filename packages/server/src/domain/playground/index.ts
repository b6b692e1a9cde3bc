export { eraseRuns } from './erase-user.js';
export { playgroundModule } from './module.js';
export {
  type Exchange,
  type Gained,
  type HeldTokens,
  MAX_EXCHANGES,
  type Playground,
  PLAYGROUND_CALLBACK,
  type ReceivedAnswer,
  type Run,
  type SentRequest,
  type Step,
} from './playground.js';
export { playgroundRetention } from './retention.js';
export { seenAs } from './seen-as.js';
export type { PlaygroundTables } from './tables.js';
export {
  type AmountFault,
  type DescribedUser,
  makeTestUser,
  MAX_TEST_USERNAME,
  type Measure,
  moveBalance,
  READY_USERS,
  readyUser,
  type TestUser,
} from './test-users.js';
