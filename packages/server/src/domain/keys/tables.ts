import type { Generated } from 'kysely';
import type { AuditTables } from '../audit/index.js';

export interface KeysTables {
  signing_keys: SigningKeysTable;
  root_keys: RootKeysTable;
}

export type KeysSchema = KeysTables & AuditTables;

export interface SigningKeysTable {
  id: Generated<number>;
  kid: string;
  alg: string;
  /** 1, 2, 3 ... per algorithm; unique, so that two processes that start at once agree on one key. */
  ordinal: number;
  public_jwk: string | null;
  sealed_key: string;
  created_at: number;
  retired_at: number | null;
}

/** Copies of the one root key, each sealed under another secret key. */
export interface RootKeysTable {
  /** The name of the secret key. */
  sealed_under: string;
  /** 1, 2, 3 ...: by this a copy is newer than another, whatever the clock said. */
  ordinal: number;
  sealed_key: string;
  created_at: number;
  /** When a process first started with this secret key; null until then. */
  used_at: number | null;
  /** When a later secret key was first used; null until then. */
  retired_at: number | null;
}
