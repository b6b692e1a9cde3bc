import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTab } from './tab.js';

test('Chinese is set in the fonts that systems have for it, and its headings are cut between words', async () => {
  const { page, show, close } = await openTab({ viewport: { width: 320, height: 640 } });
  await show('consent', 'zh-Hans');
  const styleOf = (name: string): Promise<string> =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('h1')).${name}`);
  const fonts = await styleOf('fontFamily');
  for (const font of ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC']) assert.ok(fonts.includes(font), font);
  assert.equal(await styleOf('wordBreak'), 'keep-all');
  await show('consent', 'en');
  assert.doesNotMatch(await styleOf('fontFamily'), /PingFang/);
  await close();
});

test('with the user’s own colours, buttons, marks and fields are still recognisable', async () => {
  const { page, show, close } = await openTab({ forcedColors: 'active' });
  await show('consent, one click');
  const borders = await page.evaluate<string[]>(
    `[...document.querySelectorAll('main .button, .tile, .destination')].map((element) => getComputedStyle(element).borderTopStyle)`,
  );
  assert.ok(borders.length >= 4);
  assert.deepEqual([...new Set(borders)], ['solid']);
  await close();
});

test('nothing moves with prefers-reduced-motion', async () => {
  const moving = `document.getAnimations().length + [...document.querySelectorAll('*')].filter((element) =>
    parseFloat(getComputedStyle(element).transitionDuration) > 0 || getComputedStyle(element, '::before').animationName !== 'none').length`;
  const { page, show, close } = await openTab();
  await show('order, pending');
  assert.equal(await page.evaluate<number>(moving), 0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.ok((await page.evaluate<number>(moving)) > 0, 'others see that something goes on');
  await close();
});

test('the names that automation relies on are there, once each', async () => {
  const { page, show, close } = await openTab();
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  for (const name of ['sign-in', 'sign-in for an app', 'sign-in, one click']) {
    await show(name);
    assert.equal(await page.getByLabel('Username or email').getAttribute('id'), 'username', name);
    assert.equal(await page.getByLabel('Username or email').getAttribute('name'), 'username', name);
    assert.equal(await page.getByLabel('Password').getAttribute('id'), 'password', name);
    assert.equal(await page.getByLabel('Password').getAttribute('name'), 'password', name);
    assert.equal(await button('Sign in').count(), 1, name);
  }
  assert.equal(await page.getByRole('link', { name: 'Cancel' }).count(), 1);

  await show('consent');
  assert.equal(await button('Allow').getAttribute('value'), 'allow');
  assert.equal(await button('Cancel').getAttribute('value'), 'cancel');
  assert.ok(await page.getByRole('checkbox', { name: /See your balance.*balance/s }).isChecked());
  assert.equal(await page.getByRole('checkbox').count(), 2, 'profile cannot be unticked');

  await show('consent, one click');
  assert.equal(await button('Continue as alice').getAttribute('value'), 'allow');
  assert.equal(await button('Cancel').getAttribute('value'), 'cancel');

  await show('account');
  assert.equal(await button('Sign out').count(), 1);
  assert.equal(await page.getByText('750.00 USD', { exact: true }).count(), 1);

  await show('authorizations');
  assert.equal(await page.getByRole('button', { name: 'Revoke access' }).count(), 2);
  assert.equal(await button('Revoke access for Inkwell').count(), 1);

  await show('top-up');
  assert.equal(await page.getByLabel('Amount', { exact: true }).getAttribute('name'), 'amount');

  await show('test payment');
  assert.equal(await button('Pay').getAttribute('value'), 'pay');
  assert.equal(await button('Cancel').getAttribute('value'), 'cancel');
  await close();
});

test('Allow and Cancel are of the same size, on a desk and on a phone', async () => {
  for (const width of [320, 1280]) {
    const { page, show, close } = await openTab({ viewport: { width, height: 800 } });
    for (const [view, allow] of [
      ['consent', 'Allow'],
      ['consent, one click', 'Continue as alice'],
    ] as const) {
      await show(view);
      const sizes = await Promise.all(
        [allow, 'Cancel'].map((name) => page.getByRole('button', { name, exact: true }).boundingBox()),
      );
      const [first, second] = sizes.map((box) => box && `${Math.round(box.width)} x ${Math.round(box.height)}`);
      assert.ok(first !== null);
      assert.equal(first, second, `${view} at ${width} px`);
    }
    await close();
  }
});

test('Enter in the amount field means the amount typed, not the first of the common amounts', async () => {
  const { page, show, close } = await openTab();
  await show('top-up');
  await page.getByLabel('Amount', { exact: true }).fill('12.50');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.keyboard.press('Enter');
  assert.equal((await sent).postData(), 'csrf=csrf-token&page=%2Ftopup&ticket=t1&provider=test&amount=12.50');
  await close();
});

test('a common amount sends itself', async () => {
  const { page, show, close } = await openTab();
  await show('top-up');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Top up 20' }).click();
  assert.equal((await sent).postData(), 'csrf=csrf-token&page=%2Ftopup&ticket=t1&provider=test&preset=20&amount=');
  await close();
});

test('a scope the user unticked is not sent', async () => {
  const { page, show, close } = await openTab();
  await show('consent');
  await page.getByRole('checkbox', { name: 'See your balance' }).uncheck();
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Allow' }).click();
  assert.equal(
    (await sent).postData(),
    'csrf=csrf-token&page=%2Fauthorize%3Frequest%3Dr1&request=r1&app=i1&scope=offline_access&decision=allow',
  );
  await close();
});

test('the faults have the focus when the page opens; each leads to its field, which names it', async () => {
  const { page, show, close } = await openTab();
  await show('sign-in, wrong password');
  assert.equal(await page.evaluate<string>('document.activeElement.getAttribute("role")'), 'alert');
  await page.getByRole('alert').getByRole('link', { name: 'Incorrect username or password.' }).click();
  const password = page.getByLabel('Password');
  assert.equal(await page.evaluate<string>('document.activeElement.id'), 'password');
  assert.equal(await password.getAttribute('aria-invalid'), 'true');
  assert.equal(
    await page.locator(`#${await password.getAttribute('aria-describedby')}`).textContent(),
    'Incorrect username or password.',
  );
  await close();
});

test('the first Tab offers to skip the navigation, visibly', async () => {
  const { page, show, close } = await openTab();
  await show('account');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate<string>('document.activeElement.textContent'), 'Skip to content');
  assert.ok((await page.evaluate<number>('document.activeElement.offsetHeight')) >= 44);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate<string>('document.activeElement.id'), 'main');
  await close();
});

test('the language switch sends the language and the way back', async () => {
  const { page, show, close } = await openTab();
  await show('account');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Français' }).click();
  assert.equal((await sent).postData(), 'csrf=csrf-token&page=%2Faccount&return_to=%2Faccount&locale=fr');
  await close();
});
