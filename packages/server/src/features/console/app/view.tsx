import type { Context } from 'hono';
import type { App, Apps } from '../../../domain/apps/index.js';
import type { Developers } from '../../../domain/developers/index.js';
import type { PageEnv } from '../../../web/http/env.js';
import type { FieldError } from '../../../web/kit/form.js';
import type { SdkScript } from '../../../web/kit/assets/sdk-script.js';
import { appLogo } from '../../../web/kit/tile.js';
import type { Visitors } from '../../../web/visitor/visitor.js';
import { AppPage } from './page.js';
import { createFrame } from '../frame.js';
import { formOf, type AppForm } from './input.js';
import { pageSnippets } from './page-snippet.js';
import { snippetsFor } from './snippets.js';

interface Dependencies {
  apps: Apps;
  developers: Developers;
  visitors: Visitors;
  issuer: string;
  sdkScript: SdkScript | null;
}

/** Overrides of the page's default state. */
interface Shown {
  form?: AppForm;
  errors?: readonly FieldError[];
  status?: 200 | 400 | 413;
}

export const appPath = (app: App): string => `/console/apps/${app.id}`;

/** Shows an app's page, also as the answer to each of its forms when something is wrong. */
export const createShowApp = (dependencies: Dependencies) => {
  const { apps, issuer, sdkScript } = dependencies;
  const { contextOf } = createFrame(dependencies);

  return async (
    c: Context<PageEnv>,
    app: App,
    { form = formOf(app), errors = [], status = errors.length === 0 ? 200 : 400 }: Shown = {},
  ): Promise<Response> => {
    // A form too long to be read did not say which page it came from.
    const context = status === 413 ? { ...contextOf(c), path: appPath(app) } : contextOf(c);
    const texts = context.messages.console;
    const notices = new Map([
      ['created', app.isPublic ? texts.app.createdPublic : texts.app.createdConfidential],
      ['saved', texts.app.saved],
      ['removed', texts.secrets.removed],
      ['logo-saved', texts.logo.saved],
      ['logo-removed', texts.logo.removed],
    ]);
    const uris = app.redirectUris.map(({ uri }) => uri);
    const secrets = await apps.secrets(app);
    // The SDK has no keys, pushes no requests and makes no DPoP proofs.
    const isBeyondSdk = app.usesAssertions || app.requirePar || app.dpopBound;
    return c.html(
      <AppPage
        context={context}
        app={{
          id: app.id,
          name: app.name,
          clientId: app.clientId,
          logo: appLogo(app),
          public: app.isPublic,
          hasKeys: app.usesAssertions,
          trusted: app.isTrusted,
          redirectUris: uris,
        }}
        form={form}
        secrets={secrets.map((row) => ({
          id: row.id,
          hint: row.hint,
          createdAt: row.createdAt,
          lastUsedAt: row.lastUsedAt,
        }))}
        snippets={snippetsFor({
          issuer,
          clientId: app.clientId,
          redirectUri: uris[0] ?? '',
          public: app.isPublic,
          hasKeys: app.usesAssertions,
          requirePkce: app.requirePkce,
          requirePar: app.requirePar,
          dpopBound: app.dpopBound,
        })}
        pageSnippets={
          sdkScript === null || isBeyondSdk
            ? null
            : pageSnippets(
                { issuer, clientId: app.clientId, redirectUri: uris[0] ?? '', public: app.isPublic },
                sdkScript,
              )
        }
        notice={notices.get(c.req.query('done') ?? '') ?? null}
        errors={errors}
      />,
      status,
    );
  };
};
