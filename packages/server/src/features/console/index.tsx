import { Hono, type Context } from 'hono';
import type { Account } from '../../domain/accounts/index.js';
import { DAY } from '../../kernel/clock.js';
import { readRowId } from '../../kernel/text.js';
import { saidIn } from '../../i18n/field-fault.js';
import type { PageEnv } from '../../web/http/env.js';
import type { FieldError } from '../../web/kit/form.js';
import { isRecent, recentOnly } from '../../web/visitor/recent-sign-in.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import { appPages } from './app/index.js';
import { BecomeDeveloperPage, ConsolePage, TOKEN_LIFETIMES, type TokenForm } from './console-page.js';
import { type ConsoleNeeds, createFrame, noticeOf, signedIn } from './frame.js';
import { logoPages } from './app/logo.js';
import { liveScriptFile, requestPages } from './requests/index.js';
import { resourcePages } from './resources/index.js';
import { ShownOncePage } from './shown-once-page.js';

const HOME = '/console';
const BECOME = '/console/become-developer';
const TOKENS = '/console/tokens';
const REVOKE = '/console/tokens/revoke';

export const consolePages = (needs: ConsoleNeeds): Hono<PageEnv> => {
  const { apps, developers, visitors, pageErrors, clock, issuer, playground } = needs;
  const { forDeveloper, contextOf } = createFrame(needs);

  const show = async (
    c: Context<PageEnv>,
    developer: Account,
    form: TokenForm,
    errors: readonly FieldError[],
  ): Promise<Response> => {
    const context = contextOf(c);
    const { home, tokens } = context.messages.console;
    const [appList, tokenList] = await Promise.all([apps.list(developer.id), developers.listTokens(developer.id)]);
    return c.html(
      <ConsolePage
        context={context}
        apps={appList}
        tokens={tokenList}
        now={clock.now()}
        playground={playground}
        form={form}
        mayCreate={isRecent(c.get('who').session, clock)}
        notice={noticeOf(c, { deleted: home.deleted, revoked: tokens.revoked })}
        errors={errors}
      />,
      errors.length === 0 ? 200 : 400,
    );
  };

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);
  // Its form contains a file and is read differently.
  pages.route('/', logoPages(needs));
  pages.use(`${HOME}/*`, visitors.known, signedInOnly(HOME), visitors.checkedForm);

  pages.get(
    HOME,
    signedIn(async (c, account) =>
      (await developers.roleOf(account.id)) === 'user'
        ? c.html(<BecomeDeveloperPage context={contextOf(c)} />)
        : show(c, account, { name: '', expires: '90' }, []),
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
    recentOnly(clock, HOME),
    visitors.singleUse,
    forDeveloper(async (c, developer) => {
      const context = contextOf(c);
      const texts = context.messages.console;
      const form = { name: c.get('form').get('name') ?? '', expires: c.get('form').get('expires') ?? '' };
      const days = form.expires === '' ? null : TOKEN_LIFETIMES.find((each) => String(each) === form.expires);
      if (days === undefined) {
        return show(c, developer, form, [{ field: 'expires', message: texts.tokens.expiryInvalid }]);
      }
      const expiresAt = days === null ? null : clock.now() + days * DAY;
      const created = await developers.createToken(developer.id, form.name, expiresAt);
      if (created.outcome === 'refused') {
        return show(c, developer, form, saidIn(context.messages, created.faults));
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
      const id = readRowId(c.get('form').get('token'));
      if (id === null) return pageErrors.show(c, 'badRequest');
      // Whether this request or an earlier click revoked it, the token is dead and the page may say so.
      await developers.revokeToken(id, developer.id);
      return c.redirect(`${HOME}?done=revoked`, 303);
    }),
  );

  pages.route('/', appPages(needs));
  pages.route('/', requestPages(needs));
  pages.route('/', liveScriptFile());
  pages.route('/', resourcePages(needs));
  return pages;
};
