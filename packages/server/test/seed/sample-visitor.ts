import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { USER_PASSWORD } from '../support/server.js';

/** Somebody before the sample page, in a browser that has never seen the server. */
export interface SampleVisitor {
  page: Page;
  context: BrowserContext;
  /** Every request the browser made so far, the popup's too. */
  requests: Request[];
  /** Errors on the sample page's console. */
  complaints: string[];
  /** Presses the sample's one button; resolves to the popup it opens. */
  pressOneClickLogin(): Promise<Page>;
  /** Sends the sign-in form; resolves once the popup has closed itself. */
  signIn(popup: Page, username: string): Promise<void>;
  /** What the sample keeps in localStorage under this name. */
  stored(name: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Opens the sample page; `prepare` may set the context up before anything loads. */
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
