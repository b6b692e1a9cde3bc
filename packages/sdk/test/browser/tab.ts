import type { BrowserContext, Page } from 'playwright-core';
import { PASSWORD } from '../support/octroi-server.js';

/** One tab of somebody's browser. Elements are open to it as they are to a user: playwright looks into shadow roots. */
export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: errors, warnings, violations of a policy. */
  readonly complaints: readonly string[];
  /** Grants that the tab asked the server for, in order. */
  readonly grants: readonly string[];
  press(name: string): Promise<void>;
  sees(text: string): Promise<void>;
  /** Fills in the server's sign-in page, in this tab or in the window it opened. */
  signIn(where?: Page): Promise<void>;
  /** Everything the page may keep for itself, as text. */
  kept(): Promise<{ local: string; session: string }>;
}

/** Chromium says so of every request that fails, expected or not. */
const isAboutRequest = (text: string): boolean => text.startsWith('Failed to load resource');

export const openTab = async (context: BrowserContext, url: string): Promise<Tab> => {
  const page = await context.newPage();
  const complaints: string[] = [];
  const grants: string[] = [];
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !isAboutRequest(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.method() !== 'POST' || !request.url().endsWith('/api/oauth2/token')) return;
    grants.push(new URLSearchParams(request.postData() ?? '').get('grant_type') ?? '');
  });
  await page.goto(url);
  return {
    page,
    context,
    complaints,
    grants,
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    sees: (text) => page.getByText(text, { exact: true }).waitFor(),
    signIn: async (where = page) => {
      await where.getByLabel('Username or email').fill('alice');
      await where.getByLabel('Password').fill(PASSWORD);
      await where.getByRole('button', { name: 'Sign in', exact: true }).click();
    },
    kept: async () => ({
      local: await page.evaluate<string>('JSON.stringify(localStorage)'),
      session: await page.evaluate<string>('JSON.stringify(sessionStorage)'),
    }),
  };
};
