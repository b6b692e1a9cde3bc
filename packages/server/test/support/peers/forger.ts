import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { startPeer } from '../peer.js';

/** How the token endpoint answers the next code. */
export interface Forgery {
  /** Claims added to, or replacing, those of a correct answer. */
  claims?: JWTPayload;
  /** Signs with an unpublished key. */
  otherKey?: boolean;
  /** Alters the finished id_token. */
  spoil?: (idToken: string) => string;
  /** Replaces the token endpoint's answer. */
  answer?: (response: ServerResponse) => void;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

export const sendJson = (response: ServerResponse, value: object): void => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
};

/** A provider that answers correctly or not, as a test decides. Its user is `s1` (hana). */
export const startForger = async () => {
  const [key, another] = await Promise.all([generateKeyPair('RS256', { extractable: true }), generateKeyPair('RS256')]);
  const published = { ...(await exportJWK(key.publicKey)), alg: 'RS256', use: 'sig', kid: 'k1' };
  const peer = await startPeer();
  const issuer = peer.origin;
  let forgery: Forgery = {};
  let metadata: object = {};
  let sent = new URL(issuer);

  const idToken = async (): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: 'octroi',
      sub: 's1',
      iat: now,
      exp: now + 60,
      nonce: sent.searchParams.get('nonce'),
      email: 'hana@peer.example',
      email_verified: true,
      preferred_username: 'hana',
      ...forgery.claims,
    };
    const signer = forgery.otherKey === true ? another.privateKey : key.privateKey;
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(signer);
    return forgery.spoil?.(token) ?? token;
  };

  /** As a provider must (RFC 7636 section 4.6). */
  const isVerifierOf = (verifier: string): boolean =>
    createHash('sha256').update(verifier).digest('base64url') === sent.searchParams.get('code_challenge');

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await bodyOf(request));
    if (forgery.answer !== undefined) return forgery.answer(response);
    if (form.get('code') !== 'a code' || !isVerifierOf(form.get('code_verifier') ?? '')) {
      response.statusCode = 400;
      return sendJson(response, { error: 'invalid_grant' });
    }
    return sendJson(response, { access_token: 'a token', token_type: 'Bearer', id_token: await idToken() });
  };

  const honest = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/token') {
      void token(request, response);
      return;
    }
    if (request.url === '/jwks') return sendJson(response, { keys: [published] });
    sendJson(response, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      authorization_response_iss_parameter_supported: true,
      ...metadata,
    });
  };
  peer.answer(honest);

  return {
    ...peer,
    issuer,
    publicKey: published,
    entry: (changes: object = {}) => ({
      name: 'example',
      label: 'Example',
      issuer,
      client_id: 'octroi',
      client_secret: 'a secret',
      ...changes,
    }),
    forge: (next: Forgery): void => {
      forgery = next;
    },
    /** Adds or replaces discovery metadata. */
    describe: (changes: object): void => {
      metadata = changes;
    },
    answerHonestly: (): void => peer.answer(honest),
    /** The callback path for a redirect to the provider, with altered parameters if given. */
    comeBack: (url: URL, changes: Record<string, string | null> = {}): string => {
      sent = url;
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      const state = url.searchParams.get('state') ?? '';
      for (const [name, value] of Object.entries({ code: 'a code', state, iss: issuer, ...changes })) {
        if (value !== null) back.searchParams.set(name, value);
      }
      return back.pathname + back.search;
    },
  };
};

export type Forger = Awaited<ReturnType<typeof startForger>>;
