import { Hono, type Context } from 'hono';
import { GoneError } from '../../kernel/gone.js';
import type { Secret } from '../../kernel/secret.js';
import { AppSuspendedError, invalidRequest, OAuthError } from '../../protocol/errors.js';
import { parseParams, type Params } from '../../protocol/params.js';
import { originOfUri } from '../../protocol/redirect-uri.js';
import { scopesAllowed, type Scope } from '../../protocol/scopes.js';
import { type App, appIdentity, overAsks } from '../../domain/apps/index.js';
import {
  type AuthorizationParameters,
  type AuthorizationRequest,
  type By,
  type ContinuedPush,
  destinationOf,
  isPushedRequestUri,
  type Sender,
} from '../../domain/authorization/index.js';
import { isElsewhere, staysDeclined } from '../../domain/tokens/index.js';
import { sendAsset } from '../../web/kit/assets/asset.js';
import { askedScopes, consentAppOf } from '../../web/kit/app-access.js';
import { headHasNoEffect } from '../../web/http/allowed-methods.js';
import { FORM, readBody } from '../../web/http/body.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { PageEnv, Visitor } from '../../web/http/env.js';
import { isFramed, isOpened } from '../../web/visitor/opened.js';
import { formatBalance } from '../../web/kit/format.js';
import { SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { toOAuthError } from '../../web/http/oauth-response.js';
import { queryOf } from '../../web/http/query.js';
import { ConsentPage, ContinuePage, type ConsentProps } from './consent-page.js';
import { freshAfterOf } from './decide.js';
import { FORM_POST_SCRIPT } from './form-post-page.js';
import { mayCancel, mayLeadAway } from './leading-away.js';
import type { AuthorizeNeeds } from './needs.js';
import { createNext, type Next } from './next.js';
import { createNotes } from './notes.js';
import { createRefusals } from './refusals.js';
import { createRespond } from './respond.js';

const ENDPOINT = '/api/oauth2/authorize';
/** Where a stored request continues after the sign-in, and where the user's decision is sent. */
const DISPATCHER = '/authorize';

/** The sign-in page, in the language the app requested. */
const signInUrl = (handle: string, { uiLocales }: AuthorizationParameters): string =>
  `/sign-in?${new URLSearchParams({ request: handle, ...(uiLocales === null ? {} : { ui_locales: uiLocales }) })}`;

const continueUrl = (handle: string): string => `${DISPATCHER}?request=${handle}`;

type Asked = Pick<AuthorizationRequest, 'app' | 'parameters'>;

const DENIED = new OAuthError('access_denied', 'The user denied the request.');

/** Never sent; recorded in the app's request log. */
const UNREGISTERED = invalidRequest('redirect_uri is not one of the redirect URIs of this app.');

/** Whether whoever wrote the request caused the error. */
const isOfRequest = (error: unknown): boolean => error instanceof OAuthError && error.status < 500;

const asOAuthError = (error: unknown): OAuthError => {
  if (error instanceof OAuthError && !(error instanceof AppSuspendedError)) return error;
  throw error;
};

/** One-click pages grant everything they list; the full page has a checkbox for each optional scope. */
const chosenScopes = (
  { app, parameters }: AuthorizationRequest,
  page: 'continue' | 'consent',
  form: Params,
): readonly Scope[] => {
  return page === 'continue'
    ? parameters.scopes
    : scopesAllowed(parameters.scopes, form.all('scope'), overAsks(app, parameters));
};

const ask = (c: Context<PageEnv>, page: 'continue' | 'consent', props: ConsentProps): Response | Promise<Response> => {
  c.header('content-security-policy', SCRIPT_POLICY);
  return c.html(page === 'continue' ? <ContinuePage {...props} /> : <ConsentPage {...props} />);
};

/** The authorization endpoint (RFC 6749 section 3.1), and the pages between a request and its answer. */
export const authorizePages = (needs: AuthorizeNeeds): Hono<PageEnv> => {
  const { apps, authorizations, requests, visitors, pageErrors, clock, money } = needs;
  const next = createNext(needs);
  const respond = createRespond(needs);
  const refusals = createRefusals(needs);
  const notes = createNotes(needs);

  /** Sends the browser back to the app with a code or an error, or to the page that asks the user. */
  const carryOut = async (
    c: Context<PageEnv>,
    asked: Asked & { requestId: number | null; by?: By },
    step: Exclude<Next, { do: 'sign_in' | 'ask' }>,
  ): Promise<Response> => {
    if (step.do === 'refuse') {
      const isOver = asked.requestId !== null && !(await requests.refuse({ id: asked.requestId }));
      return isOver ? pageErrors.show(c, 'requestExpired') : refused(c, asked, step.error, false);
    }
    const answer = { ...asked, session: step.who.session };
    const code =
      step.covering === null
        ? await authorizations.allow(answer, asked.parameters, c.get('visitor').locale)
        : await authorizations.reuse(answer, step.covering);
    return answered(c, asked, code);
  };

  const answered = (
    c: Context<PageEnv>,
    asked: Asked,
    code: Secret | 'refused' | null,
  ): Response | Promise<Response> => {
    if (code === null) return pageErrors.show(c, 'requestExpired');
    if (code === 'refused') return refused(c, asked, DENIED, true);
    notes.answered(c, asked.app, asked.parameters, null);
    return respond.withCode(c, asked.parameters, code.reveal());
  };

  const refused = (
    c: Context<PageEnv>,
    { app, parameters }: Asked,
    error: OAuthError,
    isAsked: boolean,
  ): Response | Promise<Response> => {
    notes.answered(c, app, parameters, error);
    return respond.withError(c, { app, to: parameters, isAsked }, error);
  };

  /** The requested parameters. For a pushed request only the pushed ones count, not the browser's (RFC 9126 section 4). */
  const requestedBy = async (
    sent: Params,
    app: App,
  ): Promise<{ params: Params; push: ContinuedPush | null } | null> => {
    const requestUri = sent.get('request_uri');
    const { pushedRequests } = needs;
    if (requestUri === undefined || !isPushedRequestUri(requestUri)) return { params: sent, push: null };
    // PAR is disabled: only with a redirect URI beside it do we know whom to answer.
    if (pushedRequests === null) return sent.has('redirect_uri') ? { params: sent, push: null } : null;
    const push = await pushedRequests.find(app, requestUri);
    return push && { params: push.params, push };
  };

  const senderOf = (c: Context<PageEnv>, crossSite: boolean): Sender => {
    const { browserId, account } = c.get('visitor');
    const who = account === null ? { address: clientAddress(c, needs.trustProxy) } : { userId: account.id };
    return { ...who, browserId: crossSite ? null : browserId };
  };

  const begin = async (c: Context<PageEnv>, sent: Params, crossSite: boolean): Promise<Response> => {
    const visitor = c.get('visitor');
    const clientId = sent.get('client_id') ?? '';
    // Pictures and the like cost nothing. In a frame only what needs no page goes on: no document is fetched, nothing stored.
    const opened = isOpened(c);
    if (!opened && !isFramed(c)) return pageErrors.show(c, 'badRequest');
    const requester = opened ? clientAddress(c, needs.trustProxy) : null;
    const app = await apps.findByClientId(clientId, requester).catch(asOAuthError);
    if (app instanceof OAuthError) return refusals.document(c, clientId, app);
    if (app === undefined) return refusals.unknownApp(c, clientId);
    const requested = await requestedBy(sent, app);
    // Nobody knows any more which app to answer.
    if (requested === null) return pageErrors.show(c, 'requestExpired');
    const { params, push } = requested;
    const uri = await needs.requestChecks.findUri(params, app, visitor.session);
    if (uri === null) {
      notes.refused(c, app, params, UNREGISTERED);
      return refusals.redirectUri(c, visitor, app, params.get('redirect_uri') ?? '');
    }

    // From here on the redirect URI belongs to the app, so errors are sent to it.
    const destination = destinationOf(params, uri.redirectUri);
    try {
      const parameters = await needs.requestChecks.check(params, app, uri, push);
      const freshAfter = freshAfterOf(parameters, clock.now());
      if (push !== null) {
        await requests.continuePushed(app, parameters, push.handle, freshAfter);
        return await continuePushed(c, push.handle, crossSite);
      }
      if (!crossSite) {
        const step = await next(app, parameters, visitor, { freshAfter, sessionHash: null, shownApp: '' });
        if (step.do === 'refuse' || step.do === 'answer') {
          return await carryOut(c, { app, parameters, requestId: null }, step);
        }
      }
      if (!opened) return await pageErrors.show(c, 'badRequest');
      const stored = await requests.create(app, parameters, senderOf(c, crossSite), freshAfter);
      if (!('handle' in stored)) return await pageErrors.tooMany(c, stored.retryAfterSeconds);
      return c.redirect(continueUrl(stored.handle), 303);
    } catch (error) {
      // Then nobody is left to answer.
      if (error instanceof GoneError) throw error;
      const known = toOAuthError(error, needs.log, c.get('requestId'));
      notes.refused(c, app, params, known);
      return mayLeadAway(app, params, visitor) || !isOfRequest(error)
        ? respond.withError(c, { app, to: destination, isAsked: false }, known)
        : refusals.fault(c, app, known, destination);
    }
  };

  /** The stored request named by a page or form, unless it belongs to another browser. */
  const requestOf = (visitor: Visitor, handle: string | undefined, by?: By): Promise<AuthorizationRequest | null> =>
    handle === undefined ? Promise.resolve(null) : requests.find(handle, visitor, by);

  /** A visit after the answer is refused, and of several at once one is answered (RFC 9126 section 4). */
  const continuePushed = async (c: Context<PageEnv>, handle: string, crossSite: boolean): Promise<Response> => {
    if (crossSite) return c.redirect(continueUrl(handle), 303);
    const visitor = c.get('visitor');
    const request = await requestOf(visitor, handle);
    if (request === null) return pageErrors.show(c, 'requestExpired');
    const { app, parameters, id: requestId } = request;
    const step = await next(app, parameters, visitor, request);
    return step.do === 'refuse' || step.do === 'answer'
      ? carryOut(c, { app, parameters, requestId }, step)
      : c.redirect(continueUrl(handle), 303);
  };

  const consentProps = async (
    c: Context<PageEnv>,
    handle: string,
    { app, parameters }: AuthorizationRequest,
    visitor: Visitor,
    { who: { account }, before }: Extract<Next, { do: 'ask' }>,
  ): Promise<ConsentProps> => {
    const [owner, resources] = await Promise.all([
      app.owner === null ? null : needs.accounts.getById(app.owner),
      needs.resources.describe(parameters.resources),
    ]);
    return {
      context: visitors.pageContext(c, visitor, parameters.uiLocales),
      requestId: handle,
      identity: appIdentity(app),
      app: consentAppOf(app, owner),
      redirectOrigin: originOfUri(parameters.redirectUri),
      isElsewhere: before !== null && isElsewhere(before, parameters.registeredUri),
      username: account.username,
      scopes: askedScopes(parameters.scopes, before && before.scopes, overAsks(app, parameters)),
      overAsks: overAsks(app, parameters),
      resources,
      balance: formatBalance(account.quota - account.usedQuota, money),
      daysConnected: needs.daysConnected,
      staysDeclined: staysDeclined(before, parameters),
      errors: [],
    };
  };

  /** The only place that decides where a stored request goes next. */
  const dispatch = async (c: Context<PageEnv>, visitor: Visitor, handle: string): Promise<Response> => {
    const request = await requestOf(visitor, handle);
    if (request === null) return pageErrors.show(c, 'requestExpired');
    const { app, parameters } = request;
    const step = await next(app, parameters, visitor, request);
    if (step.do === 'sign_in') return c.redirect(signInUrl(handle, parameters), 303);
    if (step.do === 'refuse') return carryOut(c, { app, parameters, requestId: request.id }, step);
    if (step.do === 'answer') {
      // A sign-in form that was ignored named somebody else, who must not find another user's account in the app.
      if (queryOf(c).get('ask') === undefined) return carryOut(c, { app, parameters, requestId: request.id }, step);
      const asking = { do: 'ask', page: 'continue', who: step.who, before: step.covering } as const;
      return ask(c, 'continue', await consentProps(c, handle, request, visitor, asking));
    }
    return ask(c, step.page, await consentProps(c, handle, request, visitor, step));
  };

  const cancel = async (c: Context<PageEnv>, request: AuthorizationRequest, by?: By): Promise<Response> => {
    if (!(await requests.refuse(request, c.get('visitor').session, by))) return pageErrors.show(c, 'requestExpired');
    return refused(c, request, DENIED, true);
  };

  const decided = async (c: Context<PageEnv>): Promise<Response> => {
    const visitor = c.get('visitor');
    const form = c.get('form');
    const handle = form.get('request') ?? '';
    const request = await requestOf(visitor, handle, 'click');
    if (request === null) return pageErrors.show(c, 'requestExpired');
    const decision = form.get('decision');
    if (decision === 'cancel') return cancel(c, request, 'click');
    const { app, parameters } = request;
    const asked = { app, parameters, requestId: request.id, by: 'click' } as const;
    const step = await next(app, parameters, visitor, request);
    // At once, because a pushed request that is answered cannot be visited.
    if (request.isAnswered && step.do === 'answer' && decision === 'allow') return carryOut(c, asked, step);
    // Only what a page offered, for the app that it showed, can be allowed; anything else returns to the current step.
    const isShown = (form.get('app') ?? appIdentity(app)) === appIdentity(app);
    if (step.do !== 'ask' || decision !== 'allow' || !isShown) return c.redirect(continueUrl(handle), 303);
    const granted = { scopes: chosenScopes(request, step.page, form), resources: parameters.resources };
    if (granted.scopes.length === 0 && granted.resources.length === 0) return cancel(c, request, 'click');
    const answer = { ...asked, session: step.who.session };
    return answered(c, request, await authorizations.allow(answer, granted, c.get('visitor').locale));
  };

  const pages = new Hono<PageEnv>();
  pages.use(ENDPOINT, headHasNoEffect);
  pages.use(`${DISPATCHER}/*`, headHasNoEffect);

  // An app may post its request from its own site, so the form has no CSRF token and brings no cookies. It is stored,
  // and continues with a GET that carries them (design decision 12).
  pages.post(ENDPOINT, async (c) => {
    const params = parseParams(await readBody(c, FORM));
    c.set('visitor', visitors.stranger(c));
    return begin(c, params, true);
  });
  pages.get(ENDPOINT, visitors.recognized, (c) => begin(c, queryOf(c), false));

  pages.get(FORM_POST_SCRIPT.path, sendAsset(FORM_POST_SCRIPT));

  pages.use(`${DISPATCHER}/*`, visitors.goingOn);
  pages.get(DISPATCHER, (c) => dispatch(c, c.get('visitor'), queryOf(c).get('request') ?? ''));
  pages.post(DISPATCHER, decided);
  pages.get(`${DISPATCHER}/cancel`, async (c) => {
    const request = await requestOf(c.get('visitor'), queryOf(c).get('request'));
    if (request === null) return pageErrors.show(c, 'requestExpired');
    return mayCancel(c, request) ? cancel(c, request) : refusals.fault(c, request.app, DENIED, request.parameters);
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
