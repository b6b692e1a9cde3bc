import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Dialog, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { serveSampleSite } from './sample-site.js';
import { visitSample, type SampleVisitor } from './sample-visitor.js';

const USERNAME = 'user123';

let browser: Browser;
let server: TestServer;
let site: Awaited<ReturnType<typeof serveSampleSite>>;
let visitor: SampleVisitor;

before(async () => {
  [browser, server, site] = await Promise.all([launchBrowser(), startTestServer(), serveSampleSite()]);
  const owner = await server.addUser('developer', { role: 'developer' });
  const app = await server.addApp(owner, {
    name: 'My Third-party App',
    redirectUris: [`${site.origin}/oauth/callback.html`],
  });
  site.configure({ authServer: server.origin, ...app });
});
after(async () => {
  await browser.close();
  await Promise.all([site.stop(), server.stop()]);
});
afterEach(() => visitor.close());

const visit = async (username: string): Promise<SampleVisitor> => {
  await server.addUser(username, { quota: 1_000_000n, usedQuota: 250_000n });
  visitor = await visitSample(browser, site.origin);
  return visitor;
};

const visitSignedIn = async (username: string): Promise<SampleVisitor> => {
  const arrived = await visit(username);
  await arrived.signIn(await arrived.pressOneClickLogin(), username);
  await arrived.page.getByText('Welcome back!').waitFor();
  return arrived;
};

const shown = (page: Page, id: string): Promise<string> => page.locator(`#${id}`).innerText();

/** Presses a button of the sample that ends in an alert(); resolves to its text. */
const alertAfter = async (page: Page, button: string): Promise<string> => {
  const alerted = new Promise<string>((resolve) =>
    page.once('dialog', (dialog: Dialog) => void dialog.accept().then(() => resolve(dialog.message()))),
  );
  await page.getByRole('button', { name: button }).click();
  return alerted;
};

const grantsAsked = ({ requests }: SampleVisitor): (string | null)[] =>
  requests
    .filter((request) => request.method() === 'POST' && request.url() === `${server.origin}/api/oauth2/token`)
    .map((request) => new URLSearchParams(request.postData() ?? '').get('grant_type'));

