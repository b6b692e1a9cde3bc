import type { Command } from 'commander';
import { describeConfig } from '../config/description.js';
import { readDotEnv } from '../config/index.js';
import { configOf, environmentOf, print } from './context.js';

export const addConfigCommands = (program: Command): void => {
  const config = program.command('config').description('show settings');
  config
    .command('print')
    .description('print every setting with its value, where it was read, and its meaning; secrets are hidden')
    .action((_options: object, command: Command) => {
      configOf(command);
      const file = readDotEnv(process.cwd());
      const settings = describeConfig(environmentOf(command), file?.values);
      const lines = settings.map(
        ({ name, value, source, description }) =>
          `${name}=${value}${source === 'environment' ? '' : ` (${source})`}\n  ${description}`,
      );
      lines.unshift(file === null ? `There is no .env file in ${process.cwd()}.` : `Read ${file.path}.`);
      print(command, { settings, env_file: file?.path ?? null }, lines.join('\n'));
    });
};
