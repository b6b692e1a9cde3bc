import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { openInstallation, type Installation } from '../support/installation.js';
import { CALLBACK, grantTokens, readAnswer, registerApp, type OAuthApp } from '../support/oauth-app.js';
import { createVisitor, unescapeHtml, type Visitor } from '../support/page-visitor.js';
import { FORM, JSON_TYPE } from './assaults.js';

// A form with 65 kB of zeros in the amount stopped the server for 16 seconds, and 9,000 redirect URIs were answered with 2 MB.

const LENGTH = 60_000;
/** Bytes of an answer. */
const MAX_ANSWER = 100_000;
/** In milliseconds. No field takes 250; the rest is for a busy machine. */
const PATIENCE = 5000;
/** In milliseconds of CPU of the thread that serves all requests. */
const MAX_CPU = 1000;

const filled = (part: string, end = ''): string => part.repeat(Math.floor(LENGTH / Buffer.byteLength(part))) + end;
const numbered = (part: (index: number) => string, count: number, between: string): string =>
  Array.from({ length: count }, (_, index) => part(index))
    .join(between)
    .slice(0, LENGTH);

/** Texts that backtracking patterns, comparisons of all with all, and echoes take longest for. Sent as they are. */
const TEXTS: Readonly<Record<string, string>> = {
  zeros: filled('0', 'x'),
  blanks: filled(' ', 'x'),
  quotes: filled('"'),
  'angle brackets': filled('<'),
  colons: filled(':1', '!'),
  dots: filled('.a', '!'),
  'at signs': filled('a@', '!'),
  commas: filled('x, '),
  slashes: filled('//', 'x'),
  dashes: filled('a-'),
  accents: filled('e\u0301'),
  'marks to be sorted': `a${'\u0345'.repeat(LENGTH / 4)}${'\u0334'.repeat(LENGTH / 4)}`,
  joiners: filled('\u0645\u200C'),
  'redirect URIs': numbered((index) => `a:/${index}`, 9000, '\n'),
  'scopes with words': numbered((index) => `s${index} x`, 9000, '\n'),
  words: numbered((index) => `w${index}`, 9000, ' '),
  brackets: filled('[', 'x'),
  'JSON members': `{${numbered((index) => `"k${index}":1`, 5000, ',')}`,
  'JWK Set': `{"keys":[${numbered((index) => `{"kid":"${index}"}`, 4000, ',')}]}`,
};

const VALUES: Readonly<Record<string, unknown>> = {
  ...TEXTS,
  'a list of texts': Array.from({ length: 9000 }, (_, index) => `${index}`),
  'a list of URIs': Array.from({ length: 3000 }, (_, index) => `http://a/${index}`),
  'a list of numbers': Array.from({ length: 25_000 }, () => 1),
  'one long URI': [`https://a.example/${"'".repeat(LENGTH)}`],
  'long URIs': Array.from({ length: 20 }, (_, index) => `https://A.example/${index}?${"'".repeat(1900)}`),
  'an object': Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1])),
  'a JWK Set': { keys: Array.from({ length: 4000 }, (_, index) => ({ kid: `${index % 9}` })) },
};

const REGISTER = '/api/oauth2/register';
const BROWSERS = new Set(['/api/oauth2/authorize', '/api/oauth2/logout']);
const ENDPOINTS = [
  ...BROWSERS,
  '/api/oauth2/token',
  '/api/oauth2/revoke',
  '/api/oauth2/introspect',
  '/api/oauth2/par',
  '/api/oauth2/device_authorization',
];
const PARAMETERS = (
  'acr_values auto_authorize claims client_assertion client_assertion_type client_id client_secret code code_challenge ' +
  'code_challenge_method code_verifier device_code display dpop_jkt grant_type id_token_hint login_hint logout_hint max_age ' +
  'nonce post_logout_redirect_uri prompt redirect_uri refresh_token request request_uri resource response_mode response_type ' +
  'scope state token token_type_hint ui_locales unknown'
).split(' ');
const MEMBERS = (
  'allow_browser_secret backchannel_logout_uri client_id client_name client_secret client_uri contacts description ' +
  'dpop_bound_access_tokens fapi grant_types id_token_signed_response_alg jwks jwks_uri logo_uri name ' +
  'post_logout_redirect_uris public redirect_uri redirect_uris require_pkce require_pushed_authorization_requests ' +
  'response_types scope software_statement token_endpoint_auth_method unknown'
).split(' ');

