import assert from 'node:assert/strict';

export interface Received {
  status: number;
  headers: Headers;
  text: string;
}

type Family = 'oauth' | 'management' | 'page';

/** Everything under `/api/oauth2/` except where browsers are sent. */
const PROGRAMS = /^\/(?:api\/oauth2\/(?!(?:authorize|logout)$).*|\.well-known\/.*)$/;

/** Who reads a path's answers. */
export const familyOf = (path: string): Family => {
  if (PROGRAMS.test(path)) return 'oauth';
  return /^\/api\/(?:oauth_apps|openapi\.json)/.test(path) ? 'management' : 'page';
};

const REQUEST_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const parsed = (text: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(text);
  assert.ok(typeof value === 'object' && value !== null);
  return { ...value };
};

const assertOAuth = ({ status, headers, text }: Received): void => {
  const { error, error_description: description, error_uri: uri } = parsed(text);
  assert.match(String(error), /^[a-z_]+$/);
  assert.match(String(description), /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
  assert.ok(String(uri).endsWith(`/docs/errors#${String(error)}`));
  assert.equal(headers.get('cache-control'), 'no-store');
  if (status === 401) assert.ok(headers.get('www-authenticate'));
};

const assertManagement = ({ status, headers, text }: Received): void => {
  const { success, message, request_id: id, errors } = parsed(text);
  assert.equal(success, false);
  assert.ok(typeof message === 'string' && message !== '');
  assert.equal(id, headers.get('x-request-id'));
  assert.equal(headers.get('cache-control'), 'no-store');
  if (errors === undefined) return;
  assert.equal(status, 400);
  assert.ok(Array.isArray(errors) && errors.length > 0);
  for (const fault of errors as unknown[]) {
    assert.ok(typeof fault === 'object' && fault !== null && 'field' in fault && 'message' in fault);
    assert.ok(typeof fault.message === 'string' && fault.message !== '');
  }
};

const assertPage = ({ headers, text }: Received): void => {
  assert.match(headers.get('content-type') ?? '', /^text\/html/);
  assert.ok(text.startsWith('<!DOCTYPE html>'));
  assert.ok(text.includes(headers.get('x-request-id') ?? '?') || !text.includes('class="status"'));
};

const ASSERT: Readonly<Record<Family, (answer: Received) => void>> = {
  oauth: assertOAuth,
  management: assertManagement,
  page: assertPage,
};

/** An acceptable answer to anything: no server error, with a request id, in the format for its readers. */
export const assertDecent = (path: string, method: string, answer: Received): void => {
  assert.ok(answer.status < 500, `${answer.status}: ${answer.text.slice(0, 500)}`);
  assert.match(answer.headers.get('x-request-id') ?? '', REQUEST_ID);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  if (answer.status === 405) assert.ok(answer.headers.get('allow'), '405 says what is allowed');
  if (answer.status >= 400 && method !== 'HEAD') ASSERT[familyOf(path)](answer);
};
