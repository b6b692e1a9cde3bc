import type { Command } from 'commander';
import { toSeconds } from '../kernel/clock.js';
import type { Resource, ResourceScope } from '../domain/resources/index.js';
import { CommandError, print, requireUser, withServices } from './context.js';
import { saidInEnglish } from '../i18n/field-fault.js';

interface AddOptions {
  identifier: string;
  name: string;
  scope?: ResourceScope[];
  owner?: string;
}

/** Parses `read:Read your notes` or `notes:read:Read your notes`: the last colon in the first word ends the name. */
const readScope = (text: string, earlier: ResourceScope[] = []): ResourceScope[] => {
  const [name] = /^\S*(?=:\S)/.exec(text) ?? /^[^:]*(?=:)/.exec(text) ?? [];
  if (name === undefined) {
    throw new CommandError(`--scope ${text}: write NAME:"what it allows", such as read:"Read your notes".`);
  }
  return [...earlier, { name, description: text.slice(name.length + 1) }];
};

const asJson = ({ id, identifier, name, scopes, ownerId, createdAt }: Resource) => ({
  id,
  identifier,
  name,
  scopes,
  owner_id: ownerId === null ? null : Number(ownerId),
  created_time: toSeconds(createdAt),
});

const inWords = ({ identifier, name, scopes }: Resource): string =>
  [`${identifier}  ${name}`, ...scopes.map((scope) => `  ${scope.name}: ${scope.description}`)].join('\n');

export const addResourceCommands = (program: Command): void => {
  const resource = program
    .command('resource')
    .description('manage the APIs and MCP servers that apps can request tokens for');
  resource
    .command('add')
    .description('register an API or MCP server so that apps can request tokens for it (RFC 8707)')
    .requiredOption('--identifier <uri>', 'the https URI that apps send as resource')
    .requiredOption('--name <name>', 'the name that users see before they allow access')
    .option('--scope <name:description>', 'a scope and the description that users see; repeat for several', readScope)
    .option('--owner <login>', 'the developer whose apps may introspect its tokens: a username or email address')
    .action(async (options: AddOptions, command: Command) => {
      await withServices(command, async (services) => {
        const owner = options.owner === undefined ? null : await requireUser(services, options.owner);
        const { identifier, name, scope: scopes = [] } = options;
        const added = await services.resources.add(owner?.id ?? null, { identifier, name, scopes }, 'operator');
        if (added.outcome === 'refused') throw new CommandError('Resource not added.', saidInEnglish(added.faults));
        print(command, asJson(added.value), inWords(added.value));
      });
    });
  resource
    .command('list')
    .description('list registered resources')
    .action(async (_options: object, command: Command) => {
      await withServices(command, async (services) => {
        const resources = await services.resources.list();
        const text = resources.length === 0 ? 'No resources.' : resources.map(inWords).join('\n');
        print(command, { resources: resources.map(asJson) }, text);
      });
    });
  resource
    .command('remove')
    .description('remove a resource and revoke all access to it')
    .requiredOption('--identifier <uri>', 'the identifier it was added with')
    .action(async (options: { identifier: string }, command: Command) => {
      await withServices(command, async (services) => {
        const found = await services.resources.find(options.identifier);
        if (found === null || !(await services.resources.remove(found))) {
          throw new CommandError(
            `There is no resource ${options.identifier}. Run \`octroi resource list\` to see them all.`,
          );
        }
        print(command, { removed: found.identifier }, `Removed ${found.identifier}.`);
      });
    });
};
