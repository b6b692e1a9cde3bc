import { Hono, type Context } from 'hono';
import type { AccountSource, Money } from '../../accounts/account-source.js';
import type { Clock } from '../../kernel/clock.js';
import { formatUnits } from '../../kernel/quota.js';
import type { Log } from '../../kernel/log.js';
import type { Secret } from '../../kernel/secret.js';
import { OAuthError } from '../../protocol/errors.js';
import { parseParams, type Params } from '../../protocol/params.js';
import { matchRedirectUri, originOfUri } from '../../protocol/redirect-uri.js';
import { isOptionalScope, readStoredScope, type Scope } from '../../protocol/scopes.js';
import type { App, Apps } from '../../services/apps.js';
import type {
  AuthorizationParameters,
  AuthorizationRequest,
  AuthorizationRequests,
} from '../../services/authorization-requests.js';
import type { Authorizations } from '../../services/authorizations.js';
import type { SignedIn } from '../../services/sessions.js';
import { FORM, readBody } from '../../web/body.js';
import type { PageEnv, Visitor } from '../../web/env.js';
import { RedirectMismatchPage } from '../../web/error-page.js';
import { formatMoney } from '../../web/format.js';
import { toOAuthError } from '../../web/oauth-response.js';
import type { PageErrors } from '../../web/page-errors.js';
import type { Visitors } from '../../web/visitor.js';
import { ConsentPage, ContinuePage, type ConsentProps } from './consent-page.js';
import { freshAfterOf } from './decide.js';
import { createNext, type Next } from './next.js';
import { echoableState, parseAuthorizationParameters } from './parameters.js';
import { redirectWithCode, redirectWithError } from './respond.js';

interface Dependencies {
  apps: Apps;
  accounts: AccountSource;
  authorizations: Authorizations;
  requests: AuthorizationRequests;
  visitors: Visitors;
  pageErrors: PageErrors;
  clock: Clock;
  log: Log;
  issuer: string;
  money: Money;
  autoAuthorize: 'one-click' | 'always';
}

const ENDPOINT = '/api/oauth2/authorize';
/** Where a stored request goes on: after the sign-in, and with the user's decision. */
const DISPATCHER = '/authorize';

/** The sign-in page, in the language the app asked for. */
const signInUrl = (handle: string, { uiLocales }: AuthorizationParameters): string =>
  `/sign-in?${new URLSearchParams({ request: handle, ...(uiLocales === null ? {} : { ui_locales: uiLocales }) })}`;

const continueUrl = (handle: string): string => `${DISPATCHER}?request=${handle}`;

/** One-click pages grant all they list; on the full page each optional scope was a box to tick. */
const chosenScopes = ({ parameters }: AuthorizationRequest, page: 'continue' | 'consent', form: Params): Scope[] => {
  if (page === 'continue') return parameters.scopes;
  const ticked = form.all('scope');
  return parameters.scopes.filter((scope) => !isOptionalScope(scope) || ticked.includes(scope));
};

