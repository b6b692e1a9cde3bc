import { Hono } from 'hono';
import { readRowId } from '../../../kernel/text.js';
import { saidIn } from '../../../i18n/field-fault.js';
import type { PageEnv } from '../../../web/http/env.js';
import { NewAppPage } from './form.js';
import { appPath, createShowApp } from './view.js';
import { type ConsoleNeeds, createFrame } from '../frame.js';
import {
  appearanceIn,
  changesGuards,
  changesOf,
  draftOf,
  EMPTY_APP,
  errorsOf,
  readAppForm,
  readShownForm,
} from './input.js';
import { isRecent, recentOnly, signInAgain } from '../../../web/visitor/recent-sign-in.js';
import { ShownOncePage } from '../shown-once-page.js';

const NEW = '/console/new-app';
const APP = '/console/apps/:id{[0-9]+}';
const SECRETS = `${APP}/secrets`;
const REMOVE = `${SECRETS}/remove`;
const DELETE = `${APP}/delete`;

/** The pages of a developer's apps. The console runs the middleware. */
export const appPages = (needs: ConsoleNeeds): Hono<PageEnv> => {
  const { apps, clock, pageErrors, visitors } = needs;
  const { forDeveloper, forApp, contextOf } = createFrame(needs);
  const show = createShowApp(needs);

  const pages = new Hono<PageEnv>();

  pages.use(NEW, recentOnly(clock, NEW), visitors.singleUse);
  pages.get(
    NEW,
    forDeveloper(async (c) => c.html(<NewAppPage context={contextOf(c)} form={EMPTY_APP} errors={[]} />)),
  );

  pages.post(
    NEW,
    forDeveloper(async (c, developer) => {
      const context = contextOf(c);
      const texts = context.messages.console;
      const form = readAppForm(c.get('form'));
      const draft = draftOf(form);
      const created = await apps.create(developer.id, draft);
      if (created.outcome === 'refused') {
        const errors = errorsOf(context.messages, created.faults, draft);
        return c.html(<NewAppPage context={context} form={form} errors={errors} />, 400);
      }
      const { app, secret } = created.value;
      if (secret === null) return c.redirect(`${appPath(app)}?done=created`, 303);
      return c.html(
        <ShownOncePage
          context={context}
          title={texts.app.createdTitle(app.name)}
          values={[
            { id: 'client_id', label: 'client_id', value: app.clientId },
            { id: 'client_secret', label: texts.shownOnce.secret, value: secret.reveal() },
          ]}
          notes={[texts.shownOnce.server, texts.shownOnce.lost]}
          next={{ href: `${appPath(app)}?done=created`, text: texts.shownOnce.toApp }}
        />,
      );
    }),
  );

  pages.get(
    APP,
    forApp((c, app) => show(c, app)),
  );

  pages.post(
    APP,
    forApp(async (c, app, developer) => {
      const form = readAppForm(c.get('form'));
      const draft = draftOf(form);
      const shown = readShownForm(c.get('form'));
      const changes = changesOf(form, shown, app);
      const mayGuard = isRecent(c.get('who').session, clock);
      if (!mayGuard && changesGuards(form, changes, app)) return signInAgain(c, appPath(app));
      const updated = await apps.update(app.id, developer.id, mayGuard ? changes : appearanceIn(changes));
      if (updated === undefined) return pageErrors.show(c, 'notFound');
      if (updated.outcome === 'refused') {
        return show(c, app, {
          form,
          ...(shown === null ? {} : { shown }),
          errors: errorsOf(contextOf(c).messages, updated.faults, draft),
        });
      }
      return c.redirect(`${appPath(app)}?done=saved`, 303);
    }),
  );

  pages.post(
    SECRETS,
    recentOnly(clock, (c) => c.req.path.replace(/\/secrets$/, '')),
    visitors.singleUse,
    forApp(async (c, app) => {
      const context = contextOf(c);
      const added = await apps.addSecret(app);
      if (added.outcome === 'refused') return show(c, app, { errors: saidIn(context.messages, added.faults) });
      const texts = context.messages.console;
      return c.html(
        <ShownOncePage
          context={context}
          title={texts.secrets.createdTitle}
          values={[{ id: 'client_secret', label: texts.shownOnce.secret, value: added.value.secret.reveal() }]}
          notes={[texts.secrets.both, texts.shownOnce.server, texts.shownOnce.lost]}
          next={{ href: appPath(app), text: texts.shownOnce.toApp }}
        />,
      );
    }),
  );

  pages.post(
    REMOVE,
    forApp(async (c, app) => {
      const id = readRowId(c.get('form').get('secret'));
      const removed = id === null ? undefined : await apps.removeSecret(app, id);
      if (removed?.outcome === 'refused') {
        return show(c, app, { errors: saidIn(contextOf(c).messages, removed.faults) });
      }
      // If it was already gone, an earlier click removed it.
      return c.redirect(`${appPath(app)}?done=removed`, 303);
    }),
  );

  pages.post(
    DELETE,
    recentOnly(clock, (c) => c.req.path.replace(/\/delete$/, '')),
    forApp(async (c, app, developer) => {
      if (!c.get('form').has('understood')) {
        const message = contextOf(c).messages.console.deleteApp.notUnderstood;
        return show(c, app, { errors: [{ field: 'understood', message }] });
      }
      await apps.delete(app.id, developer.id);
      return c.redirect('/console?done=deleted', 303);
    }),
  );
  return pages;
};