const RIGHT = {
  response_type: 'code',
  redirect_uri: CALLBACK,
  scope: 'profile',
  grant_type: 'authorization_code',
};

interface ShownForm {
  action: string;
  fields: Record<string, string>;
}

const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? null : unescapeHtml(found);
};

/** The forms of a page, as a browser would send them: of radio buttons the last. */
const formsIn = (html: string): ShownForm[] =>
  [...html.matchAll(/<form method="post" action="([^"]*)"([\s\S]*?)<\/form>/g)].map(([, action = '', inner = '']) => ({
    action: unescapeHtml(action),
    fields: Object.fromEntries(
      [...inner.matchAll(/<(?:input|textarea|select|button)\b[^>]*>/g)].flatMap(([tag]) => {
        const name = attribute(tag, 'name');
        return name === null ? [] : [[name, attribute(tag, 'value') ?? '1']];
      }),
    ),
  }));

const cookiesOf = ({ cookies }: Visitor): Record<string, string> => ({
  cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
});

/** Forms that lead to further ones. */
const BEGINNINGS: readonly (readonly [path: string, fields: Record<string, string>])[] = [
  ['/topup', { amount: '20', provider: 'test' }],
  ['/account/security/two-step/begin', {}],
  ['/playground', { app: '1', user: 'plenty' }],
];

