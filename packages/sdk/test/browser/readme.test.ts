import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CALLBACK, setScene } from './scene.js';

const scene = setScene();
const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

const blocks = (language: string): string[] => {
  const { server, clientId } = scene();
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(?<text>.*?)^\`\`\`$`, 'gms'))].map(({ groups }) =>
    (groups?.['text'] ?? '').replaceAll('https://id.example.com', server.issuer).replaceAll('client_...', clientId),
  );
};

/** Wraps a fragment in a page, and serves a whole page as it is. */
const put = (path: string, html = '', headers: Readonly<Record<string, string>> = {}): void => {
  const page = html.startsWith('<!doctype html>')
    ? html
    : `<!DOCTYPE html><html lang="en"><title>Inkwell</title><body>${html}</body></html>`;
  scene().site.put(path, 'html', page, headers);
};

test('the pages of the README work as they are, through a back end and without one', async () => {
  const { policy, signedIn } = scene();
  const [withBackend, alone, callback, ...others] = blocks('html');
  assert.deepEqual(others, []);
  put('/with', withBackend, policy);
  put('/alone', alone, policy);
  put(CALLBACK, callback, policy);
  assert.deepEqual((await signedIn('/with')).grants, []);
  assert.deepEqual((await signedIn('/alone')).grants, ['authorization_code']);
});

test('the program of the README works as it is', async () => {
  const { site, script, visit } = scene();
  const [program, ...others] = blocks('js');
  assert.ok(program !== undefined);
  assert.deepEqual(others, []);
  const imported = "import { createBrowserSession } from '@octroi/sdk/browser';";
  assert.ok(program.includes(imported));
  site.put('/own.js', 'js', program.replace(imported, 'const { createBrowserSession } = Octroi;'));
  put('/own', `${script}<script src="/own.js" defer></script><button>Come in</button>`);
  const tab = await visit('/own');
  await tab.press('Come in');
  await tab.signIn();
  await tab.page.waitForFunction(`document.title === 'alice: 750.00'`);
  assert.deepEqual(tab.complaints, []);
});
