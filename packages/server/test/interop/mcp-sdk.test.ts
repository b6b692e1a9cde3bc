import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UnauthorizedError, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { makeProof, newAppKey } from '../support/client-proofs.js';
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

// The example verified the signature and took a token that is bound to a key from whoever held it.
test('the MCP server takes no token that is bound to a key, since it checks no proof (RFC 9449 section 7.2)', async (t) => {
  const { server, developer, signsInAndAllows } = scene();
  const resource = await startExample(t);
  const app = await server.addApp(developer, { redirectUris: [CALLBACK] });
  const asked = {
    client_id: app.clientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'notes',
    resource: resource.href,
  };
  const statusWith = async (headers: (endpoint: string) => Promise<Record<string, string>>): Promise<number> => {
    const answer = await signsInAndAllows(
      `/api/oauth2/authorize?${new URLSearchParams({ ...asked, prompt: 'consent' })}`,
    );
    const endpoint = `${server.origin}/api/oauth2/token`;
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: answer.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      client_id: app.clientId,
      client_secret: app.clientSecret,
    });
    const tokens = (await (
      await fetch(endpoint, { method: 'POST', headers: await headers(endpoint), body })
    ).json()) as {
      access_token: string;
    };
    const call = await fetch(resource, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens.access_token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
    });
    return call.status;
  };
  const key = await newAppKey();
  assert.equal(await statusWith(async () => ({})), 200);
  assert.equal(await statusWith(async (url) => ({ dpop: await makeProof(key, { url, now: Date.now() }) })), 401);
});
