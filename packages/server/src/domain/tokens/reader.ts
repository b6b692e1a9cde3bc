import type { FoundCode } from './store/codes.js';
import type { LiveFamily } from './store/family.js';

/** Looks up codes and tokens at each use. Injected, because the playground reads them for a test user. */
export interface TokenReader {
  /** By the hash of the code, redeemed or not. */
  findCode(hash: string): Promise<FoundCode | null>;
  /** Null when the family is revoked, its authorization has ended, or its app is suspended. */
  findFamily(id: number): Promise<LiveFamily | null>;
}
