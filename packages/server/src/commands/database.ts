import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { connect, fileOf } from '../database/connect.js';
import { CommandError, configOf, print } from './context.js';

const MEGABYTE = 1024 * 1024;

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
  program
    .command('compact')
    .description('make a SQLite file as small as what is in it; stop the server first')
    .action(async (_options: object, command: Command) => {
      const file = fileOf(configOf(command).databaseUrl);
      if (file === null) throw new CommandError('PostgreSQL gives space back itself (autovacuum).');
      const { rewriteFile } = await import('../database/sqlite/space.js');
      rewriteFile(file);
      const { size } = statSync(file);
      print(command, { file, bytes: size }, `${file} has ${Math.ceil(size / MEGABYTE)} MB.`);
    });
};
