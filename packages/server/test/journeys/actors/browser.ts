import assert from 'node:assert/strict';
import type { BrowserContext, ConsoleMessage, Locator, Page, Response } from 'playwright-core';
import { USER_PASSWORD } from '../../support/server.js';

interface Visit {
  method: string;
  /** The document's URL. */
  url: string;
  status: number;
}

const isRedirect = ({ status }: Visit): boolean => status >= 300 && status < 400;

/** Chromium reports a page with an error status as a failed resource. */
const isAboutStatusOf = (message: ConsoleMessage, visits: readonly Visit[]): boolean =>
  message.text().startsWith('Failed to load resource: the server responded with a status of') &&
  visits.some(({ url, status }) => url === message.location().url && status >= 400);

/** The console does not report every violation of a page's policy. */
const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  console.error('The policy forbids', effectiveDirective, blockedURI))`;

/** More strikes of Tab than any field or button needs. */
const FURTHEST = 40;

interface Focus {
  /** The position on the page, counted in elements; -1 for none. */
  place: number;
  isVisible: boolean;
}

/** How the focused element shows its focus. */
const FOCUS = `(() => {
  const { activeElement: element, body } = document;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { width, height } = element.getBoundingClientRect();
  return {
    place: element === body ? -1 : [...document.querySelectorAll('*')].indexOf(element),
    isVisible: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 1 && height > 1,
  };
})()`;

/** A device that stores passkeys. */
export interface Authenticator {
  /** How many it stores. */
  passkeys(): Promise<number>;
}

/** A person at a browser: reads pages, fills in forms, presses buttons and waits for the result. */
export class Browser {
  readonly username: string;
  /** The browser's complaints. A story with any has failed. */
  readonly complaints: string[] = [];
  readonly #origin: string;
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #visits: Visit[] = [];
  #pagesTold = 0;

  private constructor(username: string, origin: string, context: BrowserContext, page: Page) {
    this.username = username;
    this.#origin = origin;
    this.#context = context;
    this.#page = page;
    page.on('response', (response) => this.#note(response));
    page.on('pageerror', (error) => this.complaints.push(`${error.message} (on ${page.url()})`));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      if (!isAboutStatusOf(message, this.#visits))
        this.complaints.push(`${message.text()} (${message.location().url}, on ${page.url()})`);
    });
  }

  /** A new tab. `origin` is the server's. */
  static async openTab(username: string, origin: string, context: BrowserContext): Promise<Browser> {
    const page = await context.newPage();
    await page.addInitScript(TELL_VIOLATIONS);
    return new Browser(username, origin, context, page);
  }

  /** One more tab of the same browser. */
  anotherTab(): Promise<Browser> {
    return Browser.openTab(this.username, this.#origin, this.#context);
  }

  get url(): string {
    return this.#page.url();
  }

  /** Of the current page. */
  get status(): number | undefined {
    return this.#visits.at(-1)?.status;
  }

  /** Every request answered with a redirect or a page: `GET 303 /api/oauth2/authorize`. */
  get trail(): string[] {
    return this.#atServer(this.#visits).map(
      ({ method, status, url }) => `${method} ${status} ${new URL(url).pathname}`,
    );
  }

  /** The paths of the pages shown since the last call. */
  pagesSeen(): string[] {
    const visits = this.#visits.slice(this.#pagesTold).filter((visit) => !isRedirect(visit));
    this.#pagesTold = this.#visits.length;
    return this.#atServer(visits).map(({ url }) => new URL(url).pathname);
  }

  /** Opens a URL, or a path of the server. */
  async opens(address: string): Promise<void> {
    await this.#page.goto(new URL(address, this.#origin).href);
  }

  async reloads(): Promise<void> {
    await this.#page.reload();
  }

  /** Checks that the page contains all of this. */
  async reads(...sentences: string[]): Promise<void> {
    const text = await this.#text();
    for (const sentence of sentences) assert.ok(text.includes(sentence), `“${sentence}” is not in: ${text}`);
  }

  async says(sentence: string): Promise<boolean> {
    return (await this.#text()).includes(sentence);
  }

  async fills(label: string, value: string): Promise<void> {
    await this.#page.getByLabel(label, { exact: true }).fill(value);
  }

  /**
   * Reaches a field, button or link by the Tab key. On the way, the focus must always be visible and move in reading order.
   */
  async tabsTo(name: string | RegExp): Promise<void> {
    const page = this.#page;
    const named = typeof name === 'string' ? { name, exact: true } : { name };
    const target = page
      .getByRole('button', named)
      .or(page.getByRole('link', named))
      .or(page.getByRole('checkbox', named))
      .or(page.getByRole('textbox', named))
      .or(page.getByLabel(name, { exact: true }));
    const isReached = async (): Promise<boolean> => (await target.and(page.locator(':focus')).count()) > 0;
    let { place } = await page.evaluate<Focus>(FOCUS);
    for (let keys = 0; !(await isReached()); keys += 1) {
      assert.ok(keys < FURTHEST, `Tab does not lead to ${String(name)} on ${page.url()}`);
      await page.keyboard.press('Tab');
      const next = await page.evaluate<Focus>(FOCUS);
      assert.ok(next.place > place, `Tab leads back up the page before it reaches ${String(name)} on ${page.url()}`);
      assert.ok(next.isVisible, `the focus cannot be seen on the way to ${String(name)} on ${page.url()}`);
      place = next.place;
    }
  }

  /** Types into the focused element. */
  async types(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Presses a key that changes something on the page. */
  async strikes(key: 'Space'): Promise<void> {
    await this.#page.keyboard.press(key);
  }

  /** Presses a key that leads to another page. */
  async goesOnWith(key: 'Enter' | 'Space'): Promise<void> {
    const loaded = this.#page.waitForEvent('load');
    await Promise.all([loaded, this.#page.keyboard.press(key)]);
  }

  /** Waits until the page says this. */
  async waitsToRead(sentence: string): Promise<void> {
    await this.#page.getByText(sentence).first().waitFor();
  }

  async unticks(name: string): Promise<void> {
    await this.#page.getByRole('checkbox', { name }).uncheck();
  }

  /** Presses a button; `name` is its full accessible name. */
  async presses(name: string): Promise<void> {
    await this.#goesOnBy(this.#page.getByRole('button', { name, exact: true }));
  }

  async follows(link: string): Promise<void> {
    await this.#goesOnBy(this.#page.getByRole('link', { name: link, exact: true }));
  }

  /** By the Cancel button or link: every page that grants something has one. */
  async cancels(): Promise<void> {
    const name = { name: 'Cancel', exact: true };
    await this.#goesOnBy(this.#page.getByRole('button', name).or(this.#page.getByRole('link', name)));
  }

  async signsInAs(username: string, password = USER_PASSWORD): Promise<void> {
    await this.fills('Username or email', username);
    await this.fills('Password', password);
    await this.presses('Sign in');
  }

  async signsIn(): Promise<void> {
    await this.signsInAs(this.username);
  }

  /** The text of the element with this id. */
  async textOf(id: string): Promise<string> {
    return this.#page.locator(`#${id}`).innerText();
  }

  /** Opens a page of the server that continues to another by itself. */
  async arrivesBy(path: string, destination: string): Promise<void> {
    await this.#page.goto(new URL(path, this.#origin).href, { waitUntil: 'commit' });
    await this.#page.waitForURL(new URL(destination, this.#origin).href);
  }

  /** Presses a button that leads nowhere, and reads what the page then says. */
  async triesInVain(name: string, sentence: string): Promise<void> {
    await this.#page.getByRole('button', { name, exact: true }).click();
    await this.#page.getByText(sentence).waitFor();
  }

  /** From the next page on, behaves like a browser that does not offer passkeys by itself. */
  async offersNothing(): Promise<void> {
    await this.#context.addInitScript('delete PublicKeyCredential.isConditionalMediationAvailable');
  }

  /** Adds a virtual authenticator with user verification. */
  async getsAuthenticator(): Promise<Authenticator> {
    const devtools = await this.#context.newCDPSession(this.#page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return {
      passkeys: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    };
  }

  /** The text the page highlights. */
  marks(): Promise<string[]> {
    return this.#page.locator('mark').allTextContents();
  }

  /** The names of all buttons in the page's main part. */
  async buttons(): Promise<string[]> {
    return this.#page.locator('main').getByRole('button').allInnerTexts();
  }

  async #text(): Promise<string> {
    return (await this.#page.locator('body').innerText()).replaceAll(/\s+/g, ' ');
  }

  #atServer(visits: readonly Visit[]): Visit[] {
    return visits.filter(({ url }) => new URL(url).origin === this.#origin);
  }

  #note(response: Response): void {
    const request = response.request();
    if (!request.isNavigationRequest()) return;
    this.#visits.push({ method: request.method(), url: response.url(), status: response.status() });
  }

  /** Resolves once the page after all redirects has been read. */
  async #goesOnBy(target: Locator): Promise<void> {
    const loaded = this.#page.waitForEvent('load');
    await Promise.all([loaded, target.click()]);
  }
}
