import type * as OAuth from 'oauth4webapi';
import { HOUR } from '../../../../kernel/clock.js';
import { answerOf, atProvider, authorizationUrlOf, reach, type UpstreamParts } from '../code-flow.js';
import type { UpstreamKind } from '../kind.js';
import {
  labelOf,
  redirectUriOf,
  UpstreamError,
  type UpstreamProfile,
  type UpstreamProvider,
  type UpstreamSettings,
} from '../provider.js';

type Server = OAuth.AuthorizationServer;
type Claims = Readonly<Record<string, unknown>>;

/** How long a provider's metadata is cached. The library refreshes its keys more often. */
const FRESH = HOUR;

/** OpenID Connect Core section 2. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

const textOf = (claims: Claims, name: string): string | null => {
  const value = claims[name];
  return typeof value === 'string' && value !== '' && value.isWellFormed() ? value : null;
};

const profileOf = (subject: string, claims: Claims): UpstreamProfile => {
  const username = textOf(claims, 'preferred_username');
  const email = textOf(claims, 'email');
  return {
    label: labelOf(email, username, textOf(claims, 'name')) ?? subject,
    username,
    email,
    // Some send it as text; only `true` counts.
    isEmailVerified: email !== null && claims['email_verified'] === true,
  };
};

/** Any OpenID Connect issuer that supports discovery. */
const createOpenIdProvider = (settings: UpstreamSettings, parts: UpstreamParts): UpstreamProvider => {
  const { clock } = parts;
  let known: { server: Server; readAt: number } | null = null;
  let asking: Promise<Server> | null = null;

  const ask = async (oauth: typeof OAuth): Promise<Server> => {
    const issuer = new URL(settings.issuer);
    const response = await oauth.discoveryRequest(issuer, reach(oauth, settings, parts).options);
    const server = await oauth.processDiscoveryResponse(issuer, response);
    known = { server, readAt: clock.now() };
    return server;
  };

  /** One request for all concurrent callers. While it fails, the previous metadata is used. */
  const discover = async (oauth: typeof OAuth): Promise<Server> => {
    if (known !== null && Math.abs(clock.now() - known.readAt) < FRESH) return known.server;
    asking ??= ask(oauth).finally(() => (asking = null));
    try {
      return await asking;
    } catch (error) {
      if (known !== null) return known.server;
      throw new UpstreamError('away', `discovery failed: ${error instanceof Error ? error.message : 'no response'}`);
    }
  };

  /** RFC 6749 section 2.3.1; the default is Basic (OpenID Connect Discovery section 3). */
  const authenticationAt = (oauth: typeof OAuth, server: Server): OAuth.ClientAuth => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const secret = settings.clientSecret.reveal();
    if (methods.includes('client_secret_basic')) return oauth.ClientSecretBasic(secret);
    if (methods.includes('client_secret_post')) return oauth.ClientSecretPost(secret);
    throw new UpstreamError('refused', 'it supports neither client_secret_basic nor client_secret_post');
  };

  return {
    name: settings.name,
    label: settings.label,
    issuer: settings.issuer.replace(/\/+$/, ''),
    signUp: settings.signUp,

    authorizationUrl: (handshake, prompt) =>
      atProvider(async (oauth) => {
        const server = await discover(oauth);
        return authorizationUrlOf(server.authorization_endpoint, settings, parts, {
          handshake,
          prompt,
          more: { nonce: handshake.nonce },
        });
      }),

    identify: (answer, { state, nonce, verifier }) =>
      atProvider(async (oauth) => {
        const server = await discover(oauth);
        const { client, options } = reach(oauth, settings, parts);
        // Includes `iss`, so that another provider's response is not accepted (RFC 9207 section 2.4).
        const parameters = oauth.validateAuthResponse(server, client, answerOf(answer), state);
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authenticationAt(oauth, server),
          parameters,
          redirectUriOf(parts.issuer, settings.name),
          verifier,
          options,
        );
        const expected = { expectedNonce: nonce, requireIdToken: true };
        const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
        await oauth.validateApplicationLevelSignature(server, response, options);
        const claims = oauth.getValidatedIdTokenClaims(tokens);
        if (claims === undefined) throw new UpstreamError('refused', 'it sent no id_token');
        const { sub } = claims;
        if (!SUBJECT.test(sub))
          throw new UpstreamError('refused', 'its sub is not 1 to 255 printable ASCII characters');

        const userinfo = async (): Promise<Claims> => {
          const asked = await oauth.userInfoRequest(server, client, tokens.access_token, options);
          return oauth.processUserInfoResponse(server, client, sub, asked);
        };
        return {
          subject: sub,
          profile: () =>
            atProvider(async () => {
              const isTold = typeof claims['email'] === 'string' || server.userinfo_endpoint === undefined;
              // All from one source: an address from one and its verification from the other would be vouched for by neither.
              return profileOf(sub, isTold ? claims : await userinfo());
            }),
        };
      }),
  };
};

const FIELDS = ['name', 'label', 'issuer', 'client_id', 'client_secret', 'scope', 'sign_up'];

export const openId: UpstreamKind = {
  read: (entry) => {
    entry.expect(FIELDS);
    const scope = entry.text('scope', 'openid email profile');
    if (scope !== '' && !scope.split(' ').includes('openid')) {
      entry.fault('scope', 'without openid, which identifies users. Add it.');
    }
    return {
      name: entry.name(),
      label: entry.label(),
      issuer: entry.url('issuer'),
      clientId: entry.text('client_id'),
      clientSecret: entry.secret('client_secret'),
      scope,
      signUp: entry.flag('sign_up'),
    };
  },
  create: createOpenIdProvider,
};
