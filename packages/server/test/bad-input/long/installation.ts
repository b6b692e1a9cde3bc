import { pino } from 'pino';
import { startOpenIdPeer } from '../../support/peers/openid.js';
import { registerApp } from '../../support/oauth-app.js';
import { DEVICES } from '../../support/scenes/device.js';
import { callbackOf, openWithUpstream } from '../../support/scenes/upstream.js';
import { START, type Installation } from '../../support/installation.js';
import { createDatabase } from '../database.js';

const peer = await startOpenIdPeer({ redirectUri: callbackOf('example') });

/** A log that only knows how long its lines were. */
const createMeasuredLog = () => {
  let longest = 0;
  const write = (line: string): void => {
    longest = Math.max(longest, line.length);
  };
  return {
    log: pino({ level: 'debug', base: null }, { write }),
    /** The length of the longest line since the last call. */
    longestSince: (): number => {
      const found = longest;
      longest = 0;
      return found;
    },
  };
};

/** An installation with everything switched on, a developer and an app. */
export const openEverything = async () => {
  const { environment, drop } = await createDatabase();
  const settings = {
    ...environment,
    OCTROI_TOPUP_PROVIDERS: 'test',
    OCTROI_REGISTRATION: 'open',
    OCTROI_RESOURCES: 'developers',
    OCTROI_MAIL_URL: 'mailbox',
    OCTROI_MAIL_FROM: 'hub@example.com',
    OCTROI_TRUST_PROXY: '1',
  };
  const { log, longestSince } = createMeasuredLog();
  const opened = await openWithUpstream([peer.entry()], settings, log);
  // Its clock is the system's, because the provider's is.
  const installation: Installation = { ...opened, now: () => Date.now() + opened.now() - START };
  const devId = await installation.addUser('dev');
  await installation.services.developers.grantRole(devId, 'developer');
  const app = await registerApp(installation, { owner: devId, ...DEVICES });
  const close = async (): Promise<void> => {
    await installation.close();
    await drop();
  };
  return { installation, peer, devId, app, close, log: { longestSince } };
};

export type Everything = Awaited<ReturnType<typeof openEverything>>;
