import assert from 'node:assert/strict';
import { pngOf } from '../../support/logos.js';
import { CALLBACK, type OAuthApp } from '../../support/oauth-app.js';
import { bySession, ENDED_ALREADY, type Entries, type Entry } from './entry.js';
import { cookiesOf, formOf, type Sent } from './sending.js';
import type { World } from './world.js';

const APP = '/console/apps/:id{[0-9]+}';

/** A form of a new app's pages. */
const ofApp = (
  path: string,
  fieldsFor: (world: World, app: OAuthApp) => Promise<Record<string, string>> | Record<string, string> = () => ({}),
  more: Partial<Entry> = {},
): Entry =>
  bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      const app = await world.app('alice');
      return formOf(visitor, `/console/apps/${app.id}${path}`, await fieldsFor(world, app));
    },
    { about: ['apps'], ...more },
  );

const appOf = async ({ services }: World, { id }: OAuthApp) => {
  const app = await services.apps.findById(id);
  assert.ok(app);
  return app;
};

const withFile = async (world: World): Promise<Sent> => {
  const { visitor } = await world.browser('alice');
  const { id } = await world.app('alice');
  const parts = new FormData();
  parts.set('csrf', visitor.csrfToken());
  parts.set('logo', new File([pngOf(64)], 'logo.png'));
  const encoded = new Response(parts);
  const contentType = encoded.headers.get('content-type') ?? '';
  return {
    method: 'POST',
    path: `/console/apps/${id}/logo`,
    headers: { 'content-type': contentType, cookie: cookiesOf(visitor) },
    // The part that counts comes before the last byte, which closes the body.
    body: Buffer.from(await encoded.arrayBuffer()),
  };
};

/** Forms of the developer console. */
export const CONSOLE_FORMS: Entries = {
  'POST /console/become-developer': bySession(async (world) =>
    formOf((await world.browser('gina')).visitor, '/console/become-developer'),
  ),
  'POST /console/tokens': bySession(async (world) =>
    formOf((await world.browser('alice')).visitor, '/console/tokens', { name: 'late' }),
  ),
  'POST /console/tokens/revoke': bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      await world.developerToken();
      const tokens = await world.services.developers.listTokens(world.ids.alice);
      return formOf(visitor, '/console/tokens/revoke', { token: String(tokens.at(-1)?.id) });
    },
    { about: ['developer_tokens'], gone: ENDED_ALREADY },
  ),
  'POST /console/new-app': bySession(async (world) => {
    const fields = { name: 'Latecomer', redirect_uris: CALLBACK };
    return formOf((await world.browser('alice')).visitor, '/console/new-app', fields);
  }),
  [`POST ${APP}`]: ofApp('', () => ({ name: 'Latecomer', redirect_uris: CALLBACK })),
  [`POST ${APP}/secrets`]: ofApp('/secrets'),
  [`POST ${APP}/secrets/remove`]: ofApp(
    '/secrets/remove',
    async (world, created) => {
      const app = await appOf(world, created);
      await world.services.apps.addSecret(app);
      const secret = (await world.services.apps.secrets(app)).at(-1);
      return { secret: String(secret?.id) };
    },
    { about: ['apps', 'app_secrets'], gone: ENDED_ALREADY },
  ),
  [`POST ${APP}/delete`]: ofApp('/delete', () => ({ understood: 'on' }), { gone: ENDED_ALREADY }),
  [`POST ${APP}/requests`]: ofApp('/requests', () => ({}), { reads: /^303 \/console\/apps\/\d+\/requests/ }),
  [`POST ${APP}/logo`]: bySession(withFile, { about: ['apps'] }),
  [`POST ${APP}/logo/remove`]: ofApp(
    '/logo/remove',
    async (world, created) => {
      await world.services.appLogos.put(await appOf(world, created), pngOf(64));
      return {};
    },
    { gone: ENDED_ALREADY },
  ),
  'POST /console/resources': bySession(async (world) => {
    const { visitor } = await world.browser('alice');
    const identifier = `https://${world.fresh('late')}.example`;
    return formOf(visitor, '/console/resources', { identifier, name: 'Late', scopes: '' });
  }),
  'POST /console/resources/remove': bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      const draft = { identifier: `https://${world.fresh('late')}.example`, name: 'Late', scopes: [] };
      const added = await world.services.resources.add(world.ids.alice, draft);
      assert.ok(added.outcome === 'done');
      return formOf(visitor, '/console/resources/remove', { resource: String(added.value.id) });
    },
    { about: ['resources'], gone: ENDED_ALREADY },
  ),
};
