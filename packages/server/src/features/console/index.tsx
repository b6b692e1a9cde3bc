import { Hono, type Context } from 'hono';
import type { Account } from '../../domain/accounts/index.js';
import { DAY, type Clock } from '../../kernel/clock.js';
import type { AppLogos, Apps } from '../../domain/apps/index.js';
import type { Developers } from '../../domain/developers/index.js';
import { saidIn } from '../../i18n/field-fault.js';
import type { RequestLog } from '../../domain/request-log/index.js';
import type { Resources } from '../../domain/resources/index.js';
import type { PageEnv } from '../../web/http/env.js';
import type { FieldError } from '../../web/kit/form.js';
import type { PageErrors } from '../../web/visitor/page-errors.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import type { SdkScript } from '../../web/kit/assets/sdk-script.js';
import { appLogo } from '../../web/kit/tile.js';
import type { Visitors } from '../../web/visitor/visitor.js';
import { appPages } from './app/index.js';
import { BecomeDeveloperPage, ConsolePage, TOKEN_LIFETIMES } from './console-page.js';
import { createFrame, readId, signedIn } from './frame.js';
import { logoPages } from './app/logo.js';
import { liveScriptFile, requestPages } from './requests/index.js';
import { resourcePages } from './resources/index.js';
import { ShownOncePage } from './shown-once-page.js';

interface Dependencies {
  apps: Apps;
  appLogos: AppLogos;
  developers: Developers;
  requestLog: RequestLog;
  resources: Resources;
  resourcesBy: 'operators' | 'developers';
  visitors: Visitors;
  pageErrors: PageErrors;
  clock: Clock;
  issuer: string;
  sdkScript: SdkScript | null;
  playground: boolean;
}

const HOME = '/console';
const BECOME = '/console/become-developer';
const TOKENS = '/console/tokens';
const REVOKE = '/console/tokens/revoke';

export const consolePages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { apps, developers, visitors, pageErrors, clock, issuer } = dependencies;
  const { forDeveloper, contextOf } = createFrame(dependencies);

  interface Shown {
    form: { name: string; expires: string };
    errors: readonly FieldError[];
    status: 200 | 400;
  }

  const show = async (c: Context<PageEnv>, developer: Account, shown: Shown): Promise<Response> => {
    const context = contextOf(c);
    const texts = context.messages.console;
    const notices = new Map([
      ['deleted', texts.home.deleted],
      ['revoked', texts.tokens.revoked],
    ]);
    const [appList, tokenList] = await Promise.all([apps.list(developer.id), developers.listTokens(developer.id)]);
    const now = clock.now();
    return c.html(
      <ConsolePage
        context={context}
        apps={appList.map((app) => ({
          id: app.id,
          name: app.name,
          clientId: app.clientId,
          logo: appLogo(app),
          redirectUris: app.redirectUris.map(({ uri }) => uri),
          createdAt: app.createdAt,
        }))}
        tokens={tokenList.map((token) => ({
          id: token.id,
          name: token.name,
          hint: token.hint,
          createdAt: token.createdAt,
          lastUsedAt: token.lastUsedAt,
          expiresAt: token.expiresAt,
          expired: token.expiresAt !== null && token.expiresAt <= now,
        }))}
        playground={dependencies.playground}
        form={shown.form}
        notice={notices.get(c.req.query('done') ?? '') ?? null}
        errors={shown.errors}
      />,
      shown.status,
    );
  };

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);
  // Its form contains a file and is read differently.
  pages.route('/', logoPages(dependencies));
  pages.use(`${HOME}/*`, visitors.known, signedInOnly(HOME), visitors.checkedForm);

  pages.get(
    HOME,
    signedIn(async (c, account) =>
      (await developers.roleOf(account.id)) === 'user'
        ? c.html(<BecomeDeveloperPage context={contextOf(c)} />)
        : show(c, account, { form: { name: '', expires: '90' }, errors: [], status: 200 }),
    ),
  );

  pages.post(
    BECOME,
    signedIn(async (c, account) => {
      await developers.grantRole(account.id, 'developer');
      return c.redirect(HOME, 303);
    }),
  );

  pages.post(
    TOKENS,
    forDeveloper(async (c, developer) => {
      const context = contextOf(c);
      const texts = context.messages.console;
      const form = { name: c.get('form').get('name') ?? '', expires: c.get('form').get('expires') ?? '' };
      const days = form.expires === '' ? null : TOKEN_LIFETIMES.find((each) => String(each) === form.expires);
      if (days === undefined) {
        const errors = [{ field: 'expires', message: texts.tokens.expiryInvalid }];
        return show(c, developer, { form, errors, status: 400 });
      }
      const expiresAt = days === null ? null : clock.now() + days * DAY;
      const created = await developers.createToken(developer.id, form.name, expiresAt);
      if (created.outcome === 'refused') {
        return show(c, developer, { form, errors: saidIn(context.messages, created.faults), status: 400 });
      }
      return c.html(
        <ShownOncePage
          context={context}
          title={texts.tokens.createdTitle}
          values={[{ id: 'developer_token', label: texts.tokens.label, value: created.value.token.reveal() }]}
          notes={[texts.shownOnce.server, texts.shownOnce.lost]}
          example={{
            text: texts.tokens.use,
            code: `curl '${issuer}/api/oauth_apps' \\\n  -H 'Authorization: Bearer YOUR_DEVELOPER_TOKEN'`,
          }}
          next={{ href: HOME, text: texts.shownOnce.toConsole }}
        />,
      );
    }),
  );

  pages.post(
    REVOKE,
    forDeveloper(async (c, developer) => {
      const id = readId(c.get('form').get('token'));
      if (id === null) return pageErrors.show(c, 'badRequest');
      // Whether this request or an earlier click revoked it, the token is dead and the page may say so.
      await developers.revokeToken(id, developer.id);
      return c.redirect(`${HOME}?done=revoked`, 303);
    }),
  );

  pages.route('/', appPages(dependencies));
  pages.route('/', requestPages(dependencies));
  pages.route('/', liveScriptFile());
  pages.route('/', resourcePages(dependencies));
  return pages;
};
