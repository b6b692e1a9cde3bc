/** The tables of this subject; conventions are in database/README.md. */
export interface ClientAuthTables {
  used_jtis: UsedJtisTable;
}

/** Identifiers of assertions and DPoP proofs, each good for one use while it is valid. */
export interface UsedJtisTable {
  hash: string;
  expires_at: number;
}
