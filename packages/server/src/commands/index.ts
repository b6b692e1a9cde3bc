import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/index.js';
import { UnavailableError } from '../kernel/unavailable.js';
import { addAppCommands } from './app.js';
import { addConfigCommands } from './config.js';
import { addDatabaseCommands } from './database.js';
import { addDemoCommand } from './demo/index.js';
import { addDeveloperTokenCommands } from './developer-token.js';
import { addInvitationCommands } from './invitation.js';
import { addKeyCommands } from './keys.js';
import { CommandError } from './context.js';
import { addDoctorCommand } from './doctor/index.js';
import { addResourceCommands } from './resource.js';
import { addStartCommand } from './start.js';
import { addUserCommands } from './user.js';

/** The whole command line; `json` keeps commander's own messages off standard error. */
export const createProgram = (json = false): Command => {
  const program = new Command('octroi')
    // Must precede the commands, which inherit it.
    .exitOverride()
    .configureOutput(json ? { writeErr: () => {} } : {})
    .description('Self-hosted OAuth 2 and OpenID Connect server for platforms that sell prepaid credit')
    .option('--issuer <url>', 'overrides OCTROI_ISSUER')
    .option('--host <address>', 'overrides OCTROI_HOST')
    .option('--port <number>', 'overrides OCTROI_PORT')
    .option('--database-url <url>', 'overrides OCTROI_DATABASE_URL')
    .option('--json', 'print results and errors as JSON')
    .showHelpAfterError('Run octroi --help for a list of commands.');
  addStartCommand(program);
  addDemoCommand(program);
  addDatabaseCommands(program);
  addUserCommands(program);
  addDeveloperTokenCommands(program);
  addAppCommands(program);
  addResourceCommands(program);
  addInvitationCommands(program);
  addKeyCommands(program);
  addConfigCommands(program);
  addDoctorCommand(program);
  return program;
};

const messageOf = (error: unknown): string => {
  if (error instanceof CommanderError) {
    return error.code === 'commander.help' ? 'Missing command.' : error.message.replace(/^error: /, '');
  }
  if (error instanceof UnavailableError && error.cause instanceof Error)
    return `${error.message}: ${error.cause.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Another program is using this port. Stop it, or choose another port with --port.`;
  }
  return error instanceof Error ? error.message : String(error);
};

const report = (error: unknown, json: boolean): void => {
  const faults = error instanceof ConfigError ? error.faults : error instanceof CommandError ? error.faults : undefined;
  const message = messageOf(error);
  console.error(json ? JSON.stringify({ error: message, ...(faults ? { faults } : {}) }) : message);
};

/** Runs the command line. The exit code is 0 only on success. */
export const run = async (argv: readonly string[]): Promise<void> => {
  // Searched by hand, because a command line that fails to parse has no options.
  const json = argv.includes('--json');
  try {
    await createProgram(json).parseAsync([...argv]);
  } catch (error) {
    // Requested help also ends here, with code 0. Commander has already printed what was wrong with a call.
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
    if (process.exitCode !== 0 && (json || !(error instanceof CommanderError))) report(error, json);
  }
};
