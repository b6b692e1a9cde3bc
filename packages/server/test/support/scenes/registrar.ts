import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Environment } from '#server/config/index.js';
import { openInstallation, type Installation } from '../installation.js';
import { newPkce, readAnswer, received, requestOf, openRequest, textOf, type Answer } from '../oauth-app.js';
import type { Visitor } from '../page-visitor.js';

export const REGISTER = '/api/oauth2/register';
export const CALLBACK = 'https://client.example/callback';
/** The registration of a native app. */
export const NATIVE = { redirect_uris: ['http://127.0.0.1/callback'], token_endpoint_auth_method: 'none' };

type Body = Readonly<Record<string, unknown>>;

/** An installation for the tests of a file. */
export const useInstallation = (environment: Environment): (() => Installation) => {
  let installation: Installation | null = null;
  before(async () => {
    installation = await openInstallation(environment);
  });
  after(() => installation?.close());
  return () => {
    if (installation === null) throw new Error('the installation is opened before the tests');
    return installation;
  };
};

interface Sending {
  token?: string;
  address?: string;
}

/** A request with or without a JSON body. */
export const sendJson = async (
  installation: Installation,
  method: string,
  path: string,
  body?: Body,
  { token, address }: Sending = {},
): Promise<Answer> => {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return readAnswer(await installation.request(path, init, address));
};

let registrations = 0;

/** Registers an app, each from a new address by default. */
export const register = (installation: Installation, metadata: Body, sending: Sending = {}): Promise<Answer> => {
  registrations += 1;
  return sendJson(installation, 'POST', REGISTER, metadata, { address: `198.51.100.${registrations}`, ...sending });
};

export interface Registered {
  clientId: string;
  /** '' for a public app. */
  secret: string;
  token: string;
  /** The path to manage it. */
  path: string;
  answer: Answer;
}

export const registered = async (
  installation: Installation,
  metadata: Body,
  sending: Sending = {},
): Promise<Registered> => {
  const answer = await register(installation, metadata, sending);
  assert.equal(answer.status, 201, answer.text);
  const secret = answer.json['client_secret'];
  return {
    clientId: textOf(answer, 'client_id'),
    secret: typeof secret === 'string' ? secret : '',
    token: textOf(answer, 'registration_access_token'),
    path: new URL(textOf(answer, 'registration_client_uri')).pathname,
    answer,
  };
};

export interface AskedFor {
  clientId: string;
  redirectUri: string;
  changes?: Readonly<Record<string, string>>;
}

/** The path of an authorization request, with PKCE, and the verifier for its code. */
export const authorizePath = ({
  clientId,
  redirectUri,
  changes = {},
}: AskedFor): { path: string; verifier: string } => {
  const { verifier, challenge } = newPkce();
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'profile balance',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  });
  return { path: `/api/oauth2/authorize?${query}`, verifier };
};

/** The tokens of a public app after a user has allowed everything. */
export const connect = async (installation: Installation, visitor: Visitor, asked: AskedFor): Promise<Answer> => {
  const { path, verifier } = authorizePath(asked);
  const page = await openRequest(visitor, path);
  assert.equal(page.status, 200, page.html);
  const fields = [
    ['request', requestOf(page)],
    ['decision', 'allow'],
    ['scope', 'balance'],
  ];
  const answered = await visitor.post('/authorize', new URLSearchParams(fields));
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: received(answered).get('code') ?? '',
    redirect_uri: asked.redirectUri,
    client_id: asked.clientId,
    code_verifier: verifier,
  });
  return readAnswer(await installation.request('/api/oauth2/token', { method: 'POST', body }));
};
