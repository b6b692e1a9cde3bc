import { Hono, type Context } from 'hono';
import type { Money } from '../../domain/accounts/index.js';
import { readRowId } from '../../kernel/text.js';
import { paramsIn } from '../../protocol/params.js';
import { SCOPES } from '../../protocol/scopes.js';
import type { App, Apps } from '../../domain/apps/index.js';
import type { AuthorizationRequests, RequestChecks } from '../../domain/authorization/index.js';
import { PLAYGROUND_CALLBACK, type Playground, type Run } from '../../domain/playground/index.js';
import type { SignedIn } from '../../domain/sessions/index.js';
import { sendAsset } from '../../web/kit/assets/asset.js';
import { headHasNoEffect } from '../../web/http/allowed-methods.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf, searchOf } from '../../web/http/query.js';
import type { FieldError } from '../../web/kit/form.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';
import { SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import { COPY_SCRIPT } from './copy-script.js';
import { authorizeExchange, createRequests } from './requests.js';
import { RunPage } from './run-page.js';
import { ALWAYS_REQUESTED, StartPage, type StartForm } from './start-page.js';
import { createSendAs, type PlaygroundEndpoints } from './send-as.js';
import { createSteps, stepsOpen } from './steps.js';
import type { ChangeForm } from './user-card.js';
import { changeUser, chooseUser, EMPTY_USER_FORM, readMeasure, readUserForm } from './user-form.js';

export type { EndpointParts } from './send-as.js';

interface Dependencies extends PlaygroundEndpoints, PageNeeds {
  apps: Apps;
  playground: Playground;
  requestChecks: RequestChecks;
  requests: AuthorizationRequests;
  money: Money;
  issuer: string;
}

const HOME = '/playground';
const RUN = '/playground/run';

/** What the playground does not speak: requests that are pushed, and tokens that are bound to a key. */
const isBeyond = (app: App): boolean => app.requirePar || app.isFapi || app.dpopBound;

export const playgroundPages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { apps, playground, visitors, pageErrors, money, issuer } = dependencies;
  const requests = createRequests({ issuer, redirectUri: playground.redirectUri });
  const takeStep = createSteps({ requests, sendAs: createSendAs(dependencies) });

  const showStart = async (
    c: Context<PageEnv>,
    { session, account }: SignedIn,
    shown: { form: StartForm; errors: readonly FieldError[] },
  ): Promise<Response> => {
    const [owned, run] = await Promise.all([apps.list(account.id), playground.current(session)]);
    return c.html(
      <StartPage
        context={visitors.pageContext(c)}
        apps={owned.filter((app) => !isBeyond(app)).map(({ id, name }) => ({ id, name }))}
        beyond={owned.filter(isBeyond).map(({ name }) => name)}
        money={money}
        runUrl={run === null ? null : RUN}
        {...shown}
      />,
      shown.errors.length === 0 ? 200 : 400,
    );
  };

  const showRun = (
    c: Context<PageEnv>,
    { run, app }: { run: Run; app: App },
    { change, errors }: { change: ChangeForm; errors: readonly FieldError[] },
  ): Response | Promise<Response> => {
    c.header('content-security-policy', SCRIPT_POLICY);
    return c.html(
      <RunPage
        context={visitors.pageContext(c)}
        appName={app.name}
        run={run}
        request={requests.authorize(app, run)}
        open={stepsOpen(run)}
        money={money}
        change={change}
        errors={errors}
      />,
      errors.length === 0 ? 200 : 400,
    );
  };

  /** The session's run and its app, if the app still belongs to the user and can be tried here. */
  const currentRun = async ({ session, account }: SignedIn): Promise<{ run: Run; app: App } | null> => {
    const run = await playground.current(session);
    const app = run === null ? undefined : await apps.find(run.appId, account.id);
    return run === null || app === undefined || isBeyond(app) ? null : { run, app };
  };

  /** The run whose page contained the form. Another tab may have started a new one since. */
  const runOfForm = async (c: Context<PageEnv>): Promise<{ run: Run; app: App } | null> => {
    const current = await currentRun(c.get('who'));
    return current !== null && String(current.run.id) === c.get('form').get('run') ? current : null;
  };

  /** Jumps to the last exchange. */
  const toRun = (c: Context<PageEnv>, exchanges: number): Response => c.redirect(`${RUN}#exchange-${exchanges}`, 303);

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);

  pages.get(COPY_SCRIPT.path, sendAsset(COPY_SCRIPT));

  // Strangers are not asked to sign in, because the URL with the code would be passed along.
  pages.get(PLAYGROUND_CALLBACK, headHasNoEffect, visitors.known, async (c) => {
    const { session, account } = c.get('visitor');
    const query = queryOf(c);
    const state = query.get('state');
    const run = session === null || state === undefined ? null : await playground.findByState(state, session);
    const app = run === null || account === null ? undefined : await apps.find(run.appId, account.id);
    if (run === null || app === undefined) return pageErrors.show(c, 'requestExpired');
    const code = query.get('code');
    const exchange = authorizeExchange(requests.authorize(app, run), `${playground.redirectUri}${searchOf(c)}`);
    await playground.answered(run, { exchanges: [exchange], ...(code === undefined ? {} : { code }) });
    return toRun(c, 1);
  });

  pages.use(`${HOME}/*`, visitors.known, signedInOnly(HOME), visitors.checkedForm);

  pages.get(HOME, (c) => {
    const app = queryOf(c).get('app') ?? '';
    const form = { app, scopes: ['profile', 'balance'], autoAuthorize: false, user: EMPTY_USER_FORM };
    return showStart(c, c.get('who'), { form, errors: [] });
  });

  pages.post(HOME, async (c) => {
    const who = c.get('who');
    const sent = c.get('form');
    const form: StartForm = {
      app: sent.get('app') ?? '',
      scopes: sent.all('scope'),
      autoAuthorize: sent.has('auto_authorize'),
      user: readUserForm(sent),
    };
    const id = readRowId(form.app);
    const app = id === null ? undefined : await apps.find(id, who.account.id);
    const { messages } = visitors.pageContext(c);
    if (app === undefined || isBeyond(app)) {
      return showStart(c, who, { form, errors: [{ field: 'app', message: messages.playground.appUnknown }] });
    }
    const chosen = chooseUser(form.user, messages, money.unitsPerCurrency);
    if ('errors' in chosen) return showStart(c, who, { form, errors: chosen.errors });
    const scopes = SCOPES.filter((scope) => scope === ALWAYS_REQUESTED || form.scopes.includes(scope));
    await playground.begin(app, who.session, { scopes, autoAuthorize: form.autoAuthorize, testUser: chosen.testUser });
    return c.redirect(RUN, 303);
  });

  pages.get(RUN, async (c) => {
    const current = await currentRun(c.get('who'));
    if (current === null) return c.redirect(HOME, 303);
    return showRun(c, current, { change: { amount: '', measure: 'currency' }, errors: [] });
  });

  // Stores the request and then cancels it with the link that every intermediate page offers, as the user would.
  pages.post(`${RUN}/refuse`, async (c) => {
    const current = await runOfForm(c);
    if (current === null || current.run.isAnswered) return c.redirect(RUN, 303);
    const { run, app } = current;
    const params = paramsIn(requests.authorize(app, run).url);
    const uri = await dependencies.requestChecks.findUri(params, app, c.get('who').session);
    if (uri === null) return pageErrors.show(c, 'requestExpired');
    const parameters = await dependencies.requestChecks.check(params, app, uri, null);
    const { browserId } = c.get('visitor');
    const sender = { browserId, userId: c.get('who').account.id };
    const stored = await dependencies.requests.create(app, parameters, sender, 0);
    if (!('handle' in stored)) return pageErrors.tooMany(c, stored.retryAfterSeconds);
    return c.redirect(`/authorize/cancel?request=${stored.handle}`, 303);
  });

  pages.post(`${RUN}/user`, async (c) => {
    const current = await runOfForm(c);
    const testUser = current?.run.testUser ?? null;
    if (current === null || testUser === null) return c.redirect(RUN, 303);
    const sent = c.get('form');
    const change = { amount: sent.get('amount') ?? '', measure: readMeasure(sent) };
    const { messages } = visitors.pageContext(c);
    const changed = changeUser(testUser, sent.get('change'), change, messages, money.unitsPerCurrency);
    if ('errors' in changed) return showRun(c, current, { change, errors: changed.errors });
    await playground.add(current.run, { exchanges: [], testUser: changed.testUser });
    return c.redirect(`${RUN}#test-user`, 303);
  });

  pages.post(`${RUN}/again`, async (c) => {
    const current = await runOfForm(c);
    if (current !== null) await playground.begin(current.app, c.get('who').session, current.run);
    return c.redirect(RUN, 303);
  });

  pages.post(`${RUN}/step`, async (c) => {
    const current = await runOfForm(c);
    if (current === null) return c.redirect(RUN, 303);
    const { run, app } = current;
    const gained = await takeStep(app, run, c.get('form').get('step'));
    if (gained === null) return c.redirect(RUN, 303);
    await playground.add(run, gained);
    return toRun(c, run.exchanges.length + 1);
  });

  return pages;
};
