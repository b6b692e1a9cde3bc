import type { Command } from 'commander';
import { SECOND } from '../kernel/clock.js';
import { createLog } from '../kernel/log.js';
import { startServer, type Services } from '../server.js';
import { configOf, print } from './context.js';
import { stopOnSignal } from './stop-on-signal.js';

const inviteOperator = async (command: Command, { roles, invitations }: Services): Promise<void> => {
  if (await roles.hasOperator()) return;
  const { url } = await invitations.createOnly();
  print(
    command,
    { operator_invitation: url },
    `This installation has no operator yet. The first person to open this link becomes the operator. It works once and expires in 7 days. Earlier links no longer work.\n  ${url}`,
  );
};

export const addStartCommand = (program: Command): void => {
  program
    .command('start')
    .description('start the server')
    .action(async (_options: object, command: Command) => {
      const config = configOf(command);
      const log = createLog(config.logLevel);
      const server = await startServer({ config, log });
      stopOnSignal((signal) => server.stop(signal === 'SIGTERM' ? config.stopGrace * SECOND : 0));
      log.info({ url: server.url, issuer: config.issuer }, 'ready');
      // The server runs: what fails from here on is no failed start.
      await inviteOperator(command, server.services).catch((err: unknown) =>
        log.warn({ err }, 'cannot see whether there is an operator; if there is none, run: octroi operator invite'),
      );
    });
};
