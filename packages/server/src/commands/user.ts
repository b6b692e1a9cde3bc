import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { AccountLimits, NewAccountFault } from '../domain/accounts/index.js';
import { formatUnits, MAX_UNITS, parseUnits, unitsToNumber } from '../kernel/quota.js';
import { STATUS_NUMBERS, type AccountStatus } from '../protocol/claims.js';
import { randomSecret, Secret } from '../kernel/secret.js';
import type { SaidFault } from '../i18n/field-fault.js';
import { CommandError, configOf, print, requireUser, withServices } from './context.js';

interface CreateOptions {
  username: string;
  email: string;
  password?: string;
  passwordStdin?: boolean;
  quota: string;
  usedQuota: string;
  role: string;
  emailVerified?: boolean;
}

const inWords = ({ field, reason }: NewAccountFault, limits: AccountLimits): SaidFault => {
  const messages: Readonly<Record<string, string>> = {
    'username invalid': `Use 1 to ${limits.maxUsernameLength} characters, without @, control characters, and words that mix alphabets.`,
    'username taken': 'Another user has this username or email address.',
    'email invalid': 'Use an address such as name@example.com.',
    'email taken': 'Another user has this email address.',
    'password too_short': `Use at least ${limits.minPasswordLength} characters.`,
    'password too_long': `Use at most ${limits.maxPasswordLength} characters.`,
  };
  return { field, message: messages[`${field} ${reason}`] ?? reason };
};

/** ADR 0052: the first who proves that the address is theirs gets the account. */
const UNCONFIRMED =
  'The email address is not confirmed. Until it is, a password reset sent to it removes passkeys, and two-step sign-in unless its codes have been used for 30 days. The user can confirm the address at /account/security; if you know that it is theirs, create users with --email-verified.';

const units = (name: string, value: string): bigint => {
  const parsed = parseUnits(value);
  if (parsed === null) throw new CommandError(`${name} must be a whole number of units from 0 to 9007199254740991.`);
  return parsed;
};

const passwordOf = async (options: CreateOptions): Promise<Secret> => {
  if (options.passwordStdin) return new Secret((await text(process.stdin)).replace(/\r?\n$/, ''));
  if (options.password !== undefined) return new Secret(options.password);
  throw new CommandError('Missing password. Use --password-stdin to read it from standard input, or --password.');
};

const addCreate = (user: Command): void => {
  user
    .command('create')
    .description('create an account')
    .requiredOption('--username <name>', 'username to sign in with')
    .requiredOption('--email <address>', 'email address of the user')
    .option('--password <password>', 'the password; anyone who can list processes sees it, so prefer --password-stdin')
    .option('--password-stdin', 'read the password from standard input')
    .option('--quota <units>', 'units of quota to start with', '0')
    .option('--used-quota <units>', 'units of quota already spent', '0')
    .option('--email-verified', 'mark the email address as verified')
    .option('--role <role>', 'one of user, developer, operator', 'user')
    .action(async (options: CreateOptions, command: Command) => {
      const { role } = options;
      if (role !== 'user' && role !== 'developer' && role !== 'operator') {
        throw new CommandError('--role must be user, developer or operator.');
      }
      const quota = units('--quota', options.quota);
      const usedQuota = units('--used-quota', options.usedQuota);
      const password = await passwordOf(options);
      await withServices(command, async ({ accounts, audit, database, developers }) => {
        const { username, email, emailVerified: isEmailVerified = false } = options;
        const given = { username, email, isEmailVerified, password };
        const registration = await accounts.register({ ...given, quota, usedQuota }, (insert) =>
          database.write(async (transaction) => {
            const created = await insert(transaction);
            await audit.record(transaction, { type: 'account_created', userId: created.id });
            if (role !== 'user') await developers.grantRoleIn(transaction, created.id, role);
            return created;
          }),
        );
        if (registration.outcome === 'refused') {
          throw new CommandError(
            'User not created.',
            registration.faults.map((fault) => inWords(fault, accounts.limits)),
          );
        }
        const { account } = registration;
        const { id, username: name, emailVerified } = account;
        const warning = emailVerified ? {} : { warning: UNCONFIRMED };
        print(
          command,
          { id: Number(id), username: name, email: account.email, email_verified: emailVerified, role, ...warning },
          [`Created ${role} ${name} (id ${id}).`, ...(emailVerified ? [] : [UNCONFIRMED])].join('\n'),
        );
      });
    });
};

const addStatus = (user: Command, name: 'enable' | 'disable', status: AccountStatus): void => {
  const past = `${name}d` as const;
  user
    .command(`${name} <login>`)
    .description(
      name === 'disable'
        ? 'revoke all access of a user, and suspend their apps, at once'
        : 'enable a disabled user again',
    )
    .action(async (login: string, _options: object, command: Command) => {
      await withServices(command, async (services) => {
        const account = await requireUser(services, login);
        if (!(await services.accountStatuses.set(account.id, status))) {
          throw new CommandError(`${account.username} has just been deleted.`);
        }
        print(
          command,
          { username: account.username, status: STATUS_NUMBERS[status] },
          `${account.username} is ${past}.`,
        );
      });
    });
};

