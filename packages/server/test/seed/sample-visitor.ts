import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { USER_PASSWORD } from '../support/server.js';

/** The sample page in a new browser. */
export interface SampleVisitor {
  page: Page;
  context: BrowserContext;
  /** Every request of the browser so far, including the popup's. */
  requests: Request[];
  /** Errors on the sample page's console. */
  complaints: string[];
  /** Presses the sample's button; resolves to the popup it opens. */
  pressOneClickLogin(): Promise<Page>;
  /** Submits the sign-in form; resolves once the popup has closed itself. */
  signIn(popup: Page, username: string): Promise<void>;
  /** A localStorage value of the sample. */
  stored(name: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Opens the sample page; `prepare` may configure the context before anything loads. */
export const visitSample = async (
  browser: Browser,
  origin: string,
  prepare: (context: BrowserContext) => Promise<void> = async () => {},
): Promise<SampleVisitor> => {
  const context = await browser.newContext({ locale: 'en-US' });
  await prepare(context);
  const requests: Request[] = [];
  context.on('request', (request) => requests.push(request));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(origin);
  await page.getByText('Please log in to view account info').waitFor();

  return {
    page,
    context,
    requests,
    complaints,
    pressOneClickLogin: async () => {
      const opening = page.waitForEvent('popup');
      await page.getByRole('button', { name: 'One-click Login' }).click();
      return opening;
    },
    signIn: async (popup, username) => {
      await popup.getByLabel('Username or email').fill(username);
      await popup.getByLabel('Password').fill(USER_PASSWORD);
      const closing = popup.waitForEvent('close');
      await popup.getByRole('button', { name: 'Sign in', exact: true }).click();
      await closing;
    },
    stored: (name) => page.evaluate<string | null>(`localStorage.getItem(${JSON.stringify(name)})`),
    close: () => context.close(),
  };
};
