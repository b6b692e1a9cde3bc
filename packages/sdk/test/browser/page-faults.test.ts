import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALLBACK, setScene } from './scene.js';

// Mistakes of a page that must not harm the session.

const scene = setScene();

/** A page that runs `program` once everything is loaded. Without a policy, because tests evaluate what it did. */
const putProgram = (path: string, program: string): void => {
  const { page, site } = scene();
  site.put(`${path}.js`, 'js', `addEventListener('load', () => { ${program} });`);
  page(path, `<script src="${path}.js"></script>`, { 'content-security-policy': '' });
};

// A page's error in a listener was taken for a server error, and kept other listeners from being called.
test('a listener that throws is the page’s own trouble: the others hear, and the session is as it was', async () => {
  putProgram(
    '/throwing',
    `session = Octroi.createBrowserSession();
     session.on('change', () => { throw new Error('of the page'); });
     session.on('change', ({ status }) => { heard = status; });`,
  );
  const tab = await scene().visit('/throwing');
  await tab.page.waitForFunction(`globalThis.heard === 'signed-out'`);
  assert.equal(await tab.page.evaluate('session.user()'), null);
  assert.equal(await tab.page.evaluate('session.state.status'), 'signed-out');
  assert.match(tab.complaints.join('\n'), /of the page/);
});

test('an issuer that is not on the web is refused before anything is asked', async () => {
  const { clientId, visit } = scene();
  for (const issuer of ['javascript:alert(1)', 'data:text/html,x']) {
    const options = { mode: 'public', issuer, clientId, redirectUri: CALLBACK };
    putProgram(
      '/issuer',
      `try { Octroi.createBrowserSession(${JSON.stringify(options)}); told = 'taken'; } catch (error) { told = error.name; }`,
    );
    const tab = await visit('/issuer');
    assert.equal(await tab.page.evaluate('told'), 'TypeError', issuer);
  }
});
