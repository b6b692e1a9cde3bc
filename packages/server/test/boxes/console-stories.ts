import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import type { Scene } from '../attacks/scene.js';
import { form, grantCode, readAnswer, received, textOf, type OAuthApp } from '../support/oauth-app.js';
import type { VisitedPage } from '../support/page-visitor.js';
import { PAR, pkceFields, registerSigningApp } from '../support/signing-app.js';
import { submit, type Stories } from './forms.js';

const NEW = '/console/new-app';
const BROWSER = { origin: 'https://app.example' };

/** An authorization request of the app that the page shows. */
const pathOf = (page: VisitedPage): string =>
  `/api/oauth2/authorize?${new URLSearchParams({
    client_id: page.text('client_id'),
    redirect_uri: 'https://app.example/callback',
    response_type: 'code',
  })}`;

/** The boxes of the console: settings of an app, the form for a new one, and deleting one. */
export const consoleStories = (scene: () => Scene): Stories => {
  /** Ticks the box of a setting and saves; unticks it again if it is to be off. */
  const set = async (id: number, box: string, ticked: boolean): Promise<void> => {
    const dev = await scene().browser('dev');
    const action = `/console/apps/${id}`;
    for (const next of ticked ? [true] : [true, false]) {
      const saved = await submit(dev, await dev.get(action), action, { box, ticked: next });
      assert.equal(saved.status, 303, `${box}: ${saved.html}`);
    }
  };
  const withSetting = async (box: string, ticked: boolean): Promise<OAuthApp> => {
    const app = await scene().app();
    await set(app.id, box, ticked);
    return app;
  };
  /** Whether an authorization request in the query is refused. */
  const isRefused = async (path: string): Promise<boolean> => {
    const answer = await (await scene().browser('alice')).get(path);
    return !answer.location.startsWith('/') && received(answer).get('error') !== null;
  };

  /** Creates an app with the form, and shows the page after it. */
  const create = async (box: string, ticked: boolean): Promise<VisitedPage> => {
    const dev = await scene().browser('dev');
    const fields = { name: 'Quill', redirect_uris: 'https://app.example/callback' };
    return submit(dev, await dev.get(NEW), NEW, { box, ticked, fields });
  };

  return {
    '/console/apps/:id require_pkce=true': async (ticked) =>
      isRefused((await withSetting('require_pkce', ticked)).authorizePath()),

    '/console/apps/:id allow_browser_secret=true': async (ticked) => {
      const app = await withSetting('allow_browser_secret', ticked);
      const code = await grantCode(await scene().browser('alice'), app);
      const proof = { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri };
      return (await app.token(proof, BROWSER)).status === 200;
    },

    '/console/apps/:id require_pushed_authorization_requests=true': async (ticked) =>
      isRefused((await withSetting('require_pushed_authorization_requests', ticked)).authorizePath()),

    '/console/apps/:id dpop_bound_access_tokens=true': async (ticked) => {
      const app = await withSetting('dpop_bound_access_tokens', ticked);
      const answer = await app.exchange(await grantCode(await scene().browser('alice'), app));
      return answer.json['error'] === 'invalid_dpop_proof';
    },

    '/console/apps/:id fapi=true': async (ticked) => {
      const app = await registerSigningApp(scene().installation, { owner: scene().ids.dev });
      await set(app.id, 'fapi', ticked);
      // It also turns on settings with boxes of their own. This is its alone: the issuer is the only audience.
      const aud = `${scene().installation.issuer}${PAR}`;
      return (await app.push(pkceFields().request, { assertion: { claims: { aud } } })).status === 401;
    },

    '/console/apps/:id device_flow=true': async (ticked) =>
      (await (await withSetting('device_flow', ticked)).authorizeDevice()).status === 200,

    '/console/apps/:id claims_in_id_token=true': async (ticked) => {
      const app = await withSetting('claims_in_id_token', ticked);
      const scope = { scope: 'openid profile email' };
      const answer = await app.exchange(await grantCode(await scene().browser('alice'), app, scope));
      return decodeJwt(textOf(answer, 'id_token'))['email'] !== undefined;
    },

    '/console/apps/:id/delete understood=true': async (ticked) => {
      const app = await scene().app();
      const dev = await scene().browser('dev');
      const page = `/console/apps/${app.id}`;
      await submit(dev, await dev.get(page), `${page}/delete`, { box: 'understood', ticked });
      return (await dev.get(page)).status === 404;
    },

    '/console/new-app public=true': async (ticked) => !(await create('public', ticked)).html.includes('client_secret'),

    '/console/new-app require_pkce=true': async (ticked) => isRefused(pathOf(await create('require_pkce', ticked))),

    '/console/new-app allow_browser_secret=true': async (ticked) => {
      const page = await create('allow_browser_secret', ticked);
      const credentials = { client_id: page.text('client_id'), client_secret: page.text('client_secret') };
      const sent = new URLSearchParams({ ...credentials, grant_type: 'refresh_token', refresh_token: 'none' });
      const answer = await scene().installation.request('/api/oauth2/token', form(sent.toString(), BROWSER));
      return (await readAnswer(answer)).json['error'] === 'invalid_grant';
    },
  };
};
