import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Octroi } from '../dist/server/index.js';
import { COOKIE_SECRET, createTestApp } from './support/app.js';
import { freePort } from './support/free-port.js';
import { startOctroi, type OctroiServer } from './support/octroi-server.js';
import { createVisitor } from './support/visitor.js';

const sdk = join(import.meta.dirname, '..');
const workspace = join(sdk, '../..');
const readme = readFileSync(join(sdk, 'README.md'), 'utf8');
const project = mkdtempSync(join(tmpdir(), 'octroi-sdk-project-'));

const run = (command: string, args: readonly string[], cwd = project): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
};

const save = (name: string, text: string): void => writeFileSync(join(project, name), text);

/** The README's programs by the name in their first line. */
const programs = new Map(
  [...readme.matchAll(/^(?<indent> *)```ts\n(?<text>.*?)^ *```$/gms)].map(({ groups }) => {
    const indent = groups?.['indent'] ?? '';
    const lines = (groups?.['text'] ?? '').split('\n').map((line) => line.slice(indent.length));
    return [
      /^\/\/ (\S+)$/.exec(lines[0] ?? '')?.[1] ?? assert.fail(`a program without a name: ${lines[0]}`),
      lines.join('\n'),
    ];
  }),
);

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  module: 'nodenext',
  target: 'es2024',
  noEmit: true,
};

const typeCheck = (files: readonly string[], options: object): void => {
  save('tsconfig.json', JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }));
  run(process.execPath, [join(workspace, 'node_modules/typescript/bin/tsc'), '-p', '.']);
};

const started: ChildProcess[] = [];