describe('60 kB of anything', () => {
  let installation: Installation;
  let dev: string;
  let app: OAuthApp;
  let bearer: string;
  let strangers = 0;

  /** Not a test of limits on attempts, so each request comes from another address. */
  const send = async (what: string, path: string, init: RequestInit): Promise<void> => {
    strangers += 1;
    const address = `10.${strangers >> 16}.${(strangers >> 8) & 255}.${strangers & 255}`;
    const started = performance.now();
    const cpuBefore = process.threadCpuUsage();
    const response = await installation.request(path, init, address);
    const bytes = (await response.arrayBuffer()).byteLength;
    const took = performance.now() - started;
    const { user, system } = process.threadCpuUsage(cpuBefore);
    const cpu = (user + system) / 1000;
    assert.ok(bytes < MAX_ANSWER, `${what}: answered with ${bytes} bytes`);
    assert.ok(took < PATIENCE, `${what}: took ${Math.round(took)} ms`);
    assert.ok(cpu < MAX_CPU, `${what}: kept the server busy for ${Math.round(cpu)} ms`);
    assert.ok(response.status < 500, `${what}: ${response.status}`);
  };

  /** Each text in one field, beside what is right in the others. */
  const sendForm = async (
    path: string,
    fields: Readonly<Record<string, string>>,
    swept: readonly string[],
    headers: Readonly<Record<string, string>>,
  ): Promise<void> => {
    for (const field of swept) {
      const others = new URLSearchParams(fields);
      others.delete(field);
      for (const [name, text] of Object.entries(TEXTS)) {
        const init = { method: 'POST', headers: { 'content-type': FORM, ...headers } };
        await send(`${name} in ${field} of ${path}`, path, { ...init, body: `${others.toString()}&${field}=${text}` });
      }
    }
  };

  const sendJson = async (method: string, path: string, body: object, authorization: string): Promise<void> => {
    const headers = { 'content-type': JSON_TYPE, authorization };
    const sendBody = (what: string, sent: unknown): Promise<void> =>
      send(`${what} of ${path}`, path, { method, headers, body: JSON.stringify(sent) });
    for (const field of MEMBERS) {
      for (const [name, value] of Object.entries(VALUES))
        await sendBody(`${name} in ${field}`, { ...body, [field]: value });
    }
    await sendBody('thousands of members', VALUES['an object']);
    await sendBody('a long member', { ['x'.repeat(LENGTH)]: 1 });
  };

  /** A developer's browser that has just signed in, because some forms end the session. */
  const developer = async (): Promise<Visitor> => {
    const visitor = createVisitor(installation);
    await visitor.get('/');
    const browser = { id: visitor.cookies.get('octroi_browser') ?? '', userAgent: 'x', locale: 'en' } as const;
    const account = await installation.services.accounts.getById(dev);
    assert.ok(account);
    // A swept request may take a way in away, which raises the version.
    const { secret } = await installation.services.sessions.start(verifiedOf(account), PASSWORD_AMR, browser);
    visitor.cookies.set('octroi_session', secret.reveal());
    return visitor;
  };

  before(async () => {
    installation = await openInstallation({
      OCTROI_TOPUP_PROVIDERS: 'test',
      OCTROI_REGISTRATION: 'open',
      OCTROI_RESOURCES: 'developers',
      OCTROI_MAIL_URL: 'mailbox',
      OCTROI_MAIL_FROM: 'hub@example.com',
    });
    dev = await installation.addUser('dev');
    await installation.services.developers.grantRole(dev, 'developer');
    app = await registerApp(installation, { owner: dev });
    const token = await installation.services.developers.createToken(dev, 'sweep', null);
    assert.ok(token.outcome === 'done');
    bearer = `Bearer ${token.value.token.reveal()}`;
  });
  after(() => installation.close());

  test('A94: in any parameter of any OAuth endpoint is answered shortly and soon', async () => {
    const visitor = await developer();
    await grantTokens(visitor, app);
    for (const path of ENDPOINTS) {
      const isForBrowsers = BROWSERS.has(path);
      const client = { client_id: app.clientId, ...(isForBrowsers ? {} : { client_secret: app.secret }) };
      await sendForm(path, { ...RIGHT, ...client }, PARAMETERS, isForBrowsers ? cookiesOf(visitor) : {});
    }
  });

  test('A94: in any member of any JSON endpoint is answered shortly and soon', async () => {
    const valid = { name: 'An app', redirect_uri: CALLBACK };
    await sendJson('POST', '/api/oauth_apps', valid, bearer);
    await sendJson('PATCH', `/api/oauth_apps/${app.id}`, {}, bearer);
    const registration = { redirect_uris: [valid.redirect_uri] };
    await sendJson('POST', REGISTER, registration, '');
    const headers = { 'content-type': JSON_TYPE };
    const answer = await installation.request(REGISTER, {
      method: 'POST',
      headers,
      body: JSON.stringify(registration),
    });
    const { json } = await readAnswer(answer);
    const { client_id: clientId, registration_access_token: token } = json;
    const path = `${REGISTER}/${String(clientId)}`;
    await sendJson('PUT', path, { ...registration, client_id: clientId }, `Bearer ${String(token)}`);
  });

  /** The forms that the pages show, as a browser would send them. Each page is opened before any form is sent. */
  const formsShownTo = async (visitor: Visitor): Promise<ShownForm[]> => {
    await visitor.get('/');
    const query = new URLSearchParams({ ...RIGHT, client_id: app.clientId, prompt: 'consent' });
    const asked = await visitor.get(`/api/oauth2/authorize?${query.toString()}`);
    const begun = [asked.location];
    for (const [path, fields] of BEGINNINGS) begun.push((await visitor.post(path, fields)).location);
    const paths = installation.paths.map((path) => path.replaceAll(/:\w+(?:\{[^}]*\})?/g, String(app.id)));
    const found = new Map<string, ShownForm>();
    for (const path of [...begun.filter((location) => location !== ''), ...paths]) {
      const page = await visitor.get(path);
      if (page.status !== 200) continue;
      for (const each of formsIn(page.html)) found.set(`${each.action} ${Object.keys(each.fields).join()}`, each);
    }
    return [...found.values()];
  };

  test('A94: in any field of a form for strangers is answered shortly and soon', async () => {
    const visitor = createVisitor(installation);
    const forms = await formsShownTo(visitor);
    assert.ok(forms.length > 4, 'the forms are found');
    for (const { action, fields } of forms) await sendForm(action, fields, Object.keys(fields), cookiesOf(visitor));
  });

  test('A94: in any field of a form for developers is answered shortly and soon', async () => {
    const forms = await formsShownTo(await developer());
    assert.ok(forms.length > 20, 'the forms are found');
    for (const { action, fields } of forms) {
      // Slow by intention, and swept above.
      if (action === '/forgot-password') continue;
      const visitor = await developer();
      await visitor.get('/account');
      await sendForm(action, { ...fields, csrf: visitor.csrfToken() }, Object.keys(fields), cookiesOf(visitor));
    }
  });
});
