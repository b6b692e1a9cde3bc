import type { Context } from 'hono';
import type { OAuthError } from '../../protocol/errors.js';
import type { Params } from '../../protocol/params.js';
import { formatScope } from '../../protocol/scopes.js';
import type { App } from '../../domain/apps/index.js';
import type { AuthorizationParameters } from '../../domain/authorization/index.js';
import type { SentParameter } from '../../domain/request-log/index.js';
import type { PageEnv } from '../../web/http/env.js';
import { sentParameters } from '../../web/http/request-notes.js';
import type { AuthorizeNeeds } from './needs.js';

/** A stored request's parameters, for the request log. */
const storedParameters = (parameters: AuthorizationParameters): SentParameter[] => {
  const { redirectUri, scopes, resources, prompts, state, codeChallenge, autoAuthorize } = parameters;
  const optional: [string, string | null][] = [
    ['prompt', prompts.length === 0 ? null : prompts.join(' ')],
    ['auto_authorize', autoAuthorize ? 'true' : null],
    ['state', state],
    ['code_challenge', codeChallenge],
  ];
  return [
    ['redirect_uri', redirectUri],
    ['scope', formatScope(scopes)],
    ...resources.map(({ resource }): SentParameter => ['resource', resource]),
    ...optional.flatMap(([name, value]): SentParameter[] => (value === null ? [] : [[name, value]])),
  ];
};

/** Records answered authorization requests in the app's request log. Abandoned ones are not recorded. */
export const createNotes = ({ requestLog }: AuthorizeNeeds) => {
  const note = (c: Context<PageEnv>, app: App, error: OAuthError | null, parameters: () => SentParameter[]): void =>
    requestLog.note({
      app: app.id,
      operation: 'authorize',
      requestId: c.get('requestId'),
      error,
      secretInBrowser: false,
      parameters,
    });

  return {
    /** The app was sent a code or an error. */
    answered: (c: Context<PageEnv>, app: App, parameters: AuthorizationParameters, error: OAuthError | null): void =>
      note(c, app, error, () => storedParameters(parameters)),

    /** The request was unusable. */
    refused: (c: Context<PageEnv>, app: App, params: Params, error: OAuthError): void =>
      note(c, app, error, () => sentParameters(params)),
  };
};
