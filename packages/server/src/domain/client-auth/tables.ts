export interface ClientAuthTables {
  used_jtis: UsedJtisTable;
}

/** Identifiers of used assertions and DPoP proofs, kept while they are valid. */
export interface UsedJtisTable {
  hash: string;
  expires_at: number;
}
