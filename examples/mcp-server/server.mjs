// An MCP server whose tools are for users of an Octroi installation: each has private notes.
//
//   ISSUER=http://localhost:3000 PORT=5000 node server.mjs
//
// It never calls Octroi about a token: its access tokens are signed with ES256, and it verifies them with the published
// keys. Clients discover everything from the metadata it serves (RFC 9728).
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';

const HOST = '127.0.0.1';
const issuer = process.env.ISSUER ?? 'http://localhost:3000';
const port = Number(process.env.PORT ?? 5000);
/** This server's identifier in access tokens: the resource registered with `octroi resource add`. */
const resource = new URL(`http://${HOST}:${port}/mcp`);
const SCOPE = 'notes';

const response = await fetch(`${issuer}/.well-known/oauth-authorization-server`);
if (!response.ok) throw new Error(`${issuer} answered ${response.status}: is ISSUER an Octroi installation?`);
const oauthMetadata = await response.json();

const keys = createRemoteJWKSet(new URL(oauthMetadata.jwks_uri));
const expected = { issuer, audience: resource.href, typ: 'at+jwt', algorithms: ['ES256'] };

const KEYS_UNAVAILABLE = new Set([errors.JWKSTimeout.code, errors.JOSEError.code]);

const verifyAccessToken = async (token) => {
  try {
    const { payload } = await jwtVerify(token, keys, expected);
    // This server reads no DPoP proof, and without one a bound token may be a stolen one.
    if (payload.cnf !== undefined) throw new InvalidTokenError('The access token is bound to a key');
    return {
      token,
      clientId: payload.client_id,
      scopes: payload.scope.split(' '),
      expiresAt: payload.exp,
      resource,
      extra: { user: payload.sub },
    };
  } catch (error) {
    // Failing to fetch the keys does not make the token invalid.
    const isAboutToken = error instanceof errors.JOSEError && !KEYS_UNAVAILABLE.has(error.code);
    if (isAboutToken) throw new InvalidTokenError('The access token is not for this server, or has expired');
    throw error;
  }
};

/** By user, so that users reach only their own. */
const notes = new Map();
const notesOf = ({ authInfo }) => notes.get(authInfo.extra.user) ?? [];
const text = (content) => ({ content: [{ type: 'text', text: content }] });

const createServer = () => {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  const add = { description: 'Keeps a note', inputSchema: { note: z.string().max(1000) } };
  server.registerTool('add_note', add, ({ note }, extra) => {
    notes.set(extra.authInfo.extra.user, [...notesOf(extra), note]);
    return text('Kept.');
  });
  server.registerTool('list_notes', { description: 'Every note, the oldest first' }, (extra) =>
    text(notesOf(extra).join('\n')),
  );
  return server;
};

const app = createMcpExpressApp({ host: HOST });
app.use(
  mcpAuthMetadataRouter({
    oauthMetadata,
    resourceServerUrl: resource,
    scopesSupported: [SCOPE],
    resourceName: 'Notes',
  }),
);
app.use(
  '/mcp',
  requireBearerAuth({
    verifier: { verifyAccessToken },
    requiredScopes: [SCOPE],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resource),
    expectedResource: resource,
  }),
);
// Stateless: each request gets its own server.
app.post('/mcp', async (request, answer) => {
  const server = createServer();
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  answer.on('close', () => server.close());
  await server.connect(transport);
  await transport.handleRequest(request, answer, request.body);
});
app.all('/mcp', (_, answer) => answer.status(405).set('Allow', 'POST').end());

app.listen(port, HOST, () => console.log(`Ready at ${resource}`));
