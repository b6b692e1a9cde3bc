import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { COOKIES } from '#server/web/visitor/cookies.js';
import { isJsonObject } from '#server/kernel/json.js';
import { CALLBACK, grantCode, grantTokens, readAnswer, textOf } from '../../support/oauth-app.js';
import { createVisitor, type Visitor } from '../../support/page-visitor.js';
import { DEVICE_GRANT, startDevice } from '../../support/scenes/device.js';
import { FORM, JSON_TYPE } from '../assaults.js';
import { DATABASE } from '../database.js';
import { formsWith, headersWith, LENGTH, queriesWith, VALUES } from './texts.js';
import { createProbe, type Probe } from './probe.js';
import { readingsOf } from './readings.js';
import { concretePaths } from './stages.js';
import { openEverything, type Everything } from './installation.js';

// 9,000 redirect URIs were answered with 2 MB, after 2.4 seconds.

type Fields = Readonly<Record<string, string>>;
type Sender = Readonly<Record<string, string>>;

/** In how many places a header that many of them read is swept. */
const PLACES = 3;

describe(`60 kB of anything in any parameter (${DATABASE})`, () => {
  let everything: Everything;
  let probe: Probe;
  let visitor: Visitor;
  let bearer: string;
  /** What apps send when all is right, and something else is decided by each. */
  let rights: readonly Fields[];
  const sweptPaths = new Set<string>();

  before(async () => {
    everything = await openEverything();
    const { installation, app, devId } = everything;
    probe = createProbe(everything);
    visitor = createVisitor(installation);
    await visitor.signIn('dev');
    const token = await installation.services.developers.createToken(devId, 'sweep', null);
    assert.ok(token.outcome === 'done');
    bearer = `Bearer ${token.value.token.reveal()}`;
    const { access, refresh } = await grantTokens(visitor, app);
    const { code: deviceCode } = await startDevice(app);
    const code = await grantCode(visitor, app);
    const asked = { response_type: 'code', redirect_uri: CALLBACK, scope: 'profile' };
    rights = [
      asked,
      {
        ...asked,
        response_mode: 'query',
        max_age: '100000',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
      },
      { grant_type: 'authorization_code', code, redirect_uri: CALLBACK },
      { grant_type: 'refresh_token', refresh_token: refresh },
      { grant_type: DEVICE_GRANT, device_code: deviceCode },
      { token: access },
      { access_token: access },
    ];
  });
  after(() => everything.close());

  const cookie = (): string => [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  const accepts = async (path: string, method: string): Promise<boolean> =>
    (await everything.installation.request(path, { method })).status !== 405;
  const endpointsThatAccept = async (method: string): Promise<string[]> => {
    const { installation, app } = everything;
    const found: string[] = [];
    for (const path of new Set(concretePaths(installation, app.id))) {
      if (path.startsWith('/api/') && (await accepts(path, method))) found.push(path);
    }
    return found;
  };

  test('A94: of any endpoint that takes a form is answered shortly and soon', async (t) => {
    const { app } = everything;
    const endpoints = (await endpointsThatAccept('POST')).filter((path) => path.startsWith('/api/oauth2/'));
    assert.ok(endpoints.length > 8);
    for (const path of endpoints) {
      const isForBrowsers = /authorize$|logout$/.test(path);
      const client = { client_id: app.clientId, ...(isForBrowsers ? {} : { client_secret: app.secret }) };
      const headers = { 'content-type': FORM, ...(isForBrowsers ? { cookie: cookie() } : {}) };
      const done = new Set<string>();
      for (const right of rights) {
        const fields = { ...right, ...client };
        const send = (what: string, body: string): Promise<unknown> =>
          probe.send(`${what} of ${path}`, path, { method: 'POST', headers, body });
        const { fields: read } = await readingsOf(() => send('what is right', new URLSearchParams(fields).toString()));
        for (const name of [...read, 'unknown']) {
          if (done.has(name)) continue;
          done.add(name);
          const others = new URLSearchParams(Object.entries(fields).filter(([other]) => other !== name)).toString();
          for (const [what, text] of formsWith(name)) await send(`${what} in ${name}`, `${others}&${text}`);
        }
      }
      sweptPaths.add(path);
    }
    t.diagnostic(probe.report());
  });

  /** Each value in each member that the endpoint looks at, and `members` besides. */
  const sweepJson = async (
    method: string,
    path: string,
    right: Readonly<Record<string, unknown>>,
    authorization: string,
    members: readonly string[] = [],
  ): Promise<void> => {
    const headers = { 'content-type': JSON_TYPE, ...(authorization === '' ? {} : { authorization }) };
    const send = (what: string, body: string): Promise<unknown> =>
      probe.send(`${what} of ${method} ${path}`, path, { method, headers, body });
    const body = JSON.stringify(right);
    const { members: read } = await readingsOf(() => send('what is right', body), { json: body });
    assert.ok(read.size + members.length > 0, `${path} reads members`);
    for (const name of new Set([...members, ...read, 'unknown'])) {
      const { [name]: _, ...others } = right;
      const start = JSON.stringify(others).slice(0, -1);
      for (const [what, value] of Object.entries(VALUES)) {
        await send(`${what} in ${name}`, `${start}${start === '{' ? '' : ','}${JSON.stringify(name)}:${value}}`);
      }
    }
    for (const [what, value] of Object.entries(VALUES)) await send(what, value);
    await send('a long member', JSON.stringify({ ['x'.repeat(LENGTH)]: 1 }));
    sweptPaths.add(path);
  };

  test('A94: of any endpoint that takes JSON is answered shortly and soon', async (t) => {
    const { installation, app } = everything;
    const { json } = await readAnswer(await installation.request('/api/openapi.json'));
    const { paths, components } = json;
    assert.ok(isJsonObject(paths) && isJsonObject(components) && isJsonObject(components['schemas']));
    const schemas = components['schemas'];
    /** The members of a request's body, by the document. */
    const membersOf = (operation: unknown): string[] => {
      const name = /"requestBody":.*?"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(operation))?.[1] ?? '';
      const schema = schemas[name];
      return isJsonObject(schema) && isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
    };
    for (const [path, methods] of Object.entries(paths)) {
      assert.ok(isJsonObject(methods));
      for (const [method, operation] of Object.entries(methods)) {
        const members = membersOf(operation);
        if (members.length === 0 && method !== 'post') continue;
        const right = method === 'post' ? { name: 'An app', redirect_uri: CALLBACK } : {};
        await sweepJson(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, String(app.id)), right, bearer, [
          ...members,
          'unknown',
        ]);
      }
    }

    const register = '/api/oauth2/register';
    const registration = { redirect_uris: [CALLBACK] };
    await sweepJson('POST', register, registration, '');
    const init = { method: 'POST', headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(registration) };
    const registered = await readAnswer(await installation.request(register, init));
    const clientId = textOf(registered, 'client_id');
    const token = `Bearer ${textOf(registered, 'registration_access_token')}`;
    await sweepJson('PUT', `${register}/${clientId}`, { ...registration, client_id: clientId }, token);
    sweptPaths.add(`${register}/${app.id}`);
    t.diagnostic(probe.report());
  });

  test('every endpoint that takes a body is among them', async () => {
    const missing: string[] = [];
    for (const method of ['POST', 'PUT', 'PATCH']) {
      for (const path of await endpointsThatAccept(method))
        if (!sweptPaths.has(path)) missing.push(`${method} ${path}`);
    }
    assert.deepEqual(missing, []);
  });

  /** Requests of everything that can be read, as the developer's browser, app and program send them. */
  const forEachAddress = async (visit: (path: string, sender: Sender) => Promise<void>): Promise<void> => {
    const { installation, app } = everything;
    const { access_token: access = '' } = rights.at(-1) ?? {};
    const begun = new URLSearchParams({ client_id: app.clientId, ...rights[0] }).toString();
    const senders = (path: string): Sender =>
      path.startsWith('/api/oauth_apps')
        ? { authorization: bearer }
        : { authorization: `Bearer ${access}`, cookie: cookie() };
    for (const path of new Set(concretePaths(installation, app.id))) {
      await visit(path.startsWith('/api/oauth2/authorize') ? `${path}?${begun}` : path, senders(path));
    }
  };

  test('A94: of any URL is answered shortly and soon', async (t) => {
    let count = 0;
    await forEachAddress(async (path, headers) => {
      const { fields, queries } = await readingsOf(() => probe.send(path, path, { headers }));
      const [plain = '', query = ''] = path.split('?', 2);
      for (const name of new Set([...fields, ...queries, 'unknown'])) {
        // Of every page, and the same everywhere.
        if (['ui_locales', 'unknown'].includes(name) && count > 100) continue;
        const others = new URLSearchParams([...new URLSearchParams(query)].filter(([other]) => other !== name));
        for (const [what, text] of queriesWith()) {
          count += 1;
          await probe.send(`${what} in ${name} of ${plain}`, `${plain}?${others.toString()}&${name}=${text}`, {
            headers,
          });
        }
      }
    });
    assert.ok(count > 500);
    t.diagnostic(probe.report());
  });

  test('A94: of any header and cookie is answered shortly and soon', async (t) => {
    const { app } = everything;
    const places = new Map<string, number>();
    const asked = new URLSearchParams({ ...app.credentials, ...rights[2] }).toString();
    const created = JSON.stringify({ name: 'An app', redirect_uri: CALLBACK });
    await forEachAddress(async (path, sender) => {
      const isManagement = path.startsWith('/api/oauth_apps');
      const post = {
        method: 'POST',
        // The app authenticates in the form, and may do so only once.
        headers: isManagement ? { 'content-type': JSON_TYPE, ...sender } : { 'content-type': FORM },
        body: isManagement ? created : asked,
      };
      for (const init of [{ method: 'GET', headers: sender }, post]) {
        const { headers } = await readingsOf(() => probe.send(path, path, init));
        for (const name of [...headers].map((each) => each.toLowerCase())) {
          if ((places.get(name) ?? 0) >= PLACES) continue;
          places.set(name, (places.get(name) ?? 0) + 1);
          for (const [what, text] of headersWith()) {
            await probe.send(`${what} in the header ${name} of ${init.method} ${path}`, path, {
              ...init,
              headers: { ...init.headers, [name]: text },
            });
          }
        }
      }
    });
    for (const name of [
      'authorization',
      'dpop',
      'accept-language',
      'x-forwarded-for',
      'user-agent',
      'idempotency-key',
    ]) {
      assert.ok(places.has(name), `${name} is read somewhere`);
    }
    for (const name of COOKIES.map((each) => `octroi_${each}`)) {
      for (const [what, text] of headersWith()) {
        const others = [...visitor.cookies].filter(([other]) => other !== name).map((pair) => pair.join('='));
        const headers = { cookie: [...others, `${name}=${text}`].join('; ') };
        for (const path of ['/account', '/sign-in/second-step'])
          await probe.send(`${what} in the cookie ${name}`, path, { headers });
      }
    }
    t.diagnostic(probe.report());
  });
});
