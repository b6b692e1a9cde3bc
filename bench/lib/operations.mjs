// What apps do all day. Each operation prepares its rounds through the product's own endpoints.
import { formatRequest } from './http.mjs';
import { REDIRECT_URI } from './population.mjs';

/** The operations with a budget. */
export const OPERATIONS = ['code exchange', 'refresh', 'userinfo'];
export const CONNECTIONS = 32;
/** Codes expire after a minute. */
const PREPARATION_SECONDS = 40;

const AUTHORIZE = new URLSearchParams({
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  scope: 'profile balance',
  state: 'benchmark',
  auto_authorize: 'true',
});

/**
 * For each operation, a function that prepares one round. `codes` is the number of codes to exchange; `limit`, if set,
 * the maximum of requests in any other round.
 */
export const operationsOf = ({ client, sessions }, port, load) => {
  const prepare = async (job) => {
    const { collected, errors, firstError } = await load.run({ ...job, port, seconds: PREPARATION_SECONDS });
    if (errors > 0) throw new Error(`A benchmark could not be prepared: ${firstError}`);
    return collected;
  };

  const authorizeRequests = sessions.map((cookie) =>
    formatRequest({ path: `/api/oauth2/authorize?client_id=${client.client_id}&${AUTHORIZE}`, cookie }),
  );
  const codeRequest = (code) =>
    formatRequest({
      path: '/api/oauth2/token',
      form: { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...client },
    });
  const codeJob = async (count) => {
    const codes = await prepare({
      kind: 'queue',
      connections: sessions.length,
      requests: Array.from({ length: count }, (_, index) => authorizeRequests[index % sessions.length]),
      redirects: true,
      expect: 'code=',
      collect: '[?&]code=([^&\\s]+)',
    });
    const requests = codes.map((code) => codeRequest(decodeURIComponent(code)));
    return { kind: 'queue', connections: sessions.length, requests, expect: '"refresh_token"' };
  };
  /** One token per user. */
  const issueTokens = async (name) => prepare({ ...(await codeJob(sessions.length)), collect: `"${name}":"([^"]+)"` });

  return {
    'code exchange': ({ codes }) => codeJob(codes),
    refresh: async ({ limit }) => ({ kind: 'refresh', client, tokens: await issueTokens('refresh_token'), limit }),
    userinfo: async ({ limit }) => ({
      kind: 'repeat',
      requests: (await issueTokens('access_token')).map((bearer) =>
        formatRequest({ path: '/api/oauth2/userinfo', bearer }),
      ),
      expect: '"balance_formatted":"750.00"',
      limit,
    }),
    introspection: async ({ limit }) => ({
      kind: 'repeat',
      requests: (await issueTokens('access_token')).map((token) =>
        formatRequest({ path: '/api/oauth2/introspect', form: { token, ...client } }),
      ),
      expect: '"active":true',
      limit,
    }),
    'silent authorize': async ({ limit }) => ({
      kind: 'repeat',
      requests: authorizeRequests,
      redirects: true,
      expect: 'code=',
      limit,
    }),
  };
};

/** A job for the bare server with requests and answers of the same size. */
export const bareJobLike = (job, answerBytes) => {
  const path = `/${answerBytes}`;
  const sample =
    job.kind === 'refresh'
      ? formatRequest({ path, form: { grant_type: 'refresh_token', refresh_token: job.tokens[0], ...job.client } })
      : job.requests[0].replace(/^(\w+) \S+/, `$1 ${path}`);
  return { kind: 'repeat', requests: Array.from({ length: CONNECTIONS }, () => sample), expect: '"filler"' };
};
