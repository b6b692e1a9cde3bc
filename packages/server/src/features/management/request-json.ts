import { toSeconds } from '../../kernel/clock.js';
import type { RequestLine } from '../../domain/request-log/index.js';
import { errorUri } from '../../web/http/oauth-response.js';
import type { AppRequestJson } from './schemas.js';

export const appRequestJson = (issuer: string, line: RequestLine): AppRequestJson => ({
  id: line.id,
  time: toSeconds(line.at),
  request_id: line.requestId,
  operation: line.operation,
  outcome: line.error === null ? 'ok' : 'failed',
  error: line.error,
  error_description: line.reason,
  error_uri: line.error === null ? null : errorUri(issuer, line.error),
  parameters: line.parameters,
  warnings: [...line.warnings],
});
