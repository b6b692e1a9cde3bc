import type { Command } from 'commander';
import { type App, DEVICE_GRANT, SETTINGS, settingsOf } from '../domain/apps/index.js';
import type { Services } from '../server.js';
import { addAppOperations, requireApp } from './app-operation.js';
import { changingOptions, creatingOptions, draftOf, readGiven, type Options } from './app-options.js';
import { addList, appAsJson, appInWords } from './app-reading.js';
import { CommandError, print, requireUser, withServices } from './context.js';
import { saidInEnglish } from '../i18n/field-fault.js';

/** Null without the option. */
const readLogo = ({ appLogos }: Services, file: string | undefined, refusal: string): Buffer<ArrayBuffer> | null => {
  if (file === undefined) return null;
  const logo = readGiven('logo', file, 'a PNG, WebP or JPEG file');
  const faults = appLogos.faultsOf(logo);
  if (faults.length > 0) throw new CommandError(refusal, saidInEnglish(faults));
  return logo;
};

const putLogo = async (
  { appLogos }: Services,
  app: App,
  logo: Buffer<ArrayBuffer> | null,
  refusal: string,
): Promise<void> => {
  const put = logo === null ? null : await appLogos.put(app, logo, { isOperators: true });
  if (put?.outcome === 'refused') throw new CommandError(refusal, saidInEnglish(put.faults));
};

const SETTABLE = settingsOf('command');
const CHANGEABLE = SETTABLE.filter((key) => SETTINGS[key].fixed !== true);
const LOGO = ['--logo <file>', 'a PNG, WebP or JPEG picture that helps users recognize the app'] as const;

const addCreate = (app: Command): void => {
  const create = app
    .command('create')
    .description('register an app and print its secret (shown only once)')
    .requiredOption('--owner <login>', 'username or email of the developer who owns the app');
  for (const option of creatingOptions(SETTABLE)) create.addOption(option);
  create.option(...LOGO).action(async (options: Options & { owner: string; logo?: string }, command: Command) => {
    const settings = draftOf(SETTABLE, options);
    const { redirectUris = [], grantTypes = [] } = settings;
    if (redirectUris.length === 0 && !grantTypes.includes(DEVICE_GRANT)) {
      command.error("error: required option '--redirect-uri <uri...>' not specified (only --device needs none)");
    }
    await withServices(command, async (services) => {
      const owner = await requireUser(services, options.owner);
      if (owner.status === 'disabled') {
        throw new CommandError(`${owner.username} is disabled. Run \`octroi user enable ${owner.username}\` first.`);
      }
      const logo = readLogo(services, options.logo, 'App not created.');
      const draft = { ...settings, name: settings.name ?? '', redirectUris };
      const created = await services.apps.create(owner.id, draft);
      if (created.outcome === 'refused') throw new CommandError('App not created.', saidInEnglish(created.faults));
      const { app: row, secret } = created.value;
      const result = {
        id: row.id,
        name: row.name,
        client_id: row.clientId,
        ...(secret === null ? {} : { client_secret: secret.reveal() }),
        redirect_uri: row.redirectUris[0]?.uri ?? '',
        redirect_uris: row.redirectUris.map(({ uri }) => uri),
      };
      const lines = Object.entries(result).map(([name, value]) => `${name}: ${String(value)}`);
      print(command, result, lines.join('\n'));
      // Last, because the secret is shown only once.
      await putLogo(services, row, logo, 'The app was created, but without its logo.');
    });
  });
};

/** Of an app as it is now. */
const show = async (command: Command, services: Services, id: number): Promise<void> => {
  const app = await requireApp(services, String(id));
  const shown = appAsJson(app, await services.apps.secrets(app));
  print(command, shown, appInWords(shown));
};

const addUpdate = (app: Command): void => {
  const update = app
    .command('update <app>')
    .description(
      "change an app's settings; <app> is its client_id or number. What is not named stays; a list replaces the one before, and '' empties it",
    );
  for (const option of changingOptions(CHANGEABLE)) update.addOption(option);
  update.option(...LOGO).action(async (reference: string, options: Options & { logo?: string }, command: Command) => {
    await withServices(command, async (services) => {
      const found = await requireApp(services, reference);
      if (found.registeredBy === 'metadata') {
        throw new CommandError(`${found.name} (app ${found.id}) is described by a document. Change ${found.clientId}.`);
      }
      const changes = draftOf(CHANGEABLE, options);
      const logo = readLogo(services, options.logo, 'App not changed.');
      if (Object.keys(changes).length === 0 && logo === null) {
        throw new CommandError('Specify what to change. Run `octroi app update --help` for a list of options.');
      }
      if (Object.keys(changes).length > 0) {
        const changed = await services.apps.update(found.id, found.owner, changes);
        if (changed === undefined) throw new CommandError(`${found.name} (app ${found.id}) was just deleted.`);
        if (changed.outcome === 'refused') throw new CommandError('App not changed.', saidInEnglish(changed.faults));
      }
      await putLogo(services, found, logo, 'The settings were changed, but not the logo.');
      await show(command, services, found.id);
    });
  });
};

const addShow = (app: Command): void => {
  app
    .command('show <app>')
    .description('show all settings of an app, and no secret; <app> is its client_id or number')
    .action(async (reference: string, _options: object, command: Command) => {
      await withServices(command, async (services) => {
        await show(command, services, (await requireApp(services, reference)).id);
      });
    });
};

export const addAppCommands = (program: Command): void => {
  const app = program.command('app').description('manage registered apps');
  addCreate(app);
  addUpdate(app);
  addList(app);
  addShow(app);
  addAppOperations(app);
};
