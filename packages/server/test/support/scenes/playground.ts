import assert from 'node:assert/strict';
import type { OAuthApp } from '../oauth-app.js';
import { allow, openRequest } from '../oauth-app.js';
import { unescapeHtml, type VisitedPage, type Visitor } from '../page-visitor.js';

export const RUN = '/playground/run';
export const CALLBACK_URI = 'http://localhost:3000/playground/callback';

/** Starts a run and opens its page. */
export const begin = async (
  visitor: Visitor,
  app: Pick<OAuthApp, 'id'>,
  {
    scopes = ['balance'],
    oneClick = false,
    user = {},
  }: { scopes?: readonly string[]; oneClick?: boolean; user?: Readonly<Record<string, string>> } = {},
): Promise<VisitedPage> => {
  await visitor.get('/playground');
  const fields = new URLSearchParams([
    ['app', String(app.id)],
    ...scopes.map((scope): [string, string] => ['scope', scope]),
    ...Object.entries(user),
  ]);
  if (oneClick) fields.set('auto_authorize', 'true');
  const begun = await visitor.post('/playground', fields);
  assert.equal(begun.location, RUN, begun.html);
  return visitor.follow(begun);
};

/** The path of the page's authorization link. */
export const authorizePath = (page: VisitedPage): string => {
  const href = /href="(http[^"]*\/api\/oauth2\/authorize[^"]*)"/.exec(page.html)?.[1];
  assert.ok(href, 'the page leads to the authorization endpoint');
  const { pathname, search } = new URL(unescapeHtml(href));
  return pathname + search;
};

export const runIdOf = (page: VisitedPage): string => {
  const id = /name="run" value="(\d+)"/.exec(page.html)?.[1];
  assert.ok(id, 'the page has a form of a run');
  return id;
};

/** The callback's path, from the redirect. */
const backAt = ({ location }: VisitedPage): string => {
  assert.ok(location.startsWith(`${CALLBACK_URI}?`), `led to ${location}`);
  return location.slice('http://localhost:3000'.length);
};

/** Allows what the run requests; resolves to the callback with its code. */
export const consent = async (visitor: Visitor, path: string): Promise<string> => {
  const page = await openRequest(visitor, path);
  return backAt(page.status === 200 ? await allow(visitor, page) : page);
};

/** The run's page after a callback or a step. */
export const open = async (visitor: Visitor, answer: VisitedPage): Promise<VisitedPage> => {
  assert.equal(answer.status, 303, answer.html);
  assert.ok(answer.location.startsWith(RUN), answer.location);
  return visitor.get(RUN);
};

/** Allows the run and returns to its page. */
export const authorize = async (visitor: Visitor, page: VisitedPage): Promise<VisitedPage> =>
  open(visitor, await visitor.get(await consent(visitor, authorizePath(page))));

export const press = async (visitor: Visitor, page: VisitedPage, step: string): Promise<VisitedPage> =>
  open(visitor, await visitor.post(`${RUN}/step`, { run: runIdOf(page), step }));

/** A raw answer on the page: status and JSON. */
export const answerOf = (
  page: VisitedPage,
  number: number,
): { status: number; head: string; json: Record<string, unknown> } => {
  const [head = '', body = '{}'] = codeOf(page, `answer-${number}`).split('\n\n');
  const json: unknown = JSON.parse(body);
  assert.ok(typeof json === 'object' && json !== null);
  return { status: Number(head.split(' ')[1]), head, json: { ...json } };
};

/** The text of a copyable block. */
export const codeOf = (page: VisitedPage, id: string): string => {
  const code = /<code>(.*)<\/code>/s.exec(
    new RegExp(`id="${id}"><code>.*?</code>`, 's').exec(page.html)?.[0] ?? '',
  )?.[1];
  assert.ok(code !== undefined, `there is no ${id}`);
  return unescapeHtml(code);
};
