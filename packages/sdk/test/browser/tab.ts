import type { BrowserContext, Page } from 'playwright-core';
import { PASSWORD } from '../support/octroi-server.js';

/** A browser tab. Playwright looks into shadow roots, so elements are as reachable as for a user. */
export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The browser's errors, warnings and policy violations. */
  readonly complaints: readonly string[];
  /** The grant types requested from the server, in order. */
  readonly grants: readonly string[];
  press(name: string): Promise<void>;
  sees(text: string): Promise<void>;
  /** Fills in the server's sign-in page, in this tab or its popup. */
  signIn(where?: Page): Promise<void>;
  /** The content of the page's storage. */
  kept(): Promise<{ local: string; session: string }>;
}

/** Chromium says this of every failing request, expected or not. */
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
