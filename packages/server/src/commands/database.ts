import type { Command } from 'commander';
import { connect } from '../database/connect.js';
import { configOf, print } from './context.js';

export const addDatabaseCommands = (program: Command): void => {
  program
    .command('migrate')
    .description('migrate the database schema to this version; octroi start does this too')
    .action(async (_options: object, command: Command) => {
      const { databaseUrl, databasePooler } = configOf(command);
      const database = await connect(databaseUrl, () => {}, { isPooled: databasePooler === 'transaction' });
      try {
        const applied = await database.migrate();
        print(
          command,
          { applied },
          applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}.`,
        );
      } finally {
        await database.close();
      }
    });
};
