import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALLBACK, setScene } from './scene.js';
import type { Tab } from './tab.js';

const scene = setScene();

/** The sample's elements and functions, with our class, and buttons wired by a script instead of attributes. */
const PAGE = `<div id="loading"><p>Checking login status...</p></div>
<div id="user-info" class="hidden"><span id="username"></span> <span id="email"></span> <span id="balance"></span>
<button data-press="refreshBalance">Refresh Balance</button><button data-press="goToTopup">Top Up Account</button>
<button data-press="logout">Log Out</button></div>
<div id="login-section" class="hidden"><p>Please log in</p><button data-press="oneClickLogin">One-click Login</button></div>`;

const scriptOf = (config: object): string => `addEventListener('load', () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.hidden { display: none }');
  document.adoptedStyleSheets = [sheet];
  oauthManager = new Octroi.OAuthManager(${JSON.stringify(config)});
  for (const button of document.querySelectorAll('button'))
    button.addEventListener('click', () => oauthManager[button.dataset.press]());
});`;

const openSample = async (config: object): Promise<Tab> => {
  const { page, site, visit } = scene();
  site.put('/sample.js', 'js', scriptOf(config));
  page('/sample', `<script src="/sample.js"></script>${PAGE}`);
  return visit('/sample');
};

const walkThrough = async (tab: Tab): Promise<void> => {
  const { page } = tab;
  await tab.sees('Please log in');
  await tab.press('One-click Login');
  await tab.signIn();
  await tab.sees('750.00');
  assert.equal(await page.locator('#username').innerText(), 'alice');
  assert.equal(await page.locator('#email').innerText(), 'alice@example.com');
  assert.equal(await page.locator('#loading').isVisible(), false);
  assert.equal(await page.evaluate('oauthManager.refreshBalance()'), true);
  assert.equal(await page.evaluate('oauthManager.fetchUserInfo().then(({ username }) => username)'), 'alice');
  const opening = tab.context.waitForEvent('page');
  await tab.press('Top Up Account');
  await (await opening).getByText('You came from Inkwell.').waitFor();
  await page.reload();
  await tab.sees('750.00');
  await tab.press('Log Out');
  await tab.sees('Please log in');
  assert.equal(await page.locator('#user-info').isVisible(), false);
};

test('a page written after the platform’s sample works with OAuthManager as a public client', async () => {
  const { server, clientId } = scene();
  const tab = await openSample({
    authServer: server.issuer,
    clientId,
    redirectUri: CALLBACK,
    scope: 'profile balance',
  });
  await walkThrough(tab);
  assert.deepEqual(tab.complaints, []);
});

// The secret was sent in every token request, because the sample's configuration was spread into the client's.
test('a client secret in the sample’s configuration is complained of, and sent nowhere', async () => {
  const { server, clientId } = scene();
  const clientSecret = 'secret_of_the_app';
  const tab = await openSample({ authServer: server.issuer, clientId, clientSecret, redirectUri: CALLBACK });
  const sent: string[] = [];
  tab.page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await tab.press('One-click Login');
  await tab.signIn();
  await tab.page.waitForResponse(`${server.issuer}/api/oauth2/token`);
  assert.match(tab.complaints.join('\n'), /client secret was given to a page/);
  assert.ok(sent.some((each) => each.includes('grant_type=authorization_code')));
  assert.ok(sent.every((each) => !each.includes(clientSecret) && !each.includes('client_secret')));
  await tab.sees('750.00');
});

test('a page written after the platform’s sample works with OAuthManager through its back end', async () => {
  const tab = await openSample({});
  await walkThrough(tab);
  assert.deepEqual(tab.grants, []);
  assert.deepEqual(tab.complaints, []);
});
