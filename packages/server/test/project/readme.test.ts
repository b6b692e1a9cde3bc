import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { DEMO_USERS, ensureDemoUsers } from '#server/commands/demo/seed-demo.js';
import { sectionsOf } from '../support/documentation.js';
import { PACKAGE, WORKSPACE } from '../support/paths.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { requestOfCurl, shellWords } from '../support/shell.js';

const HOST = 'http://localhost:3000';
const CLI = join(PACKAGE, 'dist/cli.js');
const run = promisify(execFile);

/** The code blocks of one section of a Markdown text, in order. */
const blocksOf = (markdown: string, heading: string): string[] => {
  const [, section] = markdown.split(new RegExp(`^#+ ${heading}$`, 'm'));
  assert.ok(section !== undefined, `there is no section ${heading}`);
  const [until = ''] = section.split(/^#+ \w.*$/m);
  return [...until.matchAll(/^```\w+\n(.*?)\n```$/gms)].map(([, block]) => block ?? '');
};

/** Values a reader copies from one answer into the next line. */
type Found = Record<string, string>;

const PLACEHOLDER = /\b(?:YOUR_[A-Z_]+|CODE|ACCESS_TOKEN|REFRESH_TOKEN)\b/g;

const fillIn = (line: string, found: Found): string =>
  line.replaceAll(PLACEHOLDER, (name) => found[name] ?? assert.fail(`nothing before this line gives ${name}`));

/** A page, by its path from the root of the repository. */
const readPage = (path: string): Promise<string> => readFile(join(WORKSPACE, path), 'utf8');

let folder: string;
let environment: Record<string, string>;
let server: TestServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-readme-'));
  environment = { OCTROI_DATABASE_URL: `file:${join(folder, 'octroi.db')}`, OCTROI_SECRET_KEY: 'ab'.repeat(32) };
  server = await startTestServer({ environment });
  await ensureDemoUsers(server.services);
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const octroi = async (args: readonly string[]): Promise<string> => {
  const { stdout } = await run(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
  });
  return stdout.trim();
};

/** The commands in a help text: name, and whether it does something itself. */
const listIn = async (path: readonly string[]): Promise<{ name: string; acts: boolean }[]> => {
  const [, list = ''] = (await octroi([...path, '--help'])).split('Commands:\n');
  return [...list.matchAll(/^ {2}([a-z-]+)( \[options\])?/gm)]
    .map(([, name = '', options]) => ({ name: [...path, name].join(' '), acts: options !== undefined }))
    .filter(({ name }) => !name.endsWith('help'));
};

/** Sends a curl line's request, which must succeed. */
const curl = async (line: string): Promise<unknown> => {
  const { url, init } = requestOfCurl(shellWords(line));
  const response = await fetch(url, init);
  const body: unknown = await response.json();
  assert.ok(response.ok, `${line}\nanswered ${response.status}: ${JSON.stringify(body)}`);
  return body;
};

/** Opens a URL and signs in on the page it leads to; resolves to where the browser ends up. */
const signInAt = async (address: string, username: string, password: string): Promise<URL> => {
  const cookies = new Map<string, string>();
  const visit = async (url: URL | string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, headers: { cookie }, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const follow = async (url: URL, init?: RequestInit): Promise<{ url: URL; response: Response | null }> => {
    if (url.origin !== server.origin) return { url, response: null };
    const response = await visit(url, init);
    const location = response.headers.get('location');
    return location === null ? { url, response } : follow(new URL(location, url));
  };

  const page = await follow(new URL(address));
  assert.equal(page.url.pathname, '/sign-in');
  const html = (await page.response?.text()) ?? '';
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  const body = new URLSearchParams({ ...fields, username, password });
  return (await follow(new URL('/sign-in', server.origin), { method: 'POST', body })).url;
};

const registration = z.object({
  success: z.literal(true),
  data: z.object({ client_id: z.string(), client_secret: z.string() }),
});
const tokens = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

describe('README.md', () => {
  it('names every demo user with the right password', async () => {
    const readme = await readPage('README.md');
    for (const { username, password } of DEMO_USERS) {
      assert.match(readme, new RegExp(`^\\| \`${username}\` +\\| \`${password}\` +\\|`, 'm'));
    }
  });
});

describe('docs/getting-started.md', () => {
  it('has lines that work, in the order in which they stand', async () => {
    const guide = await readPage('docs/getting-started.md');
    const blocks = blocksOf(guide, 'The flow by hand').map((block) => block.replaceAll(HOST, server.origin));
    assert.equal(blocks.length, 7, 'every block is run below');
    const found: Found = {};
    const next = (): string => fillIn(blocks.shift() ?? '', found);

    const [node, cli, ...command] = shellWords(next());
    assert.deepEqual([node, cli], ['node', 'packages/server/dist/cli.js']);
    found['YOUR_DEVELOPER_TOKEN'] = await octroi(command);

    const app = registration.parse(await curl(next())).data;
    found['YOUR_CLIENT_ID'] = app.client_id;
    found['YOUR_CLIENT_SECRET'] = app.client_secret;

    const callback = await signInAt(next(), 'alice', 'alice-demo');
    assert.equal(`${callback.origin}${callback.pathname}`, 'http://localhost:8080/oauth/callback');
    assert.equal(callback.searchParams.get('state'), 'RANDOM_STATE');
    found['CODE'] = callback.searchParams.get('code') ?? '';

    const first = tokens.parse(await curl(next()));
    assert.match(guide, new RegExp(`access token expires \\(${first.expires_in} seconds\\)`));
    found['ACCESS_TOKEN'] = first.access_token;
    found['REFRESH_TOKEN'] = first.refresh_token;

    const user = z.object({ username: z.string(), balance_formatted: z.string() }).parse(await curl(next()));
    assert.deepEqual(user, { username: 'alice', balance_formatted: '750.00' });

    const second = tokens.parse(await curl(next()));
    assert.notEqual(second.refresh_token, first.refresh_token);
    found['ACCESS_TOKEN'] = second.access_token;

    const { topup_url: topupUrl } = z.object({ topup_url: z.string() }).parse(await curl(next()));
    assert.ok(topupUrl.startsWith(`${server.origin}/topup?ticket=`));
  });
});

describe('docs/commands.md', () => {
  it('lists all commands, and none that does not exist', async () => {
    const listed = sectionsOf(await readPage('docs/commands.md')).map(({ name }) => name.replace(/^octroi /, ''));
    const groups = await Promise.all(
      (await listIn([])).map(async ({ name, acts }) => {
        const below = acts ? [] : await listIn([name]);
        return below.length === 0 ? [name] : below.map((command) => command.name);
      }),
    );
    assert.deepEqual(listed.toSorted(), groups.flat().toSorted());
  });
});
