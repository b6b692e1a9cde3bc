import assert from 'node:assert/strict';
import { CALLBACK, grantCode, grantTokens, type OAuthApp } from '../../support/oauth-app.js';
import { DEVICES } from '../../support/scenes/device.js';
import type { Entries, Entry } from './entry.js';
import { formOfProgram, json, send } from './sending.js';
import type { World } from './world.js';

const APPS = '/api/oauth_apps';
const REGISTER = '/api/oauth2/register';
const METADATA = { client_name: 'Latecomer', redirect_uris: [CALLBACK] };

/** A call of the management API, about a new app of alice's. */
const managing = (
  method: string,
  pathOf: (app: OAuthApp, world: World) => string | Promise<string>,
  content: object = {},
  more: Partial<Entry> = {},
): Entry => ({
  by: 'developer token',
  ask: async (world) => {
    const path = await pathOf(await world.app('alice'), world);
    return json(method, path, await world.developerToken(), content);
  },
  ...more,
});

const secretPath = async ({ id }: OAuthApp, { services }: World): Promise<string> => {
  const app = await services.apps.findById(id);
  assert.ok(app);
  await services.apps.addSecret(app);
  const secret = (await services.apps.secrets(app)).at(-1);
  return `${APPS}/${id}/secrets/${secret?.id}`;
};

/** A registration of alice's, which its own token manages (RFC 7592). */
const registration = (method: string, more: Partial<Entry> = {}): Entry => ({
  by: 'registration token',
  ask: async (world) => {
    const created = await send(world.origin, json('POST', REGISTER, await world.developerToken(), METADATA));
    assert.equal(created.status, 201, created.text);
    const { client_id: clientId, registration_access_token: token }: Record<string, string> = JSON.parse(created.text);
    const content = { ...METADATA, client_id: clientId, client_name: world.fresh('Late') };
    return json(method, `${REGISTER}/${clientId}`, token ?? '', content);
  },
  about: ['apps'],
  ...more,
});

/** A request of a new app of ivy's, which authenticates before its body has arrived. */
const ofClient = (
  path: string,
  fieldsFor: (app: OAuthApp, world: World) => Promise<Record<string, string>> | Record<string, string>,
  more: Partial<Entry> = {},
): Entry => ({
  by: 'app',
  ask: async (world) => {
    const app = await world.app('ivy', DEVICES);
    const basic = Buffer.from(`${app.clientId}:${app.secret}`).toString('base64');
    return formOfProgram(path, await fieldsFor(app, world), `Basic ${basic}`);
  },
  about: ['apps'],
  ...more,
});

const tokensOf = async (app: OAuthApp, world: World) => grantTokens((await world.browser('alice')).visitor, app);

/** What programs send. */
export const PROGRAMS: Entries = {
  [`POST ${APPS}`]: managing('POST', () => APPS, { name: 'Latecomer', redirect_uris: [CALLBACK] }),
  [`PATCH ${APPS}/:id`]: managing('PATCH', ({ id }) => `${APPS}/${id}`, { name: 'Latecomer' }, { about: ['apps'] }),
  [`DELETE ${APPS}/:id`]: managing('DELETE', ({ id }) => `${APPS}/${id}`, {}, { isAtOnce: true, about: ['apps'] }),
  [`POST ${APPS}/:id/secrets`]: managing('POST', ({ id }) => `${APPS}/${id}/secrets`, {}, { about: ['apps'] }),
  [`DELETE ${APPS}/:id/secrets/:secretId`]: managing(
    'DELETE',
    secretPath,
    {},
    { isAtOnce: true, about: ['apps', 'app_secrets'] },
  ),
  [`POST ${REGISTER}`]: managing('POST', () => REGISTER, METADATA),
  [`PUT ${REGISTER}/:clientId`]: registration('PUT'),
  [`DELETE ${REGISTER}/:clientId`]: registration('DELETE', { isAtOnce: true }),
  'POST /api/oauth2/token': ofClient(
    '/api/oauth2/token',
    async (app, world) => ({
      grant_type: 'authorization_code',
      code: await grantCode((await world.browser('alice')).visitor, app),
      redirect_uri: CALLBACK,
    }),
    { about: ['apps', 'codes', 'authorizations'] },
  ),
  'POST /api/oauth2/revoke': ofClient(
    '/api/oauth2/revoke',
    async (app, world) => ({ token: (await tokensOf(app, world)).refresh }),
    // RFC 7009 section 2.2.
    { gone: /^200 $/ },
  ),
  'POST /api/oauth2/introspect': ofClient(
    '/api/oauth2/introspect',
    async (app, world) => ({ token: (await tokensOf(app, world)).access }),
    { reads: /"active":true/ },
  ),
  'POST /api/oauth2/par': ofClient('/api/oauth2/par', (app) =>
    Object.fromEntries(new URL(app.authorizePath(), 'http://localhost').searchParams),
  ),
  'POST /api/oauth2/device_authorization': ofClient('/api/oauth2/device_authorization', () => ({ scope: 'profile' })),
  'POST /api/oauth2/userinfo': {
    by: 'access token',
    ask: async (world) => {
      const { access } = await tokensOf(await world.app('ivy'), world);
      // In the form, because with a token in the header the server does not wait for the body.
      return formOfProgram('/api/oauth2/userinfo', { access_token: access });
    },
    reads: /"username":/,
    about: ['apps', 'authorizations'],
  },
  'POST /api/oauth2/authorize': {
    by: 'owner',
    ask: async (world) => {
      const { search } = new URL((await world.app('ivy')).authorizePath(), 'http://localhost');
      return formOfProgram('/api/oauth2/authorize', Object.fromEntries(new URLSearchParams(search)));
    },
    about: ['apps'],
  },
};
