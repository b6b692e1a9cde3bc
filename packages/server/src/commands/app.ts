import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { type AppDraft, collectDrafts, type Setting, SETTINGS, settingsOf } from '../domain/apps/index.js';
import { addAppOperations } from './app-operation.js';
import { CommandError, print, requireUser, withServices } from './context.js';
import { saidInEnglish } from '../i18n/field-fault.js';

type Options = Readonly<Record<string, string | string[] | true | undefined>>;
type Row = Pick<Setting<unknown, unknown>, 'name' | 'kind' | 'option' | 'says' | 'help' | 'required'>;

const collect = (uri: string, earlier: string[] = []): string[] => [...earlier, uri];

/** The content of a file that an option names; `expected` says what it should be. */
const readGiven = (option: string, file: string, expected: string): Buffer<ArrayBuffer> => {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandError(`--${option}: ${file} cannot be read. Specify ${expected}.`);
  }
};

const SETTABLE = settingsOf('command');

const optionNameOf = ({ name, option = name.replaceAll('_', '-') }: Row): string => option;

/** What follows an option's name. */
const ARGUMENTS: Readonly<Record<Row['kind'], string>> = {
  flag: '',
  grants: '',
  text: ' <text>',
  algorithm: ' <alg>',
  address: ' <url>',
  uris: ' <uri...>',
  jwks: ' <file>',
};

/** In the style of help texts: no capital, no full stop. */
const helpOf = ({ says, help = says, kind }: Row): string =>
  help
    .replace(/\.$/, kind === 'uris' ? ' (repeatable)' : '')
    .replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());

const optionOf = (row: Row): Option => {
  const option = new Option(`--${optionNameOf(row)}${ARGUMENTS[row.kind]}`, helpOf(row));
  if (row.kind === 'uris') option.argParser(collect);
  // Apps for devices need no redirect URI; a missing one is a fault like others.
  return option.makeOptionMandatory(row.required === true && row.kind !== 'uris');
};

/** The option's value, as a form would send it. */
const fieldOf = (row: Row, options: Options): string | undefined => {
  const given = options[optionOf(row).attributeName()];
  if (given === undefined || given === true) return given && 'true';
  if (Array.isArray(given)) return given.join('\n');
  return row.kind === 'jwks' ? readGiven('jwks', given, 'a file that contains a JWK Set').toString() : given;
};

const draftOf = (options: Options): AppDraft => {
  const settings = collectDrafts(SETTABLE, (row) => {
    const field = fieldOf(row, options);
    return field === undefined ? undefined : row.fromField(field);
  });
  return { ...settings, name: settings.name ?? '', redirectUris: settings.redirectUris ?? [] };
};

export const addAppCommands = (program: Command): void => {
  const app = program.command('app').description('manage registered apps');
  const create = app
    .command('create')
    .description('register an app and print its secret (shown only once)')
    .requiredOption('--owner <login>', 'username or email of the developer who owns the app');
  for (const key of SETTABLE) create.addOption(optionOf(SETTINGS[key]));
  create
    .option('--logo <file>', 'a PNG, WebP or JPEG picture that helps users recognize the app')
    .action(async (options: Options & { owner: string; logo?: string }, command: Command) => {
      await withServices(command, async (services) => {
        const owner = await requireUser(services, options.owner);
        if (owner.status === 'disabled') {
          throw new CommandError(`${owner.username} is disabled. Run \`octroi user enable ${owner.username}\` first.`);
        }
        const logo = options.logo === undefined ? null : readGiven('logo', options.logo, 'a PNG, WebP or JPEG file');
        const logoFaults = logo === null ? [] : services.appLogos.faultsOf(logo);
        if (logoFaults.length > 0) throw new CommandError('App not created.', saidInEnglish(logoFaults));
        const created = await services.apps.create(owner.id, draftOf(options));
        if (created.outcome === 'refused') throw new CommandError('App not created.', saidInEnglish(created.faults));
        const { app: row, secret } = created.value;
        const result = {
          id: row.id,
          name: row.name,
          client_id: row.clientId,
          ...(secret === null ? {} : { client_secret: secret.reveal() }),
          redirect_uri: row.redirectUris[0]?.uri,
          redirect_uris: row.redirectUris.map(({ uri }) => uri),
        };
        const lines = Object.entries(result).map(([name, value]) => `${name}: ${String(value)}`);
        print(command, result, lines.join('\n'));
        // Last, because the secret is shown only once.
        const put = logo === null ? null : await services.appLogos.put(row, logo, { isOperators: true });
        if (put?.outcome === 'refused') {
          throw new CommandError('The app was created, but without its logo.', saidInEnglish(put.faults));
        }
      });
    });
  addAppOperations(app);
};
