import type { FoundCode } from './store/codes.js';
import type { LiveFamily } from './store/family.js';

/** What codes and tokens stand for, as it is looked up at each use. Injected: the playground reads it for a test user. */
export interface TokenReader {
  /** By the hash of the code, whether or not it was redeemed. */
  findCode(hash: string): Promise<FoundCode | null>;
  /** Null when the family is revoked or its authorization has ended. */
  findFamily(id: number): Promise<LiveFamily | null>;
}
