import type { TokenReader } from '../tokens/index.js';
import type { AccountSource } from '../accounts/index.js';
import { deriveKey } from '../../kernel/keys.js';
import type { Audit } from '../audit/index.js';
import { accountOf, type TestUser } from './test-users.js';

/** What the token services know of users, and the key of their refresh tokens. */
export interface UserView {
  tokenReader: TokenReader;
  accounts: AccountSource;
  audit: Audit;
  secretKey: Uint8Array;
}

/**
 * The installation as if a test user had allowed what the developer allowed. Nothing is stored about the test user: codes and
 * token families stay the developer's, and only their user reads differently. Tokens issued this way are valid only here.
 * Elsewhere an access token names another user than its family, and the tag of a refresh token has another key.
 */
export const overlayUser = (
  { tokenReader, accounts, audit, secretKey }: UserView,
  developerId: string,
  user: TestUser,
): UserView => {
  const account = accountOf(user);
  const seen = <Found extends { userId: string }>(found: Found | null): Found | null =>
    found?.userId === developerId ? { ...found, userId: account.id } : null;
  return {
    tokenReader: {
      findCode: async (hash) => seen(await tokenReader.findCode(hash)),
      findFamily: async (id) => seen(await tokenReader.findFamily(id)),
    },
    accounts: { ...accounts, getById: (id) => Promise.resolve(id === account.id ? account : null) },
    // Token events are reported to the developer, to whom the tokens belong.
    audit: {
      ...audit,
      record: (event) => audit.record(event.userId === account.id ? { ...event, userId: developerId } : event),
    },
    secretKey: deriveKey(secretKey, 'playground test users'),
  };
};
