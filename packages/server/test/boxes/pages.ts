import { SCOPES } from '#server/protocol/scopes.js';
import type { Scene } from '../attacks/scene.js';
import { openRequest } from '../support/oauth-app.js';
import type { VisitedPage } from '../support/page-visitor.js';
import { DEVICES, startDevice } from '../support/scenes/device.js';
import { begin } from '../support/scenes/playground.js';

/** A developer's view of every page of the server: those without parameters, of an app, and those that ask about scopes. */
export const visitedPages = async (scene: Scene): Promise<VisitedPage[]> => {
  const app = await scene.app(DEVICES);
  const dev = await scene.browser('dev');
  const pages = [await begin(dev, app, { user: { user: 'plenty' } })];
  const paths = scene.installation.paths.map((path) => path.replaceAll(/:\w+(?:\{[^}]*\})?/g, String(app.id)));
  for (const path of new Set(paths)) pages.push(await dev.get(path));
  for (const scope of [SCOPES.join(' '), ...SCOPES]) {
    pages.push(await openRequest(dev, app.authorizePath({ scope, prompt: 'consent' })));
    const { userCode } = await startDevice(app, { scope });
    pages.push(await dev.get(`/device?user_code=${userCode}`));
  }
  return pages.filter(({ status }) => status === 200);
};
