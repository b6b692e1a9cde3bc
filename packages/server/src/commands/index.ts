import { Command } from 'commander';
import { ConfigError } from '../config.js';
import { UnavailableError } from '../kernel/unavailable.js';
import { addAppCommands } from './app.js';
import { addConfigCommands } from './config.js';
import { addDatabaseCommands } from './database.js';
import { addDemoCommand } from './demo.js';
import { addDeveloperTokenCommands } from './developer-token.js';
import { addInvitationCommands } from './invitation.js';
import { CommandError } from './context.js';
import { addStartCommand } from './start.js';
import { addUserCommands } from './user.js';

const createProgram = (): Command => {
  const program = new Command('octroi')
    .description('Self-hosted OAuth 2 and OpenID Connect server for platforms that sell prepaid credit')
    .option('--issuer <url>', 'as OCTROI_ISSUER')
    .option('--host <address>', 'as OCTROI_HOST')
    .option('--port <number>', 'as OCTROI_PORT')
    .option('--database-url <url>', 'as OCTROI_DATABASE_URL')
    .option('--json', 'print results and errors as JSON')
    .showHelpAfterError('(octroi --help lists the commands)');
  addStartCommand(program);
  addDemoCommand(program);
  addDatabaseCommands(program);
  addUserCommands(program);
  addDeveloperTokenCommands(program);
  addAppCommands(program);
  addInvitationCommands(program);
  addConfigCommands(program);
  return program;
};

const messageOf = (error: unknown): string => {
  if (error instanceof UnavailableError && error.cause instanceof Error) return `${error.message}: ${error.cause.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Another program uses this port; end it, or choose another one with --port.`;
  }
  return error instanceof Error ? error.message : String(error);
};

const report = (error: unknown, json: boolean): void => {
  const faults = error instanceof ConfigError ? error.faults : error instanceof CommandError ? error.faults : undefined;
  const message = messageOf(error);
  console.error(json ? JSON.stringify({ error: message, ...(faults ? { faults } : {}) }) : message);
};

/** Runs the command line. The exit code is 0 only when what was asked for was done. */
export const run = async (argv: readonly string[]): Promise<void> => {
  const program = createProgram();
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    report(error, program.opts<{ json?: boolean }>().json === true);
    process.exitCode = 1;
  }
};
