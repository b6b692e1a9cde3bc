import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/server.js';
import { startProgram } from './program.js';
import { setScene } from './scene.js';

const scene = setScene({ OCTROI_CLIENT_ID_METADATA: 'on' });

const manifest = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/package.json'));
const PROGRAM = join(dirname(manifest), 'dist/index.js');
const RESOURCE = 'https://mcp.example/mcp';

interface Check {
  id: string;
  status: string;
  errorMessage?: string;
}

/** The program's result for each scenario: `id: STATUS`, with the reason unless it succeeded. */
const readChecks = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('checks.json'))
    .flatMap((file) => {
      const checks: Check[] = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      return checks.map(({ id, status, errorMessage }) => [`${id}: ${status}`, errorMessage ?? []].flat().join(', '));
    })
    .toSorted();

for (const resource of [undefined, RESOURCE]) {
  const subject = resource === undefined ? 'an authorization server' : 'one that issues tokens for an MCP server';
  test(`the conformance tests of the Model Context Protocol pass for ${subject}`, async (t) => {
    const { server, developer, signsInAndAllows } = scene();
    if (resource !== undefined) {
      const added = await server.services.resources.add(null, { identifier: resource, name: 'Notes', scopes: [] });
      assert.equal(added.outcome, 'done');
    }
    const port = await freePort();
    const redirectUris = [`http://127.0.0.1:${port}/callback`];
    const { clientId } = await server.addApp(developer, { redirectUris, isPublic: true });
    const folder = await mkdtemp(join(tmpdir(), 'octroi-conformance-'));
    t.after(() => rm(folder, { recursive: true, force: true }));

    const options = {
      url: server.origin,
      'client-id': clientId,
      port,
      'output-dir': folder,
      ...(resource === undefined ? {} : { resource }),
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const program = startProgram(t, [process.execPath, PROGRAM, 'authorization', ...args]);
    const said: string[] = [];
    for (let line = await program.hears(); line !== undefined; line = await program.hears()) {
      said.push(line);
      // The program prints where its user must sign in, and waits for the browser to return.
      if (line.startsWith(`${server.origin}/`)) await fetch(await signsInAndAllows(line));
    }
    assert.equal(await program.ended, 0, said.join('\n'));
    assert.deepEqual(readChecks(folder), [
      'authorization-code-grant: SUCCESS',
      'authorization-server-metadata-cimd: SUCCESS',
      'authorization-server-metadata: SUCCESS',
    ]);
  });
}
