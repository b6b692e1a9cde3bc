import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UnauthorizedError, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { freePort } from '../support/server.js';
import { startProgram } from './program.js';
import { CALLBACK, setScene } from './scene.js';

const scene = setScene({ OCTROI_REGISTRATION: 'open' });

const EXAMPLE = join(import.meta.dirname, '../../../../examples/mcp-server/server.mjs');

/** What an MCP client stores between requests; `at` is the URL it last sent its user to. */
class Provider implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata = { client_name: 'An assistant', redirect_uris: [CALLBACK] };
  at: URL | null = null;
  #client: OAuthClientInformationMixed | undefined;
  #tokens: OAuthTokens | undefined;
  #verifier = '';

  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.#client;
  }

  saveClientInformation(client: OAuthClientInformationMixed): void {
    this.#client = client;
  }

  tokens(): OAuthTokens | undefined {
    return this.#tokens;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.#tokens = tokens;
  }

  redirectToAuthorization(address: URL): void {
    this.at = address;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }
}

/** Starts the example as its README says; resolves to the URL of its MCP endpoint. */
const startExample = async (t: TestContext): Promise<URL> => {
  const { server } = scene();
  const port = await freePort();
  const resource = new URL(`http://127.0.0.1:${port}/mcp`);
  const scopes = [{ name: 'notes', description: 'Keep and read your notes' }];
  await server.services.resources.add(null, { identifier: resource.href, name: 'Notes', scopes });
  const example = startProgram(t, [process.execPath, EXAMPLE], { ISSUER: server.origin, PORT: String(port) });
  assert.equal(await example.hears(), `Ready at ${resource}`);
  return resource;
};

const connect = async (resource: URL, provider: Provider): Promise<Client> => {
  const client = new Client({ name: 'an assistant', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(resource, { authProvider: provider }));
  return client;
};

test('a client of the MCP SDK registers itself, has its user sign in, calls tools and refreshes', async (t) => {
  const { server, signsInAndAllows } = scene();
  const resource = await startExample(t);
  const provider = new Provider();

  await assert.rejects(connect(resource, provider), UnauthorizedError);
  assert.ok(provider.at !== null);
  assert.equal(provider.at.searchParams.get('resource'), resource.href);
  const answer = await signsInAndAllows(provider.at);
  const transport = new StreamableHTTPClientTransport(resource, { authProvider: provider });
  await transport.finishAuth(answer.searchParams.get('code') ?? '');

  const client = await connect(resource, provider);
  await client.callTool({ name: 'add_note', arguments: { note: 'Top up on Friday' } });
  const listed = { content: [{ type: 'text', text: 'Top up on Friday' }] };
  assert.deepEqual(await client.callTool({ name: 'list_notes' }), listed);

  const tokens = provider.tokens();
  assert.ok(tokens?.refresh_token !== undefined);
  const userinfo = await fetch(`${server.origin}/api/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  assert.equal(userinfo.status, 401, 'a token for the MCP server is for nobody else');

  // With an altered token, which the MCP server refuses like an expired one.
  provider.saveTokens({ ...tokens, access_token: `${tokens.access_token.slice(0, -4)}AAAA` });
  assert.deepEqual(await client.callTool({ name: 'list_notes' }), listed);
  assert.notEqual(provider.tokens()?.refresh_token, tokens.refresh_token);
  await client.close();
});
