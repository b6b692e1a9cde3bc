import { Hono } from 'hono';
import type { RequestEnv } from '../../web/env.js';
import type { SdkScript } from '../../web/sdk-script.js';

const HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  // Pages of all sites load it, also under Cross-Origin-Embedder-Policy, and check its integrity, which takes CORS.
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

/** `GET /sdk/octroi.js`, the newest, and `GET /sdk/octroi-VERSION.js`, which never changes. Not there without a built SDK. */
export const sdkScriptFiles = (script: SdkScript | null): Hono<RequestEnv> => {
  const app = new Hono<RequestEnv>();
  if (script === null) return app;
  const etag = `"${script.integrity}"`;
  app.get('/sdk/octroi.js', (c) => {
    const headers = { ...HEADERS, 'cache-control': 'public, max-age=300', etag };
    return c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : c.body(script.text, 200, headers);
  });
  return app.get(script.path, (c) =>
    c.body(script.text, 200, { ...HEADERS, 'cache-control': 'public, max-age=31536000, immutable' }),
  );
};
