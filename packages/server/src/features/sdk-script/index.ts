import { Hono } from 'hono';
import type { RequestEnv } from '../../web/http/env.js';
import type { SdkScript } from '../../web/kit/assets/sdk-script.js';

const HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  // Pages of all sites load it, also under Cross-Origin-Embedder-Policy, and check its integrity, which requires CORS.
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/**
 * `GET /sdk/octroi.js`: the newest, if the SDK was built. `GET /sdk/octroi-VERSION.js`: the newest and every released
 * version; these never change.
 */
export const sdkScriptFiles = (newest: SdkScript | null, released: readonly SdkScript[]): Hono<RequestEnv> => {
  const app = new Hono<RequestEnv>();
  // Hono uses the first match, so a released version is never replaced.
  for (const { path, text } of [...released, ...(newest === null ? [] : [newest])]) {
    app.get(path, (c) => c.body(text, 200, { ...HEADERS, 'cache-control': 'public, max-age=31536000, immutable' }));
  }
  if (newest === null) return app;
  const etag = `"${newest.integrity}"`;
  return app.get('/sdk/octroi.js', (c) => {
    const headers = { ...HEADERS, 'cache-control': 'public, max-age=300', etag };
    return c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : c.body(newest.text, 200, headers);
  });
};
