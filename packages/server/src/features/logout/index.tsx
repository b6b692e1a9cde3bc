import { Hono, type Context } from 'hono';
import { invalidRequest } from '../../protocol/errors.js';
import { parseParams, type Params } from '../../protocol/params.js';
import { withQuery } from '../../protocol/redirect-uri.js';
import type { LogoutRequest, ReadLogoutRequest } from '../../domain/logout/index.js';
import type { Session, Sessions } from '../../domain/sessions/index.js';
import { headHasNoEffect } from '../../web/http/allowed-methods.js';
import { FORM, readBody } from '../../web/http/body.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import type { Visitors } from '../../web/visitor/visitor.js';
import { SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { LogoutPage, type LogoutProps, LogoutRefusedPage, SignedOutPage } from './logout-page.js';

interface Dependencies {
  readLogoutRequest: ReadLogoutRequest;
  sessions: Sessions;
  visitors: Visitors;
}

const ENDPOINT = '/api/oauth2/logout';
/** Our own page: receives the user's decision, and confirms the sign-out. */
const DECISION = '/logout';
/** Parameters passed from the app's request to our page. `ui_locales` only affects this page. */
const CARRIED = ['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state'];
/** In characters: the parameters end up in a URL. */
const MAX_LENGTH = 4096;

/**
 * Whether the session is the hinted one (RP-Initiated Logout section 2). An id_token without a sid matches any session
 * of its user.
 */
const isAbout = ({ hint }: LogoutRequest, session: Session): boolean =>
  hint !== null && hint.userId === session.userId && (hint.sid === null || hint.sid === session.signIn.sid);

const carried = (params: Params, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = params.get(name);
      if (value === undefined) return [];
      if (value.length > MAX_LENGTH) throw invalidRequest(`${name} is too long.`);
      return [[name, value]];
    }),
  );

const ask = (c: Context<PageEnv>, props: LogoutProps): Response | Promise<Response> => {
  c.header('content-security-policy', SCRIPT_POLICY);
  return c.html(<LogoutPage {...props} />);
};

/** The end session endpoint (OpenID Connect RP-Initiated Logout), and the page that asks first where it must. */
export const logoutPages = ({ readLogoutRequest, sessions, visitors }: Dependencies): Hono<PageEnv> => {
  const contextOf = (c: Context<PageEnv>, params: Params) =>
    visitors.pageContext(c, c.get('visitor'), params.get('ui_locales') ?? null);

  const leave = (c: Context<PageEnv>, { returnTo }: LogoutRequest, params: Params): Response =>
    c.redirect(returnTo ?? withQuery(DECISION, carried(params, ['ui_locales'])), 303);

  /**
   * Whether a signed-out visitor may be sent to the app's address. Anybody can register an app and hand out links to its
   * site that start with this server's name, but no id_token of somebody who signed in with this browser (RFC 9700
   * section 4.11.2).
   */
  const mayLeadAway = async ({ app, hint }: LogoutRequest, browserId: string): Promise<boolean> =>
    app?.isTrusted === true || (hint !== null && (await sessions.hasSignedIn(hint.userId, browserId)));

  const begin = async (c: Context<PageEnv>): Promise<Response> => {
    const params = queryOf(c);
    const request = await readLogoutRequest(params);
    const { session, browserId } = c.get('visitor');
    if (request.fault !== null) {
      c.header('content-security-policy', SCRIPT_POLICY);
      const page = (
        <LogoutRefusedPage
          context={contextOf(c, params)}
          fault={request.fault}
          sent={request.fault === 'uri' ? (params.get('post_logout_redirect_uri') ?? '') : null}
          requestId={c.get('requestId')}
        />
      );
      return c.html(page, 400);
    }
    if (session === null) {
      const { returnTo } = request;
      if (returnTo === null || (await mayLeadAway(request, browserId))) return leave(c, request, params);
      return c.html(<SignedOutPage context={contextOf(c, params)} returnTo={returnTo} />);
    }
    if (isAbout(request, session)) {
      await visitors.signOut(c);
      return leave(c, request, params);
    }
    const appName = request.app?.name ?? null;
    return ask(c, { context: contextOf(c, params), appName, request: carried(params, CARRIED) });
  };

  const decided = async (c: Context<PageEnv>): Promise<Response> => {
    const form = c.get('form');
    if (form.get('decision') !== 'sign-out') return c.redirect('/', 303);
    const request = await readLogoutRequest(form);
    await visitors.signOut(c);
    return leave(c, request, form);
  };

  const pages = new Hono<PageEnv>();

  pages.get(ENDPOINT, headHasNoEffect, visitors.known, begin);
  // An app's form brings none of our cookies, so it continues as a GET that does (design decision 12).
  pages.post(ENDPOINT, async (c) => {
    const params = parseParams(await readBody(c, FORM));
    return c.redirect(withQuery(ENDPOINT, carried(params, [...CARRIED, 'ui_locales'])), 303);
  });

  pages.use(DECISION, visitors.middleware);
  pages.get(DECISION, (c) => {
    const context = contextOf(c, queryOf(c));
    return context.user === null
      ? c.html(<SignedOutPage context={context} returnTo={null} />)
      : ask(c, { context, appName: null, request: {} });
  });
  pages.post(DECISION, decided);
  return pages;
};
