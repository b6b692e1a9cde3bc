import type * as OAuth from 'oauth4webapi';
import { isJsonObject } from '../../../../kernel/json.js';
import { answerOf, atProvider, authorizationUrlOf, reach, type UpstreamParts } from '../code-flow.js';
import type { UpstreamKind } from '../kind.js';
import { labelOf, redirectUriOf, UpstreamError, type UpstreamProvider, type UpstreamSettings } from '../provider.js';

/** github.com has its API on another host, GitHub Enterprise Server below a path. */
const apiOf = (url: string): string => (url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`);

/** The user's primary address, if verified there. */
const primaryIn = (emails: unknown): string | null => {
  if (!Array.isArray(emails)) return null;
  const primary = emails.find((each) => isJsonObject(each) && each['primary'] === true && each['verified'] === true);
  const email: unknown = isJsonObject(primary) ? primary['email'] : null;
  return typeof email === 'string' ? email : null;
};

/** GitHub, by OAuth 2 and its API; it has no id_tokens. */
const createGitHubProvider = (settings: UpstreamSettings, parts: UpstreamParts): UpstreamProvider => {
  const url = settings.issuer;
  const server: OAuth.AuthorizationServer = {
    // What it would send as `iss`.
    issuer: `${url}/login/oauth`,
    authorization_endpoint: `${url}/login/oauth/authorize`,
    token_endpoint: `${url}/login/oauth/access_token`,
  };

  const read = async (oauth: typeof OAuth, accessToken: string, path: string): Promise<unknown> => {
    const { options } = reach(oauth, settings, parts);
    const headers = new Headers({ accept: 'application/vnd.github+json' });
    const address = new URL(apiOf(url) + path);
    const response = await oauth.protectedResourceRequest(accessToken, 'GET', address, headers, null, options);
    if (response.status !== 200) throw new UpstreamError('refused', `${path} answered with status ${response.status}`);
    return response.json();
  };

  return {
    name: settings.name,
    label: settings.label,
    issuer: url,
    signUp: settings.signUp,

    authorizationUrl: (handshake, prompt) =>
      atProvider(() =>
        // The only value it supports.
        Promise.resolve(
          authorizationUrlOf(server.authorization_endpoint, settings, parts, {
            handshake,
            prompt: prompt === null ? null : 'select_account',
          }),
        ),
      ),

    identify: (answer, { state, verifier }) =>
      atProvider(async (oauth) => {
        const { client, options } = reach(oauth, settings, parts);
        const parameters = oauth.validateAuthResponse(server, client, answerOf(answer), state);
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.ClientSecretPost(settings.clientSecret.reveal()),
          parameters,
          redirectUriOf(parts.issuer, settings.name),
          verifier,
          options,
        );
        const { access_token } = await oauth.processAuthorizationCodeResponse(server, client, response);
        const user = await read(oauth, access_token, '/user');
        const { id = null, login = null } = isJsonObject(user) ? user : {};
        if (typeof id !== 'number' || !Number.isSafeInteger(id) || typeof login !== 'string') {
          throw new UpstreamError('refused', '/user returned no id or login');
        }
        return {
          // The login can change and pass to another person.
          subject: String(id),
          profile: () =>
            atProvider(async () => {
              const email = primaryIn(await read(oauth, access_token, '/user/emails'));
              return { label: labelOf(login) ?? String(id), username: login, email, isEmailVerified: email !== null };
            }),
        };
      }),
  };
};

const FIELDS = ['preset', 'name', 'label', 'url', 'client_id', 'client_secret', 'sign_up'];

export const gitHub: UpstreamKind = {
  read: (entry) => {
    entry.expect(FIELDS);
    return {
      name: entry.name('github'),
      label: entry.label('GitHub'),
      issuer: entry.url('url', 'https://github.com').replace(/\/+$/, ''),
      clientId: entry.text('client_id'),
      clientSecret: entry.secret('client_secret'),
      scope: 'user:email',
      signUp: entry.flag('sign_up'),
    };
  },
  create: createGitHubProvider,
};
