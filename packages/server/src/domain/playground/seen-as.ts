import { deriveKey } from '../../kernel/keys.js';
import type { Signer } from '../keys/index.js';
import type { TokenView } from '../tokens/index.js';
import { accountOf, type TestUser } from './test-users.js';

/**
 * The view in which a test user allowed what the developer allowed. Nothing about the test user is stored: codes and token
 * families stay the developer's, and only their owner reads differently. So the tokens issued on this view are valid only
 * on it: elsewhere, an access token names another user than its family does, a refresh token has a tag by another key, and
 * no published key verifies what `signer` signed.
 */
export const seenAs = (
  user: TestUser,
  { developerId, signer }: { developerId: string; signer: Signer },
  real: TokenView,
): TokenView => {
  const account = accountOf(user);
  const owned = <Found extends { userId: string }>(found: Found | null): Found | null =>
    found?.userId === developerId ? { ...found, userId: account.id } : null;
  return {
    ...real,
    tokenReader: {
      findCode: async (hash) => owned(await real.tokenReader.findCode(hash)),
      findFamily: async (id) => owned(await real.tokenReader.findFamily(id)),
    },
    accounts: { getById: (id) => Promise.resolve(id === account.id ? account : null) },
    signer,
    // The developer owns the tokens, so what happens to them is recorded for the developer.
    audit: {
      record: (transaction, event) =>
        real.audit.record(transaction, event.userId === account.id ? { ...event, userId: developerId } : event),
    },
    rootKey: deriveKey(real.rootKey, 'playground test users'),
  };
};
