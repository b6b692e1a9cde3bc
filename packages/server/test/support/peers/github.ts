import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startPeer } from '../peer.js';
import { sendJson } from './forger.js';

interface Email {
  email: string;
  primary: boolean;
  verified: boolean;
}

/** A user there. */
export interface GitHubUser {
  id: number;
  login: string;
  emails: readonly Email[];
}

interface Issued {
  challenge: string;
  redirectUri: string;
  user: GitHubUser;
}

const CLIENT = { client_id: 'Iv1.octroi', client_secret: 'a secret of GitHub' };

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
};

/** The sign-in part of a GitHub Enterprise Server: OAuth 2 with errors as 200, and the API under `/api/v3`. */
export const startGitHubPeer = async () => {
  const codes = new Map<string, Issued>();
  const tokens = new Map<string, GitHubUser>();
  let current: GitHubUser | null = null;

  const authorize = (url: URL, response: ServerResponse): void => {
    const back = new URL(url.searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    if (current === null) {
      back.searchParams.set('error', 'access_denied');
    } else {
      const code = randomBytes(10).toString('hex');
      codes.set(code, {
        challenge: url.searchParams.get('code_challenge') ?? '',
        redirectUri: url.searchParams.get('redirect_uri') ?? '',
        user: current,
      });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  };

  const redeem = (form: URLSearchParams): object => {
    if (form.get('client_id') !== CLIENT.client_id || form.get('client_secret') !== CLIENT.client_secret) {
      return { error: 'incorrect_client_credentials' };
    }
    const code = form.get('code') ?? '';
    const issued = codes.get(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (issued?.challenge !== challenge || issued.redirectUri !== form.get('redirect_uri')) {
      return { error: 'bad_verification_code' };
    }
    codes.delete(code);
    const token = `gho_${randomBytes(18).toString('hex')}`;
    tokens.set(token, issued.user);
    return { access_token: token, token_type: 'bearer', scope: 'user:email' };
  };

  const api = (path: string, request: IncomingMessage, response: ServerResponse): void => {
    const user = tokens.get(request.headers.authorization?.replace(/^Bearer /i, '') ?? '');
    if (request.headers['user-agent'] === undefined) response.statusCode = 403;
    else if (user === undefined) response.statusCode = 401;
    if (user === undefined || response.statusCode !== 200) return sendJson(response, { message: 'Bad credentials' });
    if (path === '/user/emails') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(user.emails));
      return;
    }
    // The public profile's address need not be verified, so it proves nothing.
    sendJson(response, { id: user.id, login: user.login, email: 'shown@peer.example' });
  };

  const peer = await startPeer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname === '/login/oauth/authorize') authorize(url, response);
    else if (url.pathname === '/login/oauth/access_token') {
      // Form-encoded, unless JSON is requested.
      void bodyOf(request).then((form) =>
        request.headers.accept?.includes('application/json') === true
          ? sendJson(response, redeem(form))
          : response.writeHead(406).end(),
      );
    } else if (url.pathname.startsWith('/api/v3/')) api(url.pathname.slice('/api/v3'.length), request, response);
    else response.writeHead(404).end();
  });

  return {
    ...peer,
    signsIn: (user: GitHubUser | null): void => {
      current = user;
    },
    visit: async (url: string): Promise<string> => {
      const response = await fetch(url, { redirect: 'manual' });
      const back = new URL(response.headers.get('location') ?? '');
      return back.pathname + back.search;
    },
    entry: (changes: object = {}) => ({ preset: 'github', url: peer.origin, ...CLIENT, ...changes }),
  };
};
