import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type AppLogos, type Apps, logoTooLarge, MAX_LOGO } from '../../../domain/apps/index.js';
import type { Developers } from '../../../domain/developers/index.js';
import { saidIn } from '../../../i18n/field-fault.js';
import type { PageEnv } from '../../../web/http/env.js';
import { readFormWithFile } from '../../../web/http/form-with-file.js';
import type { PageErrors } from '../../../web/visitor/page-errors.js';
import type { SdkScript } from '../../../web/kit/assets/sdk-script.js';
import { signedInOnly } from '../../../web/visitor/signed-in-only.js';
import type { Visitors } from '../../../web/visitor/visitor.js';
import { appPath, createShowApp } from './view.js';
import { createFrame, forAppOf } from '../frame.js';

interface Dependencies {
  apps: Apps;
  appLogos: AppLogos;
  developers: Developers;
  visitors: Visitors;
  pageErrors: PageErrors;
  issuer: string;
  sdkScript: SdkScript | null;
}

const LOGO = '/console/apps/:id{[0-9]+}/logo';

/** Uploading and removing the logo of an app. Here the form is read, before the console's own middleware would. */
export const logoPages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { appLogos, visitors } = dependencies;
  const { contextOf } = createFrame(dependencies);
  const forApp = forAppOf(dependencies);
  const show = createShowApp(dependencies);

  const tooLarge = forApp((c, app) => {
    const errors = saidIn(contextOf(c).messages, [{ field: 'logo', fault: logoTooLarge() }]);
    return show(c, app, { errors, status: 413 });
  });

  /** Where it is too large nothing is changed, so that the token, which was not read, is not missed. */
  const sentFile = createMiddleware<PageEnv>(async (c, next) => {
    const sent = await readFormWithFile(c, 'logo', MAX_LOGO);
    if (sent === null) return tooLarge(c);
    c.set('sentForm', sent.fields);
    c.set('file', sent.file);
    return next();
  });

  const pages = new Hono<PageEnv>();

  pages.post(
    LOGO,
    visitors.recognized,
    signedInOnly('/console'),
    sentFile,
    visitors.checkedForm,
    forApp(async (c, app) => {
      const put = await appLogos.put(app, c.get('file') ?? new Uint8Array());
      if (put.outcome === 'refused') return show(c, app, { errors: saidIn(contextOf(c).messages, put.faults) });
      return c.redirect(`${appPath(app)}?done=logo-saved`, 303);
    }),
  );

  pages.post(
    `${LOGO}/remove`,
    visitors.known,
    signedInOnly('/console'),
    visitors.checkedForm,
    forApp(async (c, app) => {
      // One that is gone already was removed by an earlier click.
      await appLogos.remove(app);
      return c.redirect(`${appPath(app)}?done=logo-removed`, 303);
    }),
  );
  return pages;
};