describe('the published sample page, served unchanged from http://localhost', () => {
  it('signs a user in through its popup with one form, and shows name, address and balance', async () => {
    const { page, pressOneClickLogin, signIn, complaints } = await visit(USERNAME);
    const popup = await pressOneClickLogin();
    await popup.getByText('By signing in, you allow My Third-party App').waitFor();
    await popup.getByText('See your balance').waitFor();
    await signIn(popup, USERNAME);

    await page.getByText('Welcome back!').waitFor();
    assert.equal(await shown(page, 'username'), USERNAME);
    assert.equal(await shown(page, 'email'), `${USERNAME}@example.com`);
    assert.equal(await shown(page, 'balance'), '750.00');
    assert.equal(new URL(page.url()).search, '', 'the code has left the address');
    assert.deepEqual(complaints, []);
  });

  it('needs no form at all the second time', async () => {
    const arrived = await visitSignedIn('second-time');
    await arrived.page.getByRole('button', { name: 'Log Out' }).click();
    await arrived.page.getByText('Please log in to view account info').waitFor();
    assert.equal(await arrived.stored('oauth_access_token'), null);

    arrived.requests.length = 0;
    const popup = await arrived.pressOneClickLogin();
    if (!popup.isClosed()) await popup.waitForEvent('close');
    await arrived.page.getByText('Welcome back!').waitFor();
    const pagesOfServer = arrived.requests
      .filter((request) => request.isNavigationRequest() && request.url().startsWith(server.origin))
      .map((request) => new URL(request.url()).pathname);
    assert.deepEqual(pagesOfServer, ['/api/oauth2/authorize'], 'one redirect, and no page between');
  });

  it('refreshes the balance on demand', async () => {
    const { page } = await visitSignedIn('refreshes-balance');
    const account = await server.services.accounts.findByLogin('refreshes-balance');
    assert.ok(account !== null);
    await server.services.accounts.credit?.(account.id, 1_234n, { idempotencyKey: 'a gift', memo: 'A gift' });
    assert.equal(await alertAfter(page, 'Refresh Balance'), 'Balance updated');
    assert.equal(await shown(page, 'balance'), '751.23');
  });

  it('refreshes a token that is about to expire before it asks for anything', async () => {
    const arrived = await visitSignedIn('token-expires');
    const { page, stored } = arrived;
    const [access, refresh] = [await stored('oauth_access_token'), await stored('oauth_refresh_token')];
    await page.evaluate(`localStorage.setItem('oauth_token_expires_at', String(Date.now() - 1000))`);
    arrived.requests.length = 0;
    await page.reload();
    await page.getByText('Welcome back!').waitFor();

    assert.equal(await shown(page, 'balance'), '750.00');
    assert.deepEqual(grantsAsked(arrived), ['refresh_token']);
    assert.notEqual(await stored('oauth_access_token'), access);
    assert.notEqual(await stored('oauth_refresh_token'), refresh);
    const lifetime = Number(await stored('oauth_token_expires_at')) - Date.now();
    assert.ok(lifetime > 7_100_000 && lifetime <= 7_200_000, `the new token lives two hours, not ${lifetime} ms`);
  });

  it('recovers from a 401 by refreshing once and asking again', async () => {
    const arrived = await visitSignedIn('token-refused');
    await arrived.page.evaluate(`localStorage.setItem('oauth_access_token', 'eyJhbGciOiJIUzI1NiJ9.e30.not-ours')`);
    arrived.requests.length = 0;
    await arrived.page.reload();
    await arrived.page.getByText('Welcome back!').waitFor();
    assert.equal(await shown(arrived.page, 'balance'), '750.00');
    assert.deepEqual(grantsAsked(arrived), ['refresh_token']);
  });

  it('asks for a new sign-in once the user has ended the authorization', async () => {
    const { page, context, stored } = await visitSignedIn('ends-it');
    const tab = await context.newPage();
    await tab.goto(`${server.origin}/account/authorizations`);
    await tab.getByRole('button', { name: 'Revoke access for My Third-party App' }).click();
    await tab.getByText('Access revoked. My Third-party App can no longer see your account.').waitFor();
    await page.reload();
    await page.getByText('Please log in to view account info').waitFor();
    assert.equal(await stored('oauth_refresh_token'), null);
  });

  it('sends the user to top up in a tab of its own, and shows the new balance afterwards', async () => {
    const { page, context } = await visitSignedIn('tops-up');
    const opening = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Top Up Account' }).click();
    const tab = await opening;
    await tab.getByText('You came from My Third-party App.').waitFor();
    await tab.getByText('750.00').waitFor();
    await tab.getByLabel('Amount in USD').fill('20');
    await tab.getByRole('button', { name: 'Continue to payment' }).click();
    await tab.getByRole('button', { name: 'Pay', exact: true }).click();
    await tab.getByRole('heading', { name: 'Paid' }).waitFor();
    await tab.getByText('770.00').waitFor();
    const back = tab.getByRole('link', { name: 'Back to My Third-party App' });
    assert.equal(await back.getAttribute('href'), `${site.origin}/`);

    assert.equal(await alertAfter(page, 'Refresh Balance'), 'Balance updated');
    assert.equal(await shown(page, 'balance'), '770.00');
  });

  it('tells a user who cancels that access was denied, and lets them try again', async () => {
    const arrived = await visit('changes-mind');
    const popup = await arrived.pressOneClickLogin();
    await popup.getByRole('link', { name: 'Cancel' }).click();
    await popup.getByText('Authorization failed: access_denied').waitFor();
    await popup.waitForEvent('close');
    assert.deepEqual(grantsAsked(arrived), []);
    assert.equal(await arrived.stored('oauth_access_token'), null);

    await arrived.signIn(await arrived.pressOneClickLogin(), 'changes-mind');
    await arrived.page.getByText('Welcome back!').waitFor();
  });
});
