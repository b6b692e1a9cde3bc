import { Hono } from 'hono';
import type { AppLogos } from '../../domain/apps/index.js';
import type { RequestEnv } from '../../web/http/env.js';

/**
 * Bytes that a developer chose, from our origin: they are a picture and nothing else, whatever they may also be (nosniff),
 * and opened by themselves they have no script and no origin. Only pages of ours show them.
 */
const HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

const NEVER_CHANGES = 'public, max-age=31536000, immutable';

/** `GET /logos/HASH`: a logo that some app has now, by the SHA-256 of its content. */
export const logoFiles = ({ appLogos }: { appLogos: AppLogos }): Hono<RequestEnv> =>
  new Hono<RequestEnv>().get('/logos/:hash{[\\w-]{43}}', async (c) => {
    const logo = await appLogos.find(c.req.param('hash'));
    if (logo === undefined) return c.text('There is no such logo.\n', 404, { ...HEADERS, 'cache-control': 'no-store' });
    return c.body(logo.bytes, 200, { ...HEADERS, 'content-type': logo.type, 'cache-control': NEVER_CHANGES });
  });
