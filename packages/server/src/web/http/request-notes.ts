import type { Context } from 'hono';
import type { OAuthError } from '../../protocol/errors.js';
import type { Params } from '../../protocol/params.js';
import type { AnsweredRequest, RequestLog, SentParameter } from '../../domain/request-log/index.js';
import type { RequestEnv } from './env.js';

/** Records an answered request in the log of its app, if the app is known. */
export type NoteRequest = (c: Context<RequestEnv>, requestId: string, error: OAuthError | null) => void;

/** Returns the recorder for one endpoint. */
export type RequestNotes = (operation: AnsweredRequest['operation']) => NoteRequest;

export const sentParameters = (params: Params): SentParameter[] =>
  params.names().flatMap((name) => params.all(name).map((value): SentParameter => [name, value]));

/** The only place where endpoints for programs write to the request log (domain/request-log/log.ts). */
export const createRequestNotes =
  ({ requestLog }: { requestLog: RequestLog }): RequestNotes =>
  (operation) =>
  (c, requestId, error) => {
    const sent = c.get('sent');
    const app = c.get('appId') ?? c.get('clientId') ?? sent?.params.get('client_id');
    if (app === undefined) return;
    const refreshes = operation === 'token' && sent?.params.get('grant_type') === 'refresh_token';
    requestLog.note({
      app,
      operation: refreshes ? 'refresh' : operation,
      requestId,
      error,
      secretInBrowser: sent?.secretInBrowser ?? false,
      parameters: () => (sent === undefined ? [] : sentParameters(sent.params)),
    });
  };
