import type { Context } from 'hono';
import type { OAuthError } from '../../protocol/errors.js';
import { withQuery } from '../../protocol/redirect-uri.js';
import { mayShareSite } from '../../protocol/site.js';
import type { App } from '../../domain/apps/index.js';
import type { Destination } from '../../domain/authorization/index.js';
import type { PageEnv } from '../../web/http/env.js';
import { errorUri } from '../../web/http/oauth-response.js';
import { SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { FormPostPage } from './form-post-page.js';
import type { AuthorizeNeeds } from './needs.js';

/** The parameters of any answer: its values, the state that was sent, and the `iss` of RFC 9207 section 2. */
const answerTo = ({ state }: Destination, values: Record<string, string>, issuer: string): Record<string, string> => ({
  ...values,
  ...(state === null ? {} : { state }),
  iss: issuer,
});

/** RFC 6749 section 4.1.2.1. */
export const errorAnswer = (to: Destination, error: OAuthError, issuer: string): Record<string, string> => {
  const { code, description } = error;
  return answerTo(to, { error: code, error_description: description, error_uri: errorUri(issuer, code) }, issuer);
};

/** Without a referrer, browsers post with `Origin: null`, which some apps refuse. */
export const allowPost = (c: Context<PageEnv>): void => c.header('referrer-policy', 'strict-origin');

/** Answers an app through the browser, only at redirect URIs that have been checked. */
export const createRespond = ({ visitors, issuer }: AuthorizeNeeds) => {
  const send = (
    c: Context<PageEnv>,
    { redirectUri, responseMode }: Destination,
    answer: Record<string, string>,
    isAutomatic: boolean,
  ): Response | Promise<Response> => {
    // 303, so that a browser that posted a form does not post it to the app (RFC 9700 section 4.12).
    if (responseMode === 'query') return c.redirect(withQuery(redirectUri, answer), 303);
    if (isAutomatic) c.header('content-security-policy', SCRIPT_POLICY);
    allowPost(c);
    const context = visitors.pageContext(c);
    return c.html(<FormPostPage context={context} action={redirectUri} answer={answer} isAutomatic={isAutomatic} />);
  };

  /**
   * Whether nobody but the user may send our form there. To a site that is ours too, browsers send a form of ours with
   * cookies that they keep from others, and any link could start it. An http issuer has no such site: it is on loopback.
   */
  const needsClick = ({ isTrusted }: App, { redirectUri }: Destination): boolean =>
    !isTrusted && issuer.startsWith('https:') && mayShareSite(redirectUri, issuer);

  return {
    /** RFC 6749 section 4.1.2. */
    withCode: (c: Context<PageEnv>, to: Destination, code: string): Response | Promise<Response> =>
      send(c, to, answerTo(to, { code }, issuer), true),

    /** `isAsked`: the user has answered a page of the request. */
    withError: (
      c: Context<PageEnv>,
      { app, to, isAsked }: { app: App; to: Destination; isAsked: boolean },
      error: OAuthError,
    ): Response | Promise<Response> => send(c, to, errorAnswer(to, error, issuer), isAsked || !needsClick(app, to)),
  };
};
