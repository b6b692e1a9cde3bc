// What apps do all day. Each operation prepares the jobs of its rounds through the product's own services.
import { loadConfig } from '../../packages/server/dist/config/index.js';
import { createLog } from '../../packages/server/dist/kernel/log.js';
import { Secret } from '../../packages/server/dist/kernel/secret.js';
import { createServices } from '../../packages/server/dist/server.js';
import { formatRequest } from './http.mjs';

export const OPERATIONS = ['code exchange', 'refresh', 'userinfo'];
export const CONNECTIONS = 32;
const CODES_AT_ONCE = 500;
const SCOPES = ['profile', 'balance'];
const REDIRECT_URI = 'https://app.example/callback';

const PARAMETERS = {
  redirectUri: REDIRECT_URI,
  registeredUri: REDIRECT_URI,
  scopes: SCOPES,
  resources: [],
  state: null,
  responseMode: 'query',
  codeChallenge: null,
  dpopJkt: null,
  nonce: null,
  autoAuthorize: true,
  prompts: [],
  maxAge: null,
  loginHint: null,
  hintedUserId: null,
  uiLocales: null,
};

const DRAFT = {
  name: 'Benchmark',
  description: '',
  redirectUris: [REDIRECT_URI],
  public: false,
  requirePkce: false,
  allowBrowserSecret: false,
};

/** One user for each connection, who has allowed one app. */
const createPopulation = async (services) => {
  const users = await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, index) => {
      const { account } = await services.accounts.register({
        username: `user${index}`,
        email: `user${index}@example.com`,
        password: new Secret(`password of user ${index}`),
        quota: 1_000_000n,
        usedQuota: 250_000n,
      });
      return account;
    }),
  );
  const { value } = await services.apps.create(users[0].id, DRAFT);
  const authorizations = await Promise.all(
    users.map(async ({ id }) => {
      const { session } = await services.sessions.start(id, 'pwd', { id: 'benchmark', userAgent: '' });
      const asked = { app: value.app, parameters: PARAMETERS, session, requestId: null };
      await services.authorizations.allow(asked, PARAMETERS);
      return { asked, authorization: await services.authorizations.findCovering(id, value.app, PARAMETERS) };
    }),
  );
  return { app: value.app, secret: value.secret.reveal(), authorizations };
};

/** Opens the database beside the running server and gives, for each operation, a function that prepares one round. */
export const prepareOperations = async (env, port) => {
  const config = loadConfig({ ...env, OCTROI_PORT: String(port) });
  const services = await createServices({ config, log: createLog('silent') });
  const { app, secret, authorizations } = await createPopulation(services);
  const client = { client_id: app.client_id, client_secret: secret };

  const issueCode = async ({ asked, authorization }) =>
    (await services.authorizations.reuse(asked, authorization)).reveal();

  const issueCodes = async (count) => {
    const codes = [];
    while (codes.length < count) {
      const some = Array.from({ length: Math.min(CODES_AT_ONCE, count - codes.length) }, (_, index) =>
        issueCode(authorizations[(codes.length + index) % authorizations.length]),
      );
      codes.push(...(await Promise.all(some)));
    }
    return codes;
  };

  const issueTokens = async () =>
    Promise.all(
      authorizations.map(async (authorization) =>
        services.tokens.redeemCode(
          { client: app, resources: [], dpopJkt: null },
          { code: await issueCode(authorization), redirectUri: REDIRECT_URI, codeVerifier: undefined },
        ),
      ),
    );

  const codeRequest = (code) =>
    formatRequest({
      path: '/api/oauth2/token',
      form: { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...client },
    });

  return {
    jobs: {
      'code exchange': async ({ codes }) => ({
        kind: 'queue',
        connections: CONNECTIONS,
        requests: (await issueCodes(codes)).map(codeRequest),
        expect: '"refresh_token"',
      }),
      refresh: async () => ({
        kind: 'refresh',
        client,
        tokens: (await issueTokens()).map((response) => response.refresh_token),
      }),
      userinfo: async () => ({
        kind: 'repeat',
        requests: (await issueTokens()).map((response) =>
          formatRequest({ path: '/api/oauth2/userinfo', bearer: response.access_token }),
        ),
        expect: '"balance_formatted":"750.00"',
      }),
    },
    close: () => services.database.close(),
  };
};

/** The bare server's job that is like an operation's: as large a request, as large an answer. */
export const bareJobLike = (job, answerBytes) => {
  const path = `/${answerBytes}`;
  const sample =
    job.kind === 'refresh'
      ? formatRequest({ path, form: { grant_type: 'refresh_token', refresh_token: job.tokens[0], ...job.client } })
      : job.requests[0].replace(/^(\w+) \S+/, `$1 ${path}`);
  return { kind: 'repeat', requests: Array.from({ length: CONNECTIONS }, () => sample), expect: '"filler"' };
};
