import type { Command } from 'commander';
import { describeConfig } from '../config/description.js';
import { configOf, environmentOf, print } from './context.js';

export const addConfigCommands = (program: Command): void => {
  const config = program.command('config').description('show settings');
  config
    .command('print')
    .description('print every setting with its value and meaning; secrets are hidden')
    .action((_options: object, command: Command) => {
      configOf(command);
      const settings = describeConfig(environmentOf(command));
      const lines = settings.map(
        ({ name, value, isSet, description }) => `${name}=${value}${isSet ? '' : ' (default)'}\n  ${description}`,
      );
      print(command, { settings }, lines.join('\n'));
    });
};
