import type { Command } from 'commander';
import { CommandError, print, requireUser, withServices } from './context.js';

interface CreateOptions {
  owner: string;
  name: string;
  description: string;
  redirectUri: string[];
  public?: boolean;
  trusted?: boolean;
  requirePkce?: boolean;
  allowBrowserSecret?: boolean;
  idTokenAlg: string;
}

const collect = (uri: string, earlier: string[] = []): string[] => [...earlier, uri];

/** `octroi app ...` */
export const addAppCommands = (program: Command): void => {
  const app = program.command('app').description('registered apps');
  app
    .command('create')
    .description('register an app; its secret is shown once')
    .requiredOption('--owner <login>')
    .requiredOption('--name <name>')
    .requiredOption('--redirect-uri <uri...>', 'may be given more than once', collect)
    .option('--description <text>', '', '')
    .option('--public', 'no secret: for apps that cannot keep one (PKCE is required)')
    .option('--trusted', 'users are not asked when the app sends auto_authorize=true')
    .option('--require-pkce', 'refuse authorization requests without a code_challenge')
    .option('--allow-browser-secret', 'accept the secret from browsers (anyone who opens the page can read it)')
    .option('--id-token-alg <alg>', 'RS256', 'RS256')
    .action(async (options: CreateOptions, command: Command) => {
      if (options.idTokenAlg !== 'RS256') throw new CommandError('--id-token-alg must be RS256.');
      await withServices(command, async (services) => {
        const owner = await requireUser(services, options.owner);
        const created = await services.apps.create(owner.id, {
          name: options.name,
          description: options.description,
          redirectUris: options.redirectUri,
          public: options.public ?? false,
          trusted: options.trusted ?? false,
          requirePkce: options.requirePkce ?? false,
          allowBrowserSecret: options.allowBrowserSecret ?? false,
          idTokenAlg: options.idTokenAlg,
        });
        if (created.outcome === 'refused') throw new CommandError('The app was not created.', created.faults);
        const { app: row, secret } = created.value;
        const result = {
          id: row.id,
          name: row.name,
          client_id: row.client_id,
          ...(secret === null ? {} : { client_secret: secret.reveal() }),
          redirect_uri: row.redirectUris[0]?.uri,
          redirect_uris: row.redirectUris.map(({ uri }) => uri),
        };
        const lines = Object.entries(result).map(([name, value]) => `${name}: ${String(value)}`);
        print(command, result, lines.join('\n'));
      });
    });
};
