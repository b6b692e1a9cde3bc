import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sdkScriptFiles } from '#server/features/sdk-script/index.js';
import { loadReleasedScripts, loadSdkScript } from '#server/web/kit/assets/sdk-script.js';
import { openInstallation } from '#test/support/installation.js';
import { PACKAGE, WORKSPACE } from '#test/support/paths.js';

const ASSETS = join(PACKAGE, 'assets/sdk');
const CHECK = join(WORKSPACE, 'scripts/lib/released-scripts.mjs');

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'octroi-released-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const keep = (name: string, text: string): void => writeFileSync(join(folder, name), text);

const assertForEver = async (answer: Response, text: string): Promise<void> => {
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), text);
  assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8');
  assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
};

// Pages that loaded a version with its integrity stopped working when the operator upgraded the server.
test('every released script file stays where it was, beside the newest', async () => {
  keep('README.md', '# Not a script');
  keep('octroi-0.0.1.js', 'first();');
  keep('octroi-0.0.2.js', 'second();');
  const released = loadReleasedScripts(folder);
  const newest = loadSdkScript();
  assert.ok(newest !== null);
  const app = sdkScriptFiles(newest, released);
  await assertForEver(await app.request('/sdk/octroi-0.0.1.js'), 'first();');
  await assertForEver(await app.request('/sdk/octroi-0.0.2.js'), 'second();');
  await assertForEver(await app.request(newest.path), newest.text);
  assert.equal(await (await app.request('/sdk/octroi.js')).text(), newest.text);
  for (const name of ['README.md', 'octroi-README.md', 'octroi-0.0.3.js']) {
    assert.equal((await app.request(`/sdk/${name}`)).status, 404, name);
  }
  const digest = createHash('sha384').update('first();').digest('base64');
  assert.equal(released.find(({ version }) => version === '0.0.1')?.integrity, `sha384-${digest}`);
});

test('what was released under the current version is never replaced by what is built', async () => {
  const newest = loadSdkScript();
  assert.ok(newest !== null);
  const app = sdkScriptFiles(newest, [{ ...newest, text: 'as released();' }]);
  await assertForEver(await app.request(newest.path), 'as released();');
});

test('the server serves what assets/sdk holds', async (t) => {
  const installation = await openInstallation();
  t.after(() => installation.close());
  const files = readdirSync(ASSETS);
  assert.ok(files.includes('README.md'));
  for (const file of files.filter((name) => name !== 'README.md')) {
    await assertForEver(await installation.request(`/sdk/${file}`), readFileSync(join(ASSETS, file), 'utf8'));
  }
});

test('npm run check refuses another content under a released version', async () => {
  const scripts: { checkReleasedScripts(folders: { released: string }): void } = await import(CHECK);
  const newest = loadSdkScript();
  assert.ok(newest !== null);
  const name = newest.path.slice('/sdk/'.length);
  const check = (): void => scripts.checkReleasedScripts({ released: folder });
  rmSync(join(folder, name), { force: true });
  check();
  keep(name, newest.text);
  check();
  keep(name, `${newest.text} `);
  assert.throws(check, {
    message: `${name} differs from its released version. Raise the version of packages/sdk.`,
  });
});
