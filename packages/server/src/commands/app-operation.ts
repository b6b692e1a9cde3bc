import type { Command } from 'commander';
import type { App, Decision } from '../domain/apps/index.js';
import type { Services } from '../server.js';
import { CommandError, print, withServices } from './context.js';

/** @throws {CommandError} when the app does not exist */
export const requireApp = async ({ appOperation }: Services, reference: string): Promise<App> => {
  const app = await appOperation.find(reference);
  if (app === undefined) {
    throw new CommandError(`There is no app ${reference}. Give its client_id, or its number from the console.`);
  }
  return app;
};

const DECISIONS: Readonly<Record<Decision, { says: string; done: string; before: string }>> = {
  suspend: {
    says: 'make an app and all its tokens useless at once, until it is resumed',
    done: 'is suspended. Its tokens and credentials are refused until you resume it.',
    before: 'was suspended before.',
  },
  resume: {
    says: 'end the suspension of an app; its tokens work again',
    done: 'works again, and so do its tokens.',
    before: 'was not suspended.',
  },
  trust: {
    says: 'ask users nothing when the app sends auto_authorize=true',
    done: 'is trusted.',
    before: 'was trusted before.',
  },
  untrust: {
    says: 'ask users again about an app; what they have allowed stays',
    done: 'is no longer trusted. Users who have not allowed it are asked.',
    before: 'was not trusted.',
  },
};

const nameOf = ({ name, id }: App): string => `${name} (app ${id})`;

const addDecision = (app: Command, decision: Decision): void => {
  const { says, done, before } = DECISIONS[decision];
  app
    .command(`${decision} <app>`)
    .description(`${says}; <app> is its client_id or number`)
    .action(async (reference: string, _options: object, command: Command) => {
      await withServices(command, async (services) => {
        const found = await requireApp(services, reference);
        const isNew = await services.appOperation.decide(found, decision);
        const { id, clientId, isTrusted, suspendedBy } = await requireApp(services, String(found.id));
        if (decision === 'resume' && suspendedBy !== null) {
          throw new CommandError(
            `${nameOf(found)} stays suspended, because the account of its owner is disabled. Run \`octroi user enable\` with the owner's username.`,
          );
        }
        print(
          command,
          { id, client_id: clientId, suspended: suspendedBy !== null, trusted: isTrusted, changed: isNew },
          `${nameOf(found)} ${isNew ? done : before}`,
        );
      });
    });
};

const addDelete = (app: Command): void => {
  app
    .command('delete <app>')
    .description('permanently delete an app and all its tokens; <app> is its client_id or number')
    .option('--yes', 'confirm the deletion')
    .action(async (reference: string, { yes }: { yes?: boolean }, command: Command) => {
      await withServices(command, async (services) => {
        const found = await requireApp(services, reference);
        if (found.registeredBy === 'metadata') {
          throw new CommandError(
            `${nameOf(found)} is described by a document, so it would return with its next request. Suspend it instead.`,
          );
        }
        if (yes !== true) {
          throw new CommandError(`This deletes ${nameOf(found)} and cannot be undone. Add --yes to confirm.`);
        }
        if (!(await services.apps.delete(found.id, found.owner, 'operator'))) {
          throw new CommandError(`${nameOf(found)} has just been deleted by someone else.`);
        }
        print(command, { id: found.id, client_id: found.clientId, deleted: true }, `Deleted ${nameOf(found)}.`);
      });
    });
};

/** What operators do with any app. */
export const addAppOperations = (app: Command): void => {
  for (const decision of ['suspend', 'resume', 'trust', 'untrust'] as const) addDecision(app, decision);
  addDelete(app);
};
