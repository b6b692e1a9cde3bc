import type { Command } from 'commander';
import { toSeconds } from '../kernel/clock.js';
import type { JsonObject } from '../kernel/json.js';
import {
  type App,
  type AppSecret,
  authMethodOf,
  settingsOf,
  settingValuesOf,
  showSettings,
} from '../domain/apps/index.js';
import { print, requireUser, withServices } from './context.js';

const SHOWN = settingsOf('command');

const ownerId = (owner: string | null): number | null => (owner === null ? null : Number(owner));

/** Everything about an app but its secrets, under the names of the management API. */
export const appAsJson = (app: App, secrets: readonly AppSecret[]): JsonObject => ({
  id: app.id,
  client_id: app.clientId,
  owner_id: ownerId(app.owner),
  ...showSettings(SHOWN, settingValuesOf(app), ({ name, toJson }, value) => [name, toJson(value)]),
  token_endpoint_auth_method: authMethodOf(app),
  secrets: secrets.map(({ id, hint, createdAt }) => ({ id, hint, created_time: toSeconds(createdAt) })),
  registration: app.registeredBy,
  suspended: app.suspendedBy !== null,
  created_time: toSeconds(app.createdAt),
  last_used_time: app.lastUsedAt === null ? null : toSeconds(app.lastUsedAt),
});

/** A value in a line. */
const inWords = (value: unknown): string => {
  if (value === null) return 'none';
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return value.length === 0 ? 'none' : value.map((each) => inWords(each)).join(' ');
};

export const appInWords = (shown: JsonObject): string =>
  Object.entries(shown)
    .map(([name, value]) => `${name}: ${inWords(value)}`)
    .join('\n');

export const addList = (app: Command): void => {
  app
    .command('list')
    .description('list apps, oldest first')
    .option('--owner <login>', 'only those of this developer: a username or email address')
    .action(async ({ owner }: { owner?: string }, command: Command) => {
      await withServices(command, async (services) => {
        const id = owner === undefined ? undefined : (await requireUser(services, owner)).id;
        const apps = await services.appOperation.list(id);
        const rows = apps.map((each) => ({
          id: each.id,
          client_id: each.clientId,
          name: each.name,
          owner_id: ownerId(each.owner),
          public: each.isPublic,
          trusted: each.isTrusted,
          suspended: each.suspendedBy !== null,
        }));
        const lines = rows.map(
          (row) =>
            `${row.id}  ${row.client_id}  ${row.name}${row.trusted ? ' (trusted)' : ''}${row.suspended ? ' (suspended)' : ''}`,
        );
        print(command, { apps: rows }, lines.length === 0 ? 'No apps.' : lines.join('\n'));
      });
    });
};
