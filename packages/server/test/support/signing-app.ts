import {
  assertionFields,
  jwksOf,
  makeProof,
  newAppKey,
  signAssertion,
  type AppKey,
  type Otherwise,
} from './client-proofs.js';
import type { Installation } from './installation.js';
import {
  form,
  newPkce,
  readAnswer,
  registerApp,
  textOf,
  type Answer,
  type AppTraits,
  type OAuthApp,
} from './oauth-app.js';

export const TOKEN = '/api/oauth2/token';
export const PAR = '/api/oauth2/par';
export const USERINFO = '/api/oauth2/userinfo';

/** What a request has besides its fields. */
export interface Proofs {
  /** The key that signs a DPoP proof. */
  dpop?: AppKey;
  /** Of the proof. */
  proof?: Otherwise;
  /** Of the assertion. */
  assertion?: Otherwise;
}

/** A DPoP header for a request to an endpoint. */
export const dpopHeader = async (
  installation: Installation,
  key: AppKey,
  request: { path: string; method?: string; accessToken?: string },
  otherwise: Otherwise = {},
): Promise<Record<string, string>> => {
  const { path, ...rest } = request;
  const url = `${installation.issuer}${path}`;
  return { dpop: await makeProof(key, { url, now: installation.now(), ...rest }, otherwise) };
};

/** Calls a protected endpoint with a key-bound token. */
export const callBound = async (
  installation: Installation,
  key: AppKey,
  accessToken: string,
  { path = USERINFO, scheme = 'DPoP', proof = {} }: { path?: string; scheme?: string; proof?: Otherwise } = {},
): Promise<Answer> => {
  const headers = await dpopHeader(installation, key, { path, method: 'GET', accessToken }, proof);
  const authorization = `${scheme} ${accessToken}`;
  return readAnswer(await installation.request(path, { headers: { ...headers, authorization } }));
};

/** Registers an app that signs its requests with its own key, and sends its requests. */
export const registerSigningApp = async (installation: Installation, traits: AppTraits & { key?: AppKey }) => {
  const { key = await newAppKey(), ...others } = traits;
  const named = others.jwksUri === undefined ? { jwks: jwksOf(key) } : {};
  const app = await registerApp(installation, { ...named, ...others });

  const assertion = (otherwise: Otherwise = {}): Promise<string> =>
    signAssertion(key, { clientId: app.clientId, audience: installation.issuer, now: installation.now() }, otherwise);

  const post = async (
    path: string,
    fields: Record<string, string>,
    { dpop, proof, assertion: otherwise }: Proofs = {},
  ): Promise<Answer> => {
    const body = new URLSearchParams({ ...fields, ...assertionFields(await assertion(otherwise)) }).toString();
    const headers = dpop === undefined ? {} : await dpopHeader(installation, dpop, { path }, proof);
    return readAnswer(await installation.request(path, form(body, headers)));
  };

  return {
    ...app,
    key,
    assertion,
    post,
    exchange: (code: string, fields: Record<string, string> = {}, proofs: Proofs = {}): Promise<Answer> =>
      post(TOKEN, { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri, ...fields }, proofs),
    refresh: (token: string, proofs: Proofs = {}): Promise<Answer> =>
      post(TOKEN, { grant_type: 'refresh_token', refresh_token: token }, proofs),
    push: (fields: Record<string, string> = {}, proofs: Proofs = {}): Promise<Answer> =>
      post(PAR, { ...requestFields(app), ...fields }, proofs),
  };
};

export type SigningApp = Awaited<ReturnType<typeof registerSigningApp>>;

/** The parameters of an authorization request. */
export const requestFields = (app: Pick<OAuthApp, 'redirectUri'>): Record<string, string> => ({
  response_type: 'code',
  redirect_uri: app.redirectUri,
  scope: 'profile balance',
  state: 'st-1',
});

/** The path with which a browser continues a pushed request. */
export const pushedPath = (app: Pick<OAuthApp, 'clientId'>, pushed: Answer): string =>
  `/api/oauth2/authorize?${new URLSearchParams({ client_id: app.clientId, request_uri: textOf(pushed, 'request_uri') })}`;

/** A challenge for the request, and its verifier. */
export const pkceFields = () => {
  const { verifier, challenge } = newPkce();
  return {
    request: { code_challenge: challenge, code_challenge_method: 'S256' },
    exchange: { code_verifier: verifier },
  };
};