const addDelete = (user: Command): void => {
  user
    .command('delete <login>')
    .description('permanently erase a user and revoke all their access; the ledger and orders stay, without a name')
    .option('--yes', 'confirm the deletion')
    .action(async (login: string, { yes }: { yes?: boolean }, command: Command) => {
      await withServices(command, async (services) => {
        const { id, username } = await requireUser(services, login);
        if (yes !== true) {
          throw new CommandError(`This erases ${username} (id ${id}) and cannot be undone. Add --yes to confirm.`);
        }
        const deletion = await services.accountDeletion.delete(id, 'operator');
        if (deletion.outcome === 'last_operator') {
          throw new CommandError(
            `${username} is the only operator. Run \`octroi operator invite\` to appoint another one first.`,
          );
        }
        if (deletion.outcome === 'apps_in_use') {
          throw new CommandError(
            `${username} was not deleted, because other people use their apps. Delete these apps first, or disable the user instead.`,
            deletion.apps.map((app) => ({
              field: `app ${app.id}`,
              message: `${app.name} (other users: ${app.users})`,
            })),
          );
        }
        print(command, { id: Number(id), deleted: true }, `Deleted ${username} (id ${id}).`);
      });
    });
};

const addCredit = (user: Command): void => {
  user
    .command('credit <login>')
    .description('add units to a balance')
    .requiredOption('--units <units>', 'units of quota to add')
    .option('--memo <text>', 'the text in the ledger', 'Credit')
    .action(async (login: string, options: { units: string; memo: string }, command: Command) => {
      const credited = units('--units', options.units);
      if (credited === 0n) throw new CommandError('--units must be at least 1.');
      await withServices(command, async (services) => {
        const { accounts, audit, money } = services;
        const { id } = await requireUser(services, login);
        const reference = { idempotencyKey: randomSecret('cli:').reveal(), memo: options.memo };
        const detail = { units: unitsToNumber(credited) };
        const outcome = await accounts.credit(id, credited, reference, (transaction) =>
          audit.record(transaction, { type: 'balance_credited', userId: id, detail }),
        );
        if (outcome === 'over_limit') {
          throw new CommandError(
            `An account holds at most ${MAX_UNITS} units. Nothing was credited: specify a smaller number.`,
          );
        }
        if (outcome !== 'applied')
          throw new CommandError('The account source did not say whether it credited them. Look at the balance first.');
        const account = await requireUser(services, login);
        const balance = formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency);
        print(
          command,
          { username: account.username, quota: unitsToNumber(account.quota), balance_formatted: balance },
          `${account.username} now has ${balance} ${money.currency}.`,
        );
      });
    });
};

const addInvite = (user: Command): void => {
  user
    .command('invite')
    .description('create a one-time sign-up link')
    .action(async (_options: object, command: Command) => {
      if (configOf(command).signUp === 'closed') {
        throw new CommandError(
          'Sign-up is closed, so invitations cannot be used. Set OCTROI_SIGN_UP=invite, or run `octroi user create`.',
        );
      }
      await withServices(command, async ({ invitations }) => {
        const { url } = await invitations.create('user');
        print(command, { url }, `This sign-up link works once and expires in 7 days:\n  ${url}`);
      });
    });
};

const addResetLink = (user: Command): void => {
  user
    .command('reset-link <login>')
    .description('create a one-time link to set a new password')
    .action(async (login: string, _options: object, command: Command) => {
      await withServices(command, async (services) => {
        const account = await requireUser(services, login);
        const url = await services.passwordReset.createLink(account);
        print(
          command,
          { url },
          `This link works once and expires in 1 hour. Give it to ${account.username} only:\n  ${url}`,
        );
      });
    });
};

const addResetSecondStep = (user: Command): void => {
  user
    .command('reset-second-step <login>')
    .description('turn off the second step of a user who lost their phone and recovery codes')
    .option('--passkeys', 'also remove the passkeys')
    .action(async (login: string, options: { passkeys?: boolean }, command: Command) => {
      await withServices(command, async (services) => {
        const { id, username } = await requireUser(services, login);
        const { wasOn, passkeysRemoved } = await services.lostPhone(id, { withPasskeys: options.passkeys === true });
        const removed = options.passkeys ? ` Passkeys removed: ${passkeysRemoved}.` : '';
        print(
          command,
          { username, was_on: wasOn, passkeys_removed: passkeysRemoved },
          `${wasOn ? `${username} can now sign in without a second step.` : `${username} had no second step.`}${removed}`,
        );
      });
    });
};

export const addUserCommands = (program: Command): void => {
  const user = program.command('user').description('manage accounts of the built-in source');
  addCreate(user);
  addStatus(user, 'disable', 'disabled');
  addStatus(user, 'enable', 'enabled');
  addDelete(user);
  addCredit(user);
  addInvite(user);
  addResetLink(user);
  addResetSecondStep(user);
};
