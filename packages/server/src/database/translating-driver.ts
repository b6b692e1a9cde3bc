import type { DatabaseConnection, Driver } from 'kysely';
import { UnavailableError } from '../kernel/unavailable.js';
import { translateError } from './database.js';

/** Runs `work` and translates its errors (`translateError`). */
export const translated = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw translateError(error);
  }
};

/** The driver's own error. */
export const causeOf = (error: unknown): unknown => (error instanceof UnavailableError ? error.cause : error);

/** Wraps a driver so that every query's errors are translated. */
export const translatingDriver = <D extends Driver>(driver: D): D => {
  const translating = new WeakSet<DatabaseConnection>();
  const acquire = driver.acquireConnection.bind(driver);
  driver.acquireConnection = async (options) => {
    const connection = await translated(() => acquire(options));
    // Drivers return the same connection again.
    if (!translating.has(connection)) {
      translating.add(connection);
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (query, executeOptions) => translated(() => execute(query, executeOptions));
    }
    return connection;
  };
  return driver;
};
