import type { Command } from 'commander';
import { print, withServices } from './context.js';

/** `octroi operator ...` */
export const addInvitationCommands = (program: Command): void => {
  const operator = program.command('operator').description('who runs this installation');
  operator
    .command('invite')
    .description('make a new one-time link that appoints an operator')
    .action(async (_options: object, command: Command) => {
      await withServices(command, async ({ invitations }) => {
        const { url } = await invitations.create('operator');
        print(command, { url }, `Whoever opens this link first becomes an operator (once, within 7 days):\n  ${url}`);
      });
    });
};
