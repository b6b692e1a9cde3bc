import type { Selectable } from 'kysely';
import type { SecretHash } from '../../../kernel/secret.js';
import type { AppSecretsTable } from '../tables.js';

export type AppSecretRow = Selectable<AppSecretsTable>;

/** A secret without its value. */
export interface AppSecret {
  id: number;
  hash: SecretHash;
  /** Its last characters. */
  hint: string;
  createdAt: number;
  lastUsedAt: number | null;
}

export const secretOf = ({ id, hash, hint, created_at, last_used_at }: AppSecretRow): AppSecret => ({
  id,
  hash,
  hint,
  createdAt: created_at,
  lastUsedAt: last_used_at,
});
