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

/** Starts a headless Chromium. One serves a whole test file; each test opens a context of its own in it. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['OCTROI_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: QUIET_AND_UNPRIVILEGED,
    headless: true,
  });
