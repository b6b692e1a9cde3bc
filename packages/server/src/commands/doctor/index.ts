import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError, type Config } from '../../config/index.js';
import { machineClock } from '../../kernel/clock.js';
import { connect, fileOf, remedyFor } from '../../database/connect.js';
import type { Database } from '../../database/database.js';
import { appsStore } from '../../domain/apps/index.js';
import { appRequestsStore } from '../../domain/request-log/index.js';
import type { Schema } from '../../wiring/schema.js';
import { migrationState } from '../../database/migrate.js';
import { CommandError, configOf } from '../context.js';
import { examineApp } from './app.js';
import { acceptClock } from './clock.js';
import { examineCalls, examineProviders } from './calls.js';
import { examineNames } from './names.js';
import { examineOrders } from './orders.js';
import {
  examineArchive,
  examineDatabase,
  examineDisk,
  examineIssuer,
  examineMail,
  examineSettings,
} from './installation.js';
import { error, ok, report, type Finding } from './findings.js';

/** Opens the database without changing it. Calls `work` only if it exists and is up to date. */
const withDatabase = async (
  config: Config,
  work: (database: Database<Schema>) => Promise<Finding[]>,
): Promise<Finding[]> => {
  const file = fileOf(config.databaseUrl);
  if (file !== null && !existsSync(file)) {
    return error(
      'database',
      `There is no database at ${file}.`,
      'Check OCTROI_DATABASE_URL, or run `octroi start` to create a new one.',
    );
  }
  try {
    const isPooled = config.databasePooler === 'transaction';
    const database = await connect<Schema>(config.databaseUrl, () => {}, { isPooled });
    try {
      await database.ping();
      const { pending } = await migrationState(database.read.query, database.dialect);
      if (pending.length > 0) {
        return error('database', `The schema is missing ${pending.join(', ')}.`, 'Run `octroi migrate`.');
      }
      return [
        ...ok('database', `${database.dialect} answers, and its schema is up to date`),
        ...(await work(database)),
      ];
    } finally {
      await database.close();
    }
  } catch (thrown) {
    if (thrown instanceof CommandError || thrown instanceof ConfigError) throw thrown;
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    return error(
      'database',
      `It cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedyFor(cause, config.databaseUrl) ?? 'Check OCTROI_DATABASE_URL and that the database is running.',
    );
  }
};

const examineInstallation = async (config: Config, acceptsClock: boolean): Promise<Finding[]> => [
  ...ok('configuration', 'readable'),
  ...(await withDatabase(config, async (database) => [
    ...(acceptsClock ? await acceptClock(database) : []),
    ...(await examineDatabase(database, config)),
    ...(await examineNames(database)),
    ...(await examineOrders(database, machineClock.now())),
    ...(await examineCalls(appRequestsStore(database))),
  ])),
  ...examineDisk(config),
  ...examineArchive(config),
  ...(await examineIssuer(config)),
  ...(await examineProviders(config)),
  ...examineSettings(config),
  ...examineMail(config),
];

export const addDoctorCommand = (program: Command): void => {
  program
    .command('doctor')
    .description('check this installation, or one app, and say what to fix; changes nothing without --accept-clock')
    .option('--app <client_id>', 'check this app instead of the installation')
    .option('--accept-clock', 'take the present time as right, although another was seen before')
    .action(async ({ app, acceptClock: accepts }: { app?: string; acceptClock?: true }, command: Command) => {
      const config = configOf(command);
      report(
        command,
        app === undefined
          ? await examineInstallation(config, accepts === true)
          : await withDatabase(config, (database) => {
              const records = { apps: appsStore(database), appRequests: appRequestsStore(database) };
              return examineApp(records, app, { config, now: machineClock.now() });
            }),
      );
    });
};
