import { type Browser, chromium } from 'playwright-core';

const QUIET_AND_UNPRIVILEGED = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const launch = (executablePath = '/usr/bin/chromium'): Promise<Browser> =>
  chromium.launch({ executablePath, args: QUIET_AND_UNPRIVILEGED, headless: true });

/** Starts a headless Chromium. One serves a whole test file; each test opens its own context. */
export const launchBrowser = (): Promise<Browser> => launch(process.env['OCTROI_TEST_CHROMIUM']);

/** A full browser, for what a headless shell lacks: automatically reloading a page that failed. */
export const launchWholeBrowser = (): Promise<Browser> => launch(process.env['OCTROI_TEST_WHOLE_CHROMIUM']);
