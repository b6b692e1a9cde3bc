import type { Context } from 'hono';
import type { OAuthError } from '../../protocol/errors.js';
import { withQuery } from '../../protocol/redirect-uri.js';
import type { Destination } from '../../domain/authorization/index.js';
import type { PageEnv } from '../../web/http/env.js';
import { errorUri } from '../../web/http/oauth-response.js';
import { SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { FormPostPage } from './form-post-page.js';
import type { AuthorizeNeeds } from './needs.js';

/** Answers an app through the browser, only at redirect URIs that have been checked. */
export const createRespond = ({ visitors, issuer }: AuthorizeNeeds) => {
  const send = (
    c: Context<PageEnv>,
    { redirectUri, state, responseMode }: Destination,
    values: Record<string, string>,
  ): Response | Promise<Response> => {
    const answer = { ...values, ...(state === null ? {} : { state }), iss: issuer };
    // 303, so that a browser that posted a form does not post it to the app (RFC 9700 section 4.12).
    if (responseMode === 'query') return c.redirect(withQuery(redirectUri, answer), 303);
    c.header('content-security-policy', SCRIPT_POLICY);
    // Without a referrer, browsers send `Origin: null`, which some apps refuse.
    c.header('referrer-policy', 'strict-origin');
    const context = visitors.pageContext(c);
    return c.html(<FormPostPage context={context} action={redirectUri} answer={answer} />);
  };

  return {
    /** RFC 6749 section 4.1.2, with the `iss` of RFC 9207 section 2. */
    withCode: (c: Context<PageEnv>, to: Destination, code: string): Response | Promise<Response> =>
      send(c, to, { code }),

    /** RFC 6749 section 4.1.2.1. */
    withError: (c: Context<PageEnv>, to: Destination, error: OAuthError): Response | Promise<Response> =>
      send(c, to, {
        error: error.code,
        error_description: error.description,
        error_uri: errorUri(issuer, error.code),
      }),
  };
};
