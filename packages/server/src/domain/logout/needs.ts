import type { Apps } from '../apps/index.js';
import type { Keys } from '../keys/index.js';
import type { AppCalls } from '../request-log/index.js';
import type { IdTokens } from '../tokens/index.js';

export interface Needs {
  apps: Apps;
  callApp: AppCalls;
  idTokens: IdTokens;
  keys: Keys;
}