/** Starts a program of the README; resolves when it prints that it listens. */
const start = async (name: string, environment: Readonly<Record<string, string>>): Promise<void> => {
  const child = spawn(process.execPath, [name], {
    cwd: project,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const ended = once(child, 'exit').then(() => assert.fail(`${name} has ended`));
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => {});
};

let server: OctroiServer;
before(async () => {
  server = await startOctroi();
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], sdk),
  );
  save('package.json', JSON.stringify({ name: 'somebody-s-app', type: 'module', private: true }));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`]);
  for (const [name, text] of programs) save(name, text);
});
after(async () => {
  for (const child of started) {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  await server.stop();
  rmSync(project, { recursive: true, force: true });
});

describe('the package, as npm installs it into an empty project', () => {
  it('brings nothing else along, and neither tests nor build leftovers', () => {
    const installed: unknown = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'));
    assert.ok(typeof installed === 'object' && installed !== null && 'packages' in installed);
    assert.deepEqual(Object.keys(installed.packages ?? {}), ['node_modules/@octroi/sdk']);
    const files = run('find', ['node_modules/@octroi/sdk', '-type', 'f']);
    assert.doesNotMatch(files, /dist-test|\.test\.|tsbuildinfo/);
  });

  const DOORS = ['', '/server', '/node', '/express', '/fastify', '/hono', '/next', '/resource'];
  const everything = DOORS.map((door, index) => `import * as part${index} from '@octroi/sdk${door}';`);
  const use = `export const parts = [${DOORS.map((_, index) => `part${index}`).join(', ')}];`;
  const types = { typeRoots: [join(workspace, 'node_modules/@types')] };

  it('type-checks in the strictest project, for Node without the DOM and for a page without Node', () => {
    save('all.ts', [...everything, use].join('\n'));
    typeCheck(['all.ts'], { lib: ['es2024'], ...types, types: ['node'] });
    typeCheck(['all.ts'], { lib: ['es2024', 'dom', 'dom.iterable'], types: [] });
  });

  it('has types behind every door: an untyped one would not compile', () => {
    const { exports } = JSON.parse(readFileSync(join(project, 'node_modules/@octroi/sdk/package.json'), 'utf8'));
    const doors = Object.keys(exports).map((door) => door.slice(1));
    assert.deepEqual(doors.toSorted(), [...DOORS, '/browser', '/oauth-manager'].toSorted());
    const untyped = 'type Untyped<T> = 0 extends 1 & T ? true : never;';
    const uses = doors.map((door, index) => {
      const name = `part${index}`;
      // `any` would be assignable.
      return `import * as ${name} from '@octroi/sdk${door}';
        // @ts-expect-error
        export const all${name}: Untyped<typeof ${name}[keyof typeof ${name}]> = true;`;
    });
    save('doors.ts', [untyped, ...uses].join('\n'));
    typeCheck(['doors.ts'], { lib: ['es2024', 'dom', 'dom.iterable'], types: [] });
  });

  it('loads, every door of it', () => {
    save(
      'load.js',
      [...everything, use, 'console.log(parts.map((part) => Object.keys(part).length > 0).join());'].join('\n'),
    );
    assert.equal(run(process.execPath, ['load.js']).trim(), DOORS.map(() => 'true').join());
  });

  it('rejects wrong arguments at compile time', () => {
    save(
      'wrong.ts',
      "import { createOctroi } from '@octroi/sdk/server';\ncreateOctroi({ issuer: 'https://id.example' });",
    );
    assert.throws(
      () => typeCheck(['wrong.ts'], { lib: ['es2024'], ...types, types: ['node'] }),
      /Missing|missing|TS2345/,
    );
  });
});

describe('the README', () => {
  before(() => {
    // What `npm install express` would install.
    for (const name of ['express', '@types']) {
      symlinkSync(join(workspace, 'node_modules', name), join(project, 'node_modules', name));
    }
  });

  it('has programs that type-check', () => {
    assert.deepEqual([...programs.keys()], ['app.ts', 'store.ts', 'api.ts']);
    typeCheck([...programs.keys()], { lib: ['es2024'], types: ['node'], skipLibCheck: true });
  });

  it('leads from nothing to a balance (app.ts)', async () => {
    const origin = `http://localhost:${await freePort()}`;
    const { clientId, clientSecret } = await server.addApp(`${origin}/oauth/callback`);
    await start('app.ts', {
      OCTROI_ISSUER: server.issuer,
      OCTROI_CLIENT_ID: clientId,
      OCTROI_CLIENT_SECRET: clientSecret,
      COOKIE_SECRET,
      APP_ORIGIN: origin,
    });
    const alice = createVisitor();
    assert.match((await alice.go(origin)).text, /href="\/auth\/oauth\/start">Sign in/);
    const home = await alice.signInAt(await alice.go(`${origin}/auth/oauth/start`));
    assert.match(home.text, /You have 750\.00 left/);
    const signOut = { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } };
    assert.equal((await alice.send(`${origin}/auth/oauth/logout`, signOut)).status, 303);
    assert.match((await alice.go(origin)).text, />Sign in</);
  });

  it('shows a store that keeps sessions, and that a sign-out empties (store.ts)', async () => {
    const { clientId, clientSecret } = await server.addApp('http://localhost:4000/oauth/callback');
    Object.assign(process.env, {
      OCTROI_ISSUER: server.issuer,
      OCTROI_CLIENT_ID: clientId,
      OCTROI_CLIENT_SECRET: clientSecret,
    });
    process.chdir(project);
    const loaded: { octroi: Octroi } = await import(pathToFileURL(join(project, 'store.ts')).href);
    const alice = createVisitor(loaded.octroi);
    await alice.signInAt(await alice.go('/auth/oauth/start'));
    assert.equal(JSON.parse((await alice.send('/api/user/info')).text).balance_formatted, '750.00');
    const cookie = [...alice.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    await alice.send('/auth/oauth/logout', { method: 'POST', headers: { 'x-octroi-csrf': '1' } });
    assert.equal(await loaded.octroi.session(new Request('http://localhost:4000/', { headers: { cookie } })), null);
    process.chdir(sdk);
  });

  it('shows an API that lets tokens with the right scope in, and tells others the way (api.ts)', async () => {
    const api = `http://localhost:${await freePort()}`;
    await server.addResource(api);
    const app = await createTestApp(server);
    const token = await app.tokenFor(api);
    await start('api.ts', { OCTROI_ISSUER: server.issuer, API: api });
    const answer = await fetch(api, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual([answer.status, await answer.text()], [200, 'What user 1 may read']);
    const refused = await fetch(api);
    assert.equal(refused.status, 401);
    const described = /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '')?.[1] ?? '';
    const metadata: unknown = await (await fetch(described)).json();
    assert.ok(typeof metadata === 'object' && metadata !== null && 'authorization_servers' in metadata);
    assert.deepEqual(metadata.authorization_servers, [server.issuer]);
  });
});
