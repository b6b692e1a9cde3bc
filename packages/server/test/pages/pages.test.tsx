import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LOCALES, messagesFor, type Locale } from '#server/i18n/index.js';
import { ErrorPage, RedirectMismatchPage } from '#server/web/kit/error-page.js';
import { renderDocument } from '#server/web/kit/page.js';
import { PASSKEY_SCRIPT } from '#server/web/kit/credentials/passkey-script.js';
import { contextFor, type Words } from '../support/sample-views.js';
import { VIEWS } from '../support/views.js';
import { PACKAGE } from '../support/paths.js';

const stylesheet = readFileSync(join(PACKAGE, 'assets/octroi.css'));

const htmlOf = (name: string, locale: Locale = 'en', words?: Words): string => {
  const sample = VIEWS.find((view) => view.name === name);
  assert.ok(sample !== undefined, `there is no view called ${name}`);
  return renderDocument(sample.view(locale, words));
};

const tags = (html: string): string[] => [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([tag]) => tag);

/** An event handler in a tag, outside any quoted value. */
const HANDLER = /<[a-z][^<>]*\son[a-z]+=/i;
const withoutValues = (html: string): string => html.replaceAll(/"[^"]*"/g, '""');

/**
 * The form_post answer to an app (OAuth 2.0 Form Post Response Mode): its form belongs to the app, and a script submits it.
 */
const ANSWER = 'answer by form';
/** Beside its own forms it has one that posts the answer to the app. */
const FAULTY = 'faulty request of an app that is answered by form';
const OURS = VIEWS.filter(({ name }) => name !== ANSWER);
/** Pages with one script of ours, all of which work without it. */
const WITH_SCRIPT = new Set([
  ANSWER,
  'consent',
  'consent, one click',
  'consent, unasked scopes',
  'consent, checked app',
  'consent, one click, checked app',
  'device, question',
  'sign-out, asked',
  'sign-out, refused',
  'test payment',
  'order, pending',
  'playground, begun',
  'playground, test user',
  'playground, tokens',
  'security',
  'security, two steps',
  'sign-in',
  'sign-in, wrong password',
  'sign-in for an app',
  'sign-in, one click',
  'sign-in, one click, with a logo',
  'upstream, security',
  'upstream, sign-in',
]);
/** The only one beside the stylesheet, on pages with passkeys. */
const PASSKEYS = `<script src="${PASSKEY_SCRIPT.path}"`;

const withoutScriptFile = (name: string, html: string): string =>
  WITH_SCRIPT.has(name) ? html.replace(/<script src="\/assets\/[\w-]+\.js" defer(?:="")?><\/script>/, '') : html;

/** Frames that pages are made of. */
const FRAMES = ['CardPage', 'WidePage'];

