import { Hono, type Context } from 'hono';
import type { AccountSource, Money } from '../../accounts/account-source.js';
import type { Clock } from '../../kernel/clock.js';
import { formatUnits } from '../../kernel/quota.js';
import type { Log } from '../../kernel/log.js';
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
import { toOAuthError } from '../../web/oauth-response.js';
import type { PageErrors } from '../../web/page-errors.js';
import type { Visitors } from '../../web/visitor.js';
import { ConsentPage, ContinuePage, type ConsentProps } from './consent-page.js';
import { decide, freshAfterOf, type Step } from './decide.js';
import { parseAuthorizationParameters } from './parameters.js';
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

const REFUSALS: Readonly<Partial<Record<Step, string>>> = {
  login_required: 'The user is not signed in, or not recently enough, and prompt=none forbids asking.',
  consent_required: 'The user has not allowed this app what it asks for, and prompt=none forbids asking.',
  interaction_required: 'This app’s redirect URI could be taken by another program, so the user is asked each time.',
};

const signedInOf = ({ session, account }: Visitor): SignedIn | null =>
  session && account ? { session, account } : null;

const continueUrl = (handle: string): string => `${DISPATCHER}?request=${handle}`;

/** The authorization endpoint (RFC 6749 section 3.1), and the pages between a request and its answer. */
export const authorizePages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { apps, authorizations, requests, visitors, pageErrors, clock, issuer, money } = dependencies;

  /** What comes next for a request, for whoever sits at the browser. */
  const nextStep = async (
    app: App,
    parameters: AuthorizationParameters,
    visitor: Visitor,
    { freshAfter, grantedBy }: { freshAfter: number; grantedBy: string | null },
  ) => {
    const who = signedInOf(visitor);
    const covering = who && (await authorizations.findCovering(who.account.id, app, parameters));
    const step = decide({
      parameters,
      app: { isPublic: app.is_public === 1, isTrusted: app.is_trusted === 1 },
      session: who && { userId: who.account.id, signedInAt: who.session.created_at },
      isCovered: covering !== null && covering !== undefined,
      autoAuthorize: dependencies.autoAuthorize,
      freshAfter,
      grantedBy,
    });
    return { step, who, covering };
  };

  /** Answers the app, when no page is needed. Null when one is. */
  const answerAtOnce = async (
    c: Context<PageEnv>,
    app: App,
    parameters: AuthorizationParameters,
    { step, who, covering }: Awaited<ReturnType<typeof nextStep>>,
  ): Promise<Response | null> => {
    if (step === 'login_required' || step === 'consent_required' || step === 'interaction_required') {
      return redirectWithError(c, parameters, new OAuthError(step, REFUSALS[step] ?? ''), issuer);
    }
    if (who === null || (step !== 'reuse' && step !== 'grant')) return null;
    const authorization =
      step === 'reuse' && covering
        ? covering
        : await authorizations.grant(who.account.id, app, parameters, parameters.scopes);
    const code = await authorizations.issueCode(authorization, parameters, who.session);
    return redirectWithCode(c, parameters, code.reveal(), issuer);
  };

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
    const destination = { redirectUri, state: params.get('state') ?? null };
    try {
      const parameters = parseAuthorizationParameters(params, app, { redirectUri, registeredUri });
      const freshAfter = freshAfterOf(parameters, clock.now());
      if (!crossSite) {
        const next = await nextStep(app, parameters, visitor, { freshAfter, grantedBy: null });
        const answer = await answerAtOnce(c, app, parameters, next);
        if (answer !== null) return answer;
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
      context: visitors.pageContext(c, visitor),
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
      balance: formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency),
      errors: [],
    };
  };

  /** The one place that decides where a stored request goes next. */
  const dispatch = async (c: Context<PageEnv>, visitor: Visitor, handle: string): Promise<Response> => {
    const request = await requestOf(visitor, handle);
    if (request === null) return pageErrors.show(c, 'requestExpired');
    const { app, parameters } = request;
    const next = await nextStep(app, parameters, visitor, request);
    if (next.step === 'sign_in' || next.who === null) return c.redirect(`/sign-in?request=${handle}`, 303);
    if (next.step === 'continue' || next.step === 'consent') {
      const props = await consentProps(c, handle, request, visitor, next.who);
      return c.html(next.step === 'continue' ? <ContinuePage {...props} /> : <ConsentPage {...props} />);
    }
    if (!(await requests.consume(request))) return pageErrors.show(c, 'requestExpired');
    return (await answerAtOnce(c, app, parameters, next)) ?? pageErrors.show(c, 'requestExpired');
  };

  const cancel = async (c: Context<PageEnv>, request: AuthorizationRequest): Promise<Response> => {
    if (!(await requests.consume(request))) return pageErrors.show(c, 'requestExpired');
    const error = new OAuthError('access_denied', 'The user chose not to allow this.');
    return redirectWithError(c, request.parameters, error, issuer);
  };

  /** One-click pages grant all they list; on the full page each optional scope was a box to tick. */
  const chosenScopes = ({ parameters }: AuthorizationRequest, step: Step, form: Params): Scope[] => {
    if (step === 'continue') return parameters.scopes;
    const ticked = form.all('scope');
    return parameters.scopes.filter((scope) => !isOptionalScope(scope) || ticked.includes(scope));
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
    const { step, who } = await nextStep(app, parameters, visitor, request);
    // Only what a page offered can be allowed; anything else goes back to where the request stands now.
    if (who === null || decision !== 'allow' || (step !== 'continue' && step !== 'consent')) {
      return c.redirect(continueUrl(handle), 303);
    }
    if (!(await requests.consume(request))) return pageErrors.show(c, 'requestExpired');
    const granted = chosenScopes(request, step, form);
    const authorization = await authorizations.grant(who.account.id, app, parameters, granted);
    const code = await authorizations.issueCode(authorization, parameters, who.session);
    return redirectWithCode(c, parameters, code.reveal(), issuer);
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
