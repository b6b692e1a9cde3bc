import type { Command } from 'commander';
import { CommandError, print, requireUser, withServices } from './context.js';
import { saidInEnglish } from '../i18n/field-fault.js';

export const addDeveloperTokenCommands = (program: Command): void => {
  const developerToken = program.command('developer-token').description('manage credentials for the management API');
  developerToken
    .command('create')
    .description('create a token for a developer; it is shown once')
    .requiredOption('--user <login>', 'username or email of the developer')
    .option('--name <name>', 'a name to recognize it by', 'Command line')
    .action(async (options: { user: string; name: string }, command: Command) => {
      await withServices(command, async (services) => {
        const account = await requireUser(services, options.user);
        if ((await services.developers.roleOf(account.id)) === 'user') {
          throw new CommandError(
            `${account.username} is not a developer. They can become one in the console, or you can create a developer with \`octroi user create --role developer\`.`,
          );
        }
        const created = await services.developers.createToken(account.id, options.name, null);
        if (created.outcome === 'refused') throw new CommandError('Token not created.', saidInEnglish(created.faults));
        const token = created.value.token.reveal();
        print(command, { token, name: created.value.kept.name }, token);
      });
    });
};
