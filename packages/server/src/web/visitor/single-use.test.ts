import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messagesFor } from '#server/i18n/index.js';
import { CALLBACK } from '#test/support/oauth-app.js';
import { unescapeHtml, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { rowsOf, whileRefusing } from '#test/support/refusing.js';
import { onEachDatabase, type Scene } from '#test/support/scenes/account.js';
import { turnOn } from '#test/support/scenes/sign-in.js';

/** What the forms create. */
const SECRETS = ['developer_tokens', 'apps', 'app_secrets', 'recovery_codes', 'mails', 'audit_events'] as const;

interface SecretForm {
  /** The page it is on. */
  page(scene: Scene): Promise<string>;
  action(page: string): string;
  fields?: Record<string, string>;
}

/** Every form whose answer shows a secret this once. */
const FORMS: Readonly<Record<string, SecretForm>> = {
  'a developer token': {
    page: () => Promise.resolve('/console'),
    action: () => '/console/tokens',
    fields: { name: 'ci', expires: '90' },
  },
  'an app': {
    page: () => Promise.resolve('/console/new-app'),
    action: () => '/console/new-app',
    fields: { name: 'Once', redirect_uris: CALLBACK },
  },
  'an app’s secret': {
    page: async (scene) => `/console/apps/${(await scene.app()).id}`,
    action: (page) => `${page}/secrets`,
  },
  'recovery codes': {
    page: () => Promise.resolve('/account/security'),
    action: () => '/account/security/two-step/recovery-codes',
  },
};

/** The hidden fields of the form with this action. */
const hiddenOf = ({ html }: VisitedPage, action: string): Record<string, string> => {
  const [, form = ''] = html.split(`action="${action}"`);
  const hidden = [...(form.split('</form>')[0] ?? '').matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, unescapeHtml(value)]));
};

onEachDatabase(
  'a form that creates a secret',
  (scene) => {
    let dev: Visitor | null = null;
    const developer = async (): Promise<Visitor> => {
      if (dev !== null) return dev;
      dev = await scene().browser('dev');
      await turnOn(scene().installation, dev);
      return dev;
    };
    const stateNow = () => rowsOf(scene().installation.services.database, SECRETS);

    for (const [name, { page, action, fields = {} }] of Object.entries(FORMS)) {
      /** What a browser sends from a newly opened page. */
      const filledIn = async (browser: Visitor) => {
        const path = await page(scene());
        const opened = await browser.get(path);
        assert.equal(opened.status, 200);
        return { path, to: action(path), sent: { ...hiddenOf(opened, action(path)), ...fields } };
      };

      // Reloading the page that shows the secret, which sends the form again, made a second one.
      test(`${name}: sent again, it creates nothing and says so`, async () => {
        const browser = await developer();
        const { path, to, sent } = await filledIn(browser);
        assert.equal((await browser.post(to, sent)).status, 200);
        const was = await stateNow();
        for (const locale of ['en', 'fr', 'zh-Hans', 'pt'] as const) {
          const again = await browser.post(to, sent, { 'accept-language': locale });
          assert.equal(again.status, 409);
          assert.ok(unescapeHtml(again.html).includes(messagesFor(locale).errors.formUsed.title), again.html);
          assert.ok(again.html.includes(`href="${path}"`), 'leads to the page of the form');
        }
        assert.deepEqual(await stateNow(), was);
      });

      test(`${name}: of several copies sent at once one creates`, async () => {
        const browser = await developer();
        const { to, sent } = await filledIn(browser);
        const statuses = await inParallel(5, async () => String((await browser.post(to, sent)).status));
        assert.deepEqual(tally(statuses), { 200: 1, 409: 4 });
      });

      test(`${name}: a failure uses no form up`, async () => {
        const browser = await developer();
        const { to, sent } = await filledIn(browser);
        const failed = await whileRefusing(scene().installation.services.database, 'audit_events', () =>
          browser.post(to, sent),
        );
        assert.ok(failed.status >= 500, String(failed.status));
        assert.equal((await browser.post(to, sent)).status, 200);
      });
    }
  },
  { OCTROI_MAIL_URL: 'mailbox' },
);
