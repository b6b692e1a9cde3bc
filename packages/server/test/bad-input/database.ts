import type { Environment } from '#server/config/index.js';
import { createMigratedDatabase } from '../support/postgres.js';
import { IN_FULL_TIER } from '../support/tier.js';

const DATABASES = {
  SQLite: () => Promise.resolve({ environment: {}, drop: () => Promise.resolve() }),
  PostgreSQL: async () => {
    const { url, drop } = await createMigratedDatabase();
    return { environment: { OCTROI_DATABASE_URL: url, OCTROI_SECRET_KEY: 'ab'.repeat(32) }, drop };
  },
};

/** The full tier sends the same to the other one. */
export const DATABASE = IN_FULL_TIER ? 'PostgreSQL' : 'SQLite';

/** A database for an installation: its environment, and what deletes it. */
export const createDatabase = (): Promise<{ environment: Environment; drop: () => Promise<void> }> =>
  DATABASES[DATABASE]();
