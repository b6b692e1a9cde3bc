import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageSnippets } from '../../../server/dist/features/console/app/page-snippet.js';
import { loadSdkScript } from '../../../server/dist/web/kit/assets/sdk-script.js';
import { CALLBACK, setScene } from './scene.js';

const scene = setScene();

const snippetsFor = (isPublic: boolean, redirectUri: string) => {
  const script = loadSdkScript();
  assert.ok(script !== null);
  const { server, clientId } = scene();
  return pageSnippets({ issuer: server.issuer, clientId, redirectUri, public: isPublic }, script);
};

const document = (body: string): string => `<!DOCTYPE html><html lang="en"><title>Inkwell</title>
<link rel="icon" href="data:,"><body>${body}</body></html>`;

test('what the console shows a developer of a public app works on two pages as it is', async () => {
  const { site, policy, signedIn } = scene();
  const { page, callback } = snippetsFor(true, site.origin + CALLBACK);
  assert.ok(callback !== null);
  site.put('/pasted', 'html', document(page), policy);
  site.put(CALLBACK, 'html', callback, policy);
  const tab = await signedIn('/pasted');
  assert.deepEqual(tab.complaints, []);
});

test('what the console shows a developer with a back end works on a page as it is', async () => {
  const { site, policy, signedIn } = scene();
  const { page, callback } = snippetsFor(false, `${site.origin}/oauth/callback`);
  assert.equal(callback, null);
  site.put('/pasted', 'html', document(page), policy);
  const tab = await signedIn('/pasted');
  assert.deepEqual(tab.grants, []);
  assert.deepEqual(tab.complaints, []);
});

test('a redirect URI with markup in it stays an attribute', () => {
  const { page } = snippetsFor(true, 'https://app.example/?a="><script>alert(1)</script>&b=1');
  assert.ok(
    page.includes('redirect-uri="https://app.example/?a=&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;b=1"'),
  );
});