/** The authorization endpoint (RFC 6749 section 3.1), and the pages between a request and its answer. */
export const authorizePages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { apps, authorizations, requests, visitors, pageErrors, clock, issuer, money } = dependencies;
  const next = createNext(dependencies);

  /** Sends the browser back to the app, with a code or with an error; or on to where the user is asked. */
  const carryOut = async (
    c: Context<PageEnv>,
    asked: Pick<AuthorizationRequest, 'app' | 'parameters'> & { requestId: number | null },
    step: Exclude<Next, { do: 'sign_in' | 'ask' }>,
  ): Promise<Response> => {
    if (step.do === 'refuse') return redirectWithError(c, asked.parameters, step.error, issuer);
    const answer = { ...asked, session: step.who.session };
    const code =
      step.covering === null
        ? await authorizations.allow(answer, asked.parameters.scopes)
        : await authorizations.reuse(answer, step.covering);
    return answered(c, asked.parameters, code);
  };

  const answered = (
    c: Context<PageEnv>,
    parameters: AuthorizationParameters,
    code: Secret | null,
  ): Response | Promise<Response> =>
    code === null ? pageErrors.show(c, 'requestExpired') : redirectWithCode(c, parameters, code.reveal(), issuer);

  /** No redirect: the address is not one of the app's (RFC 6749 section 4.1.2.1). */
  const showMismatch = (
    c: Context<PageEnv>,
    visitor: Visitor,
    app: App,
    sent: string,
  ): Response | Promise<Response> => {
    const isOwner = visitor.account?.id === app.owner_id;
    return c.html(
      <RedirectMismatchPage
        context={visitors.pageContext(c, visitor)}
        appName={app.name}
        sent={sent}
        registered={isOwner ? app.redirectUris.map(({ uri }) => uri) : null}
        requestId={c.get('requestId')}
      />,
      400,
    );
  };

  const begin = async (
    c: Context<PageEnv>,
    params: Params,
    visitor: Visitor,
    crossSite: boolean,
  ): Promise<Response> => {
    const app = await apps.findByClientId(params.get('client_id') ?? '');
    if (app === undefined) return pageErrors.show(c, 'unknownApp');
    const redirectUri = params.get('redirect_uri') ?? '';
    const registeredUri = matchRedirectUri(
      app.redirectUris.map(({ uri }) => uri),
      redirectUri,
    );
    if (registeredUri === null) return showMismatch(c, visitor, app, redirectUri);

    // From here on the redirect URI is known to be the app's, and it is told what went wrong.
    const destination = { redirectUri, state: echoableState(params) };
    try {
      const parameters = parseAuthorizationParameters(params, app, { redirectUri, registeredUri });
      const freshAfter = freshAfterOf(parameters, clock.now());
      if (!crossSite) {
        const step = await next(app, parameters, visitor, { freshAfter, grantedBy: null });
        if (step.do === 'refuse' || step.do === 'answer') {
          return await carryOut(c, { app, parameters, requestId: null }, step);
        }
      }
      const handle = await requests.create(app, parameters, {
        browserId: crossSite ? null : visitor.browserId,
        freshAfter,
      });
      return c.redirect(continueUrl(handle), 303);
    } catch (error) {
      return redirectWithError(c, destination, toOAuthError(error, dependencies.log, c.get('requestId')), issuer);
    }
  };

  /** The stored request a page or form names, if this browser began it. */
  const requestOf = (visitor: Visitor, handle: string | undefined): Promise<AuthorizationRequest | null> =>
    handle === undefined ? Promise.resolve(null) : requests.find(handle, visitor.browserId);

  const consentProps = async (
    c: Context<PageEnv>,
    handle: string,
    { app, parameters }: AuthorizationRequest,
    visitor: Visitor,
    { account }: SignedIn,
  ): Promise<ConsentProps> => {
    const [owner, before] = await Promise.all([
      dependencies.accounts.getById(app.owner_id),
      authorizations.find(account.id, app),
    ]);
    const allowedBefore = before && readStoredScope(before.scope);
    return {
      context: visitors.pageContext(c, visitor, parameters.uiLocales),
      requestId: handle,
      action: DISPATCHER,
      app: {
        name: app.name,
        description: app.description,
        owner: owner?.username ?? '',
        trusted: app.is_trusted === 1,
      },
      redirectOrigin: originOfUri(parameters.redirectUri),
      username: account.username,
      scopes: parameters.scopes.map((scope) => ({
        scope,
        optional: isOptionalScope(scope),
        newlyAsked: allowedBefore !== undefined && !allowedBefore.includes(scope),
      })),
      balance: formatMoney(formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency), money.currency),
      errors: [],
    };
  };

  /** The one place that decides where a stored request goes next. */
  const dispatch = async (c: Context<PageEnv>, visitor: Visitor, handle: string): Promise<Response> => {
    const request = await requestOf(visitor, handle);
    if (request === null) return pageErrors.show(c, 'requestExpired');
    const { app, parameters } = request;
    const step = await next(app, parameters, visitor, request);
    if (step.do === 'sign_in') return c.redirect(signInUrl(handle, parameters), 303);
    if (step.do !== 'ask') return carryOut(c, { app, parameters, requestId: request.id }, step);
    const props = await consentProps(c, handle, request, visitor, step.who);
    return c.html(step.page === 'continue' ? <ContinuePage {...props} /> : <ConsentPage {...props} />);
  };

  const cancel = async (c: Context<PageEnv>, request: AuthorizationRequest): Promise<Response> => {
    if (!(await requests.refuse(request))) return pageErrors.show(c, 'requestExpired');
    const error = new OAuthError('access_denied', 'The user chose not to allow this.');
    return redirectWithError(c, request.parameters, error, issuer);
  };

  const decided = async (c: Context<PageEnv>): Promise<Response> => {
    const visitor = c.get('visitor');
    const form = c.get('form');
    const handle = form.get('request') ?? '';
    const request = await requestOf(visitor, handle);
    if (request === null) return pageErrors.show(c, 'requestExpired');
    const decision = form.get('decision');
    if (decision === 'cancel') return cancel(c, request);
    const { app, parameters } = request;
    const step = await next(app, parameters, visitor, request);
    // Only what a page offered can be allowed; anything else goes back to where the request stands now.
    if (step.do !== 'ask' || decision !== 'allow') return c.redirect(continueUrl(handle), 303);
    const granted = chosenScopes(request, step.page, form);
    if (granted.length === 0) return cancel(c, request);
    const asked = { app, parameters, session: step.who.session, requestId: request.id };
    return answered(c, parameters, await authorizations.allow(asked, granted));
  };

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);

  // An app may post its request from its own site, which is no form of ours: it has no CSRF token, and our cookies stay at
  // home. So it is stored, and goes on by a GET that carries them (design decision 12).
  pages.post(ENDPOINT, async (c) => {
    const params = parseParams(await readBody(c, FORM));
    return begin(c, params, visitors.stranger(c), true);
  });
  pages.get(ENDPOINT, async (c) => {
    const params = parseParams(new URL(c.req.url).search.slice(1));
    return begin(c, params, await visitors.load(c), false);
  });

  pages.use(`${DISPATCHER}/*`, visitors.middleware);
  pages.get(DISPATCHER, (c) => dispatch(c, c.get('visitor'), c.req.query('request') ?? ''));
  pages.post(DISPATCHER, decided);
  pages.get(`${DISPATCHER}/cancel`, async (c) => {
    const request = await requestOf(c.get('visitor'), c.req.query('request'));
    return request === null ? pageErrors.show(c, 'requestExpired') : cancel(c, request);
  });
  pages.post(`${DISPATCHER}/switch-account`, async (c) => {
    const handle = c.get('form').get('request') ?? '';
    const request = await requestOf(c.get('visitor'), handle);
    if (request === null) return pageErrors.show(c, 'requestExpired');
    await requests.requireSignIn(request);
    await visitors.signOut(c);
    return c.redirect(continueUrl(handle), 303);
  });
  return pages;
};
