import assert from 'node:assert/strict';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { PASSWORD, type Installation } from '../support/installation.js';
import { allow, openRequest, readAnswer, received, requestOf, textOf, type OAuthApp } from '../support/oauth-app.js';
import { unescapeHtml, type VisitedPage, type Visitor } from '../support/page-visitor.js';

/** The scope of an OpenID Connect request. */
export const OPENID = { scope: 'openid profile' };

/** The content of an id_token or logout token, verified with the published keys. */
export const verified = async (
  installation: Installation,
  token: string,
  expected: { app: OAuthApp; typ?: string },
): Promise<JWTPayload & { alg: string }> => {
  const { keys } = (await readAnswer(await installation.request('/.well-known/jwks.json'))).json;
  assert.ok(Array.isArray(keys));
  const issuedAt = decodeJwt(token).iat ?? 0;
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys }), {
    issuer: installation.issuer,
    audience: expected.app.clientId,
    typ: expected.typ ?? 'JWT',
    currentDate: new Date(issuedAt * 1000),
  });
  return { ...payload, alg: protectedHeader.alg };
};

export const algOf = (token: string): string => decodeProtectedHeader(token).alg ?? '';

/** Enters name and password on a request's sign-in page. */
export const signInOn = async (visitor: Visitor, page: VisitedPage, username: string): Promise<VisitedPage> => {
  assert.match(page.html, /name="password"/, 'the visitor is on the sign-in page');
  const fields = { request: requestOf(page), username, password: PASSWORD };
  const dispatched = await visitor.follow(await visitor.post('/sign-in', fields));
  return dispatched.location.startsWith('/') ? visitor.follow(dispatched) : dispatched;
};

/** The page a request leads to, or the redirect to the app. */
export const open = async (visitor: Visitor, app: OAuthApp, changes: Record<string, string | null> = {}) => {
  const page = await openRequest(visitor, app.authorizePath({ ...OPENID, ...changes }));
  return page.location.startsWith('/') ? visitor.follow(page) : page;
};

export const isAskedToSignIn = (page: VisitedPage): boolean =>
  page.status === 200 && page.html.includes('name="password"');

/** The error sent to the app. */
export const errorOf = (page: VisitedPage): string | null => received(page).get('error');

/** Requires one of these classes. */
export const essential = (...values: string[]) => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
});

/** An OpenID Connect sign-in, from the request to the verified id_token. */
export const signInTo = async (
  installation: Installation,
  visitor: Visitor,
  app: OAuthApp,
  changes: Record<string, string | null> = {},
) => {
  const page = await open(visitor, app, changes);
  const back = received(page.status === 200 ? await allow(visitor, page) : page);
  const answer = await app.exchange(back.get('code') ?? '');
  const idToken = textOf(answer, 'id_token');
  return {
    idToken,
    claims: await verified(installation, idToken, { app }),
    accessToken: textOf(answer, 'access_token'),
    refreshToken: textOf(answer, 'refresh_token'),
    back,
  };
};

/** The action and fields of the form that posts to the app. */
export const formOn = ({ html }: VisitedPage): { action: string; fields: Record<string, string> } => {
  const [, action = '', inside = ''] =
    /<form method="post" action="(https?:[^"]*)"[^>]*>(.*?)<\/form>/s.exec(html) ?? [];
  assert.notEqual(action, '', 'the page has a form to the app');
  const inputs = [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return {
    action: unescapeHtml(action),
    fields: Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, unescapeHtml(value)])),
  };
};
