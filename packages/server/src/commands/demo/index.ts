import type { Command } from 'commander';
import { loadConfig } from '../../config/index.js';
import { DEMO_APP_NAME, startDemo, type Demo } from './start-demo.js';
import { DEMO_USERS } from './seed-demo.js';
import { formatUnits } from '../../kernel/quota.js';
import { isLoopbackHost } from '../../kernel/settings/values.js';
import { createLog } from '../../kernel/log.js';
import { CommandError, environmentOf, print } from '../context.js';
import { stopOnSignal } from '../stop-on-signal.js';

const DEMO_DEFAULTS = {
  OCTROI_TOPUP_PROVIDERS: 'test',
  OCTROI_MAIL_URL: 'mailbox',
  OCTROI_LOG_LEVEL: 'warn',
  OCTROI_SITE_NAME: 'Octroi',
};

const welcome = ({ serverUrl, appUrl, folder }: Demo, unitsPerCurrency: bigint): string => {
  const users = DEMO_USERS.map(
    ({ username, password, quota, usedQuota, role }) =>
      `    ${username.padEnd(6)} ${password.padEnd(11)} balance ${formatUnits(quota - usedQuota, unitsPerCurrency)}${role === 'user' ? '' : `, ${role}`}`,
  );
  return `
  Octroi is running.

    Start here: ${appUrl}   ${DEMO_APP_NAME}, a third-party app: sign in with one click
    ${serverUrl}/account      the user's account
    ${serverUrl}/account/authorizations   the apps with access to the account
    ${serverUrl}/console      register apps, create developer tokens
    ${serverUrl}/dev/mailbox  emails the demo would have sent

  Users and their passwords:

${users.join('\n')}

  Everything is stored in ${folder}. Press Ctrl-C to stop.
`;
};

export const addDemoCommand = (program: Command): void => {
  program
    .command('demo')
    .description('start the server with demo users, a test payment provider and a third-party app')
    .option('--app-port <number>', 'the port of the third-party app', '4000')
    .action(async (options: { appPort: string }, command: Command) => {
      const environment = environmentOf(command);
      // Checked before the defaults are added: otherwise the first error would be about the test provider, which nobody set.
      const { issuer, host } = loadConfig(environment);
      // loadConfig allows http only on loopback.
      if (!issuer.startsWith('http://') || !isLoopbackHost(host)) {
        throw new CommandError(
          'The demo has users with known passwords, so it runs on loopback only. Unset OCTROI_ISSUER and OCTROI_HOST.',
        );
      }
      if (!/^\d{1,5}$/.test(options.appPort)) throw new CommandError('--app-port must be a port number.');
      const config = loadConfig({ ...DEMO_DEFAULTS, ...environment });
      const demo = await startDemo({ config, log: createLog(config.logLevel), appPort: Number(options.appPort) });
      stopOnSignal(() => demo.stop());
      print(
        command,
        {
          server: demo.serverUrl,
          app: demo.appUrl,
          users: DEMO_USERS.map(({ username, password }) => ({ username, password })),
        },
        welcome(demo, config.unitsPerCurrency),
      );
    });
};
