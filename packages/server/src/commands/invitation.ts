import type { Command } from 'commander';
import { print, withServices } from './context.js';

export const addInvitationCommands = (program: Command): void => {
  const operator = program.command('operator').description('manage the people who run this installation');
  operator
    .command('invite')
    .description('create a one-time link that makes someone an operator')
    .action(async (_options: object, command: Command) => {
      await withServices(command, async ({ invitations }) => {
        const { url } = await invitations.create('operator');
        print(
          command,
          { url },
          `The first person to open this link becomes an operator. It works once and expires in 7 days:\n  ${url}`,
        );
      });
    });
};
