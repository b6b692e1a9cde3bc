import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { logoTooLarge, MAX_LOGO } from '../../../domain/apps/index.js';
import { saidIn } from '../../../i18n/field-fault.js';
import type { Params } from '../../../protocol/params.js';
import type { PageEnv } from '../../../web/http/env.js';
import { readFormWithFile } from '../../../web/http/form-with-file.js';
import { signedInOnly } from '../../../web/visitor/signed-in-only.js';
import { appPath, createShowApp } from './view.js';
import { type ConsoleNeeds, createFrame } from '../frame.js';

const LOGO = '/console/apps/:id{[0-9]+}/logo';

/** Uploads and removes an app's logo. Reads its own forms, before the console's middleware would. */
export const logoPages = (needs: ConsoleNeeds): Hono<PageEnv> => {
  const { appLogos, visitors } = needs;
  const { forApp, contextOf } = createFrame(needs);
  const show = createShowApp(needs);

  const tooLarge = forApp((c, app) => {
    const errors = saidIn(contextOf(c).messages, [{ field: 'logo', fault: logoTooLarge() }]);
    return show(c, app, { errors, status: 413 });
  });

  const sentFile = createMiddleware<PageEnv>(async (c, next) => {
    const sent = await readFormWithFile(c, 'logo', MAX_LOGO);
    if (sent !== null) {
      c.set('sentForm', sent.fields);
      c.set('file', sent.file);
    }
    await next();
  });

  /** If the file is too large the form was not read and has no token. Nothing is changed then, so none is needed. */
  const fitting = createMiddleware<PageEnv>(async (c, next) => {
    const sent: Params | undefined = c.get('sentForm');
    return sent === undefined ? tooLarge(c) : next();
  });

  const pages = new Hono<PageEnv>();

  pages.post(
    LOGO,
    // First, because who sends a form is decided when it has arrived.
    sentFile,
    visitors.recognized,
    signedInOnly('/console'),
    fitting,
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
      // If it was already gone, an earlier click removed it.
      await appLogos.remove(app);
      return c.redirect(`${appPath(app)}?done=logo-removed`, 303);
    }),
  );
  return pages;
};
