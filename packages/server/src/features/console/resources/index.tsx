import { Hono, type Context } from 'hono';
import type { Account } from '../../../domain/accounts/index.js';
import type { Params } from '../../../protocol/params.js';
import { readRowId } from '../../../kernel/text.js';
import { saidIn } from '../../../i18n/field-fault.js';
import type { ResourceScope } from '../../../domain/resources/index.js';
import type { PageEnv } from '../../../web/http/env.js';
import type { FieldError } from '../../../web/kit/form.js';
import { recentOnly } from '../../../web/visitor/recent-sign-in.js';
import { type ConsoleNeeds, createFrame, noticeOf } from '../frame.js';
import { ResourcesPage, type ResourceForm } from './page.js';

const HOME = '/console/resources';
const EMPTY: ResourceForm = { identifier: '', name: '', scopes: '' };

const readForm = (form: Params): ResourceForm => ({
  identifier: form.get('identifier')?.trim() ?? '',
  name: form.get('name') ?? '',
  scopes: form.get('scopes') ?? '',
});

/** Each line is a name, a space and what the scope allows. */
const scopesOf = (text: string): ResourceScope[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', ...words] = line.split(' ');
      return { name, description: words.join(' ') };
    });

/** The pages of a developer's resources (RFC 8707). The console runs the middleware. */
export const resourcePages = (needs: ConsoleNeeds): Hono<PageEnv> => {
  const { clock, resources, developers, resourcesBy } = needs;
  const { forDeveloper, contextOf } = createFrame(needs);

  const mayAdd = async (developer: Account): Promise<boolean> =>
    resourcesBy === 'developers' || (await developers.roleOf(developer.id)) === 'operator';

  const show = async (
    c: Context<PageEnv>,
    developer: Account,
    { form, errors }: { form: ResourceForm; errors: readonly FieldError[] },
  ): Promise<Response> => {
    const context = contextOf(c);
    const { added, removed } = context.messages.resources;
    return c.html(
      <ResourcesPage
        context={context}
        resources={await resources.list(developer.id)}
        form={(await mayAdd(developer)) ? form : null}
        notice={noticeOf(c, { added, removed })}
        errors={errors}
      />,
      errors.length === 0 ? 200 : 400,
    );
  };

  const pages = new Hono<PageEnv>();

  pages.get(
    HOME,
    forDeveloper((c, developer) => show(c, developer, { form: EMPTY, errors: [] })),
  );

  pages.post(
    HOME,
    recentOnly(clock, HOME),
    forDeveloper(async (c, developer) => {
      const form = readForm(c.get('form'));
      if (!(await mayAdd(developer))) return show(c, developer, { form, errors: [] });
      const added = await resources.add(developer.id, { ...form, scopes: scopesOf(form.scopes) });
      if (added.outcome === 'refused') {
        return show(c, developer, { form, errors: saidIn(contextOf(c).messages, added.faults) });
      }
      return c.redirect(`${HOME}?done=added`, 303);
    }),
  );

  pages.post(
    `${HOME}/remove`,
    recentOnly(clock, HOME),
    forDeveloper(async (c, developer) => {
      const id = readRowId(c.get('form').get('resource'));
      // Other developers' resources are reported as not found (A92). If it was already gone, an earlier click removed it.
      const own = (await resources.list(developer.id)).find((resource) => resource.id === id);
      if (own !== undefined) await resources.remove(own);
      return c.redirect(`${HOME}?done=removed`, 303);
    }),
  );
  return pages;
};
