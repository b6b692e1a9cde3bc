import type { Context } from 'hono';
import type { App } from '../../../domain/apps/index.js';
import type { PageEnv } from '../../../web/http/env.js';
import type { FieldError } from '../../../web/kit/form.js';
import { isRecent } from '../../../web/visitor/recent-sign-in.js';
import { AppPage } from './page.js';
import { type ConsoleNeeds, createFrame, noticeOf } from '../frame.js';
import { formOf, type AppForm } from './input.js';
import { pageSnippets } from './page-snippet.js';
import { snippetsFor } from './snippets.js';

/** Overrides of the page's default state. */
interface Shown {
  form?: AppForm;
  /** As the page first showed it. */
  shown?: AppForm;
  errors?: readonly FieldError[];
  status?: 200 | 400 | 413;
}

export const appPath = (app: App): string => `/console/apps/${app.id}`;

/** Shows an app's page, also as the answer to each of its forms when something is wrong. */
export const createShowApp = (needs: ConsoleNeeds) => {
  const { apps, clock, issuer, sdkScript } = needs;
  const { contextOf } = createFrame(needs);

  return async (
    c: Context<PageEnv>,
    app: App,
    { shown = formOf(app), form = shown, errors = [], status = errors.length === 0 ? 200 : 400 }: Shown = {},
  ): Promise<Response> => {
    // A form too long to be read did not say which page it came from.
    const context = status === 413 ? { ...contextOf(c), path: appPath(app) } : contextOf(c);
    const texts = context.messages.console;
    // The SDK has no keys, pushes no requests and makes no DPoP proofs.
    const isBeyondSdk = app.usesAssertions || app.requirePar || app.dpopBound;
    const sample = {
      ...app,
      issuer,
      redirectUri: app.redirectUris[0]?.uri ?? '',
      public: app.isPublic,
      hasKeys: app.usesAssertions,
    };
    return c.html(
      <AppPage
        context={context}
        app={app}
        form={form}
        shown={shown}
        mayCreate={isRecent(c.get('who').session, clock)}
        secrets={await apps.secrets(app)}
        snippets={snippetsFor(sample)}
        pageSnippets={sdkScript === null || isBeyondSdk ? null : pageSnippets(sample, sdkScript)}
        notice={noticeOf(c, {
          created: app.isPublic ? texts.app.createdPublic : texts.app.createdConfidential,
          saved: texts.app.saved,
          removed: texts.secrets.removed,
          'logo-saved': texts.logo.saved,
          'logo-removed': texts.logo.removed,
        })}
        errors={errors}
      />,
      status,
    );
  };
};
