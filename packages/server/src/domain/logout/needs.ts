import type { SafeFetch } from '../../kernel/safe-fetch.js';
import type { Apps } from '../apps/index.js';
import type { Keys } from '../keys/index.js';
import type { IdTokens } from '../tokens/index.js';

export interface Needs {
  apps: Apps;
  fetch: SafeFetch;
  idTokens: IdTokens;
  keys: Keys;
}
