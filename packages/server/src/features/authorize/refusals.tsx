import type { Context } from 'hono';
import type { Messages } from '../../i18n/index.js';
import type { OAuthError } from '../../protocol/errors.js';
import { withQuery } from '../../protocol/redirect-uri.js';
import type { Destination } from '../../domain/authorization/index.js';
import { type App, DocumentError } from '../../domain/apps/index.js';
import { joined, saidIn } from '../../i18n/field-fault.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { PageEnv, Visitor } from '../../web/http/env.js';
import { RedirectMismatchPage } from '../../web/kit/error-page.js';
import type { AuthorizeNeeds } from './needs.js';
import { allowPost, errorAnswer } from './respond.js';

/** What is wrong with a document. Its author is a stranger, so their text is isolated from ours. */
const inWords = (messages: Messages, error: OAuthError): string =>
  error instanceof DocumentError
    ? joined(saidIn(messages, error.faults)).replaceAll(/[\p{Cc}\p{Cf}]/gu, '?')
    : error.description;

/**
 * Answers to requests that must not redirect to where they claim to come from (RFC 6749 section 4.1.2.1, RFC 9700
 * section 4.11.2).
 */
export const createRefusals = ({ visitors, pageErrors, failures, issuer, trustProxy }: AuthorizeNeeds) => {
  /** Shows the fault, unless there were too many. */
  const refuse = async (
    c: Context<PageEnv>,
    clientId: string,
    explain: () => Response | Promise<Response>,
  ): Promise<Response> => {
    const address = clientAddress(c, trustProxy);
    const retryAfterSeconds = await failures.count({ kind: 'redirect_uri', clientId, address });
    return retryAfterSeconds === null ? explain() : pageErrors.tooMany(c, retryAfterSeconds);
  };

  return {
    /** For an app that is not answered at its redirect URI unless the visitor goes there. */
    fault: (c: Context<PageEnv>, app: App, error: OAuthError, to: Destination): Promise<Response> =>
      refuse(c, app.clientId, () => {
        const { status, description: detail } = error;
        const answer = errorAnswer(to, error, issuer);
        if (to.responseMode === 'query') {
          return pageErrors.show(c, 'badRequest', { status, detail, returnTo: withQuery(to.redirectUri, answer) });
        }
        allowPost(c);
        return pageErrors.show(c, 'badRequest', { status, detail, returnTo: to.redirectUri, answer });
      }),

    unknownApp: (c: Context<PageEnv>, clientId: string): Promise<Response> =>
      refuse(c, clientId, () => pageErrors.show(c, 'unknownApp')),

    /** The app's metadata document cannot be read or is invalid. */
    document: async (c: Context<PageEnv>, clientId: string, error: OAuthError): Promise<Response> =>
      refuse(c, clientId, () => {
        const { messages } = visitors.pageContext(c);
        const { status, retryAfterSeconds } = error;
        return pageErrors.show(c, 'unknownDocument', { status, detail: inWords(messages, error), retryAfterSeconds });
      }),

    /** The redirect URI is not registered. */
    redirectUri: (c: Context<PageEnv>, visitor: Visitor, app: App, sent: string): Promise<Response> =>
      refuse(c, app.clientId, () =>
        c.html(
          <RedirectMismatchPage
            context={visitors.pageContext(c, visitor)}
            appName={app.name}
            sent={sent}
            registered={visitor.account?.id === app.owner ? app.redirectUris.map(({ uri }) => uri) : null}
            requestId={c.get('requestId')}
          />,
          400,
        ),
      ),
  };
};
