import { Hono } from 'hono';
import type { AppLogos } from '../../domain/apps/index.js';
import type { RequestEnv } from '../../web/http/env.js';

/**
 * A developer chose these bytes, and they are served from our origin. Browsers may treat them only as a picture
 * (every-answer.ts: nosniff); opened by themselves they get no script and no origin. Only our pages may embed them.
 */
const HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
};

const NEVER_CHANGES = 'public, max-age=31536000, immutable';

/** `GET /logos/HASH`: the current logo of some app, by the SHA-256 of its content. */
export const logoFiles = ({ appLogos }: { appLogos: AppLogos }): Hono<RequestEnv> =>
  new Hono<RequestEnv>().get('/logos/:hash{[\\w-]{43}}', async (c) => {
    const logo = await appLogos.find(c.req.param('hash'));
    if (logo === undefined) return c.text('There is no such logo.\n', 404, { ...HEADERS, 'cache-control': 'no-store' });
    return c.body(logo.bytes, 200, { ...HEADERS, 'content-type': logo.type, 'cache-control': NEVER_CHANGES });
  });