/** What the pattern captures in the .tsx files of a folder. */
const named = (folder: string, pattern: RegExp): string[] =>
  readdirSync(join(PACKAGE, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => [...readFileSync(join(PACKAGE, folder, file), 'utf8').matchAll(pattern)])
    .map(([, name = '']) => name);

test('every page has a sample view, so that all that is checked of pages is checked of it', () => {
  const pages = ['src/features', 'src/web'].flatMap((folder) => named(folder, /^(?:export )?const (\w+Page) = \(/gm));
  const shown = new Set([...named('test', /<(\w+Page)\b/g), ...FRAMES]);
  assert.ok(pages.length > 30);
  assert.deepEqual(
    pages.filter((page) => !shown.has(page)),
    [],
  );
});

const count = (html: string, pattern: RegExp): number => [...html.matchAll(pattern)].length;

for (const locale of LOCALES) {
  test(`every page in ${locale} is a whole document that names its language, its title and its one heading`, () => {
    for (const { name, view } of VIEWS) {
      const html = renderDocument(view(locale));
      assert.ok(html.startsWith(`<!DOCTYPE html><html lang="${locale}">`), name);
      assert.match(html, /<title>[^<]+ · (?:Octroi|Hub)<\/title>/, name);
      assert.equal(count(html, /<h1[ >]/g), 1, name);
      assert.match(html, /<meta name="robots" content="noindex"\/>/, name);
    }
  });
}

test('no page needs script or inline style, which the content security policy forbids', () => {
  assert.equal(count(withoutScriptFile(ANSWER, htmlOf(ANSWER)), /<script/g), 0);
  for (const { name, view } of OURS) {
    const html = withoutScriptFile(name, renderDocument(view('en')));
    assert.doesNotMatch(html, /<script|<style|\sstyle=|\son[a-z]+=|javascript:/i, name);
  }
});

test('no page asks another site for anything', () => {
  assert.doesNotMatch(stylesheet.toString(), /url\(|@import/);
  for (const { name, view } of OURS) {
    const html = withoutScriptFile(name, renderDocument(view('en')));
    assert.doesNotMatch(html, /(?:src|srcset)="(?!\/(?:assets|logos)\/|data:)|<link[^>]*"http/, name);
  }
});

test('every form is a POST with the CSRF token (A27, A74)', () => {
  for (const { name, view } of OURS) {
    const forms = renderDocument(view('en')).match(/<form[^>]*>.*?<\/form>/gs) ?? [];
    assert.ok(forms.length > 0, name);
    for (const form of forms) {
      if (name === FAULTY && form.includes('action="https://inkwell.example/callback"')) {
        assert.doesNotMatch(form, /csrf/, 'no app learns the token');
        continue;
      }
      assert.match(form, /^<form method="post" action="\/[^"]*"/, name);
      assert.equal(count(form, /<input type="hidden" name="csrf" value="csrf-token"\/>/g), 1, name);
    }
  }
});

test('a page weighs 15 kB at most, compressed, with its stylesheet and its script for passkeys', () => {
  const style = gzipSync(stylesheet).length;
  const script = gzipSync(PASSKEY_SCRIPT.content).length;
  for (const locale of LOCALES) {
    for (const { name, view } of VIEWS) {
      const html = renderDocument(view(locale));
      const weight = gzipSync(html).length + style + (html.includes(PASSKEYS) ? script : 0);
      assert.ok(weight <= 15_000, `${name} in ${locale} weighs ${weight}`);
    }
  }
});

test('A75: a hostile app or user name is shown as text and changes the structure of no page', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '" autofocus onfocus="alert(1)',
    '</title></textarea></style><svg onload=alert(1)>',
    '&lt;b&gt; {{7*7}} ${7*7}',
  ];
  for (const { name, view } of VIEWS) {
    const plain = tags(renderDocument(view('en')));
    for (const attack of attacks) {
      const html = renderDocument(view('en', { app: attack, username: attack }));
      assert.deepEqual(tags(html), plain, `${name} with ${attack}`);
      assert.doesNotMatch(withoutValues(html), HANDLER, name);
    }
  }
  assert.ok(htmlOf('consent', 'en', { app: '<b>Evil</b>', username: 'alice' }).includes('&lt;b&gt;Evil&lt;/b&gt;'));
});

test('A76: what a request sent is echoed as text only', () => {
  const sent = 'https://evil.example/"><script>alert(1)</script>';
  const context = contextFor('en', '/"><script>alert(2)</script>');
  const mismatch = renderDocument(
    <RedirectMismatchPage context={context} appName={null} sent={sent} registered={[`${sent}<i>`]} requestId="<u>" />,
  );
  const error = renderDocument(
    <ErrorPage context={context} status={400} title={sent} explanation={sent} remedy={sent} requestId={sent} />,
  );
  for (const html of [mismatch, error]) {
    assert.doesNotMatch(html, /<script|<i>|<u>/);
    assert.match(html, /&lt;script&gt;/);
  }
});

test('the redirect mismatch page never leads to the address that was sent (A1)', () => {
  for (const name of ['redirect mismatch', 'redirect mismatch, owner']) {
    assert.doesNotMatch(htmlOf(name), /(?:href|action|content)="https?:[^"]*inkwell/, name);
  }
});

test('to the owner the mismatch page marks what differs, to others it shows only what was sent', () => {
  const owner = htmlOf('redirect mismatch, owner');
  assert.match(owner, /oauth\/<mark>callback<\/mark><\/code>/);
  assert.match(owner, /oauth\/<mark>Callback\/<\/mark><\/code>/);
  assert.match(owner, /The first difference is at character 31\./);
  const others = htmlOf('redirect mismatch');
  assert.match(others, /https:\/\/inkwell\.example\/oauth\/Callback\//);
  assert.doesNotMatch(others, /<mark|Registered/);
});

test('a difference at the very end is marked in the longer of the two', () => {
  const html = renderDocument(
    <RedirectMismatchPage
      context={contextFor('en', '/')}
      appName="Inkwell"
      sent="https://inkwell.example/cb/"
      registered={['https://inkwell.example/cb']}
      requestId="r"
    />,
  );
  assert.match(html, /cb<mark>\/<\/mark><\/code>/);
  assert.equal(count(html, /<mark>/g), 1);
});

test('what only a script can do is hidden until there is one', () => {
  for (const name of ['sign-in', 'sign-in, one click', 'security']) {
    const html = htmlOf(name);
    assert.equal(count(html, /data-passkey="[^"]+" data-options="[^"]+" hidden/g), 1, name);
    assert.equal(count(html, /<script/g), 1, name);
  }
  assert.doesNotMatch(htmlOf('security, signed in long ago'), /data-passkey|<script/);
});

test('a page with faults says so first in its title', () => {
  assert.match(htmlOf('sign-in, wrong password'), /<title>Error: Sign in · Octroi<\/title>/);
  assert.match(htmlOf('sign-in, wrong password', 'fr'), /<title>Erreur\u00A0: Se connecter · Octroi<\/title>/);
});

test('consent shows the balance beside its scope, and where the browser goes next', () => {
  const html = htmlOf('consent');
  assert.match(html, /Currently: 750\.00/);
  assert.match(html, /You will be redirected to <strong class="origin">https:\/\/inkwell\.example<\/strong>/);
});

test('a redirect that any program on the device could receive is called that', () => {
  assert.match(htmlOf('sign-in, one click'), new RegExp(messagesFor('en').access.onThisDevice));
  assert.doesNotMatch(htmlOf('consent'), /on your own device|program on your device/);
});
