import type { DatabaseConnection, Driver } from 'kysely';
import { translateError } from './database.js';

/** Runs `work` and translates what it rejects with (`translateError`). */
export const translated = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw translateError(error);
  }
};

/** Makes a driver translate every error, so that each query of Kysely does, wherever it was built. */
export const translatingDriver = <D extends Driver>(driver: D): D => {
  const translating = new WeakSet<DatabaseConnection>();
  const acquire = driver.acquireConnection.bind(driver);
  driver.acquireConnection = async (options) => {
    const connection = await translated(() => acquire(options));
    // Drivers hand out the same connection again and again.
    if (!translating.has(connection)) {
      translating.add(connection);
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (query, executeOptions) => translated(() => execute(query, executeOptions));
    }
    return connection;
  };
  return driver;
};
