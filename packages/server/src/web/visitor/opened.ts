import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';

/** Where browsers say that they load a page in advance: by the standard, and as Chromium, Safari and Firefox did before. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;
/** A list with parameters, such as `prefetch;prerender`. Safari's `preview` is a picture of the page. */
const IN_ADVANCE = /\b(?:prefetch|prerender|preview)\b/i;

/** Whether nobody has opened the page yet, and perhaps nobody will. */
const isInAdvance = (c: Context): boolean => PURPOSES.some((name) => IN_ADVANCE.test(c.req.header(name) ?? ''));

/**
 * For all pages: a browser gets none in advance and loads it when its user opens it. Many are good once, count as a guess
 * or are answered at once with a code.
 */
export const nothingInAdvance = createMiddleware(async (c, next) => {
  if (!isInAdvance(c)) return next();
  c.header('cache-control', 'no-store');
  return c.body(null, 503);
});

/**
 * Whether the browser opens the address as a page of its own (Fetch Metadata). A page of another site can load any
 * address a thousand times, as a picture or in a frame, and nobody sees what is answered. A browser that says nothing is
 * believed, and so is a program: Node's `fetch` sends `Sec-Fetch-Mode: cors`, and no destination.
 */
export const isOpened = (c: Context): boolean => (c.req.header('sec-fetch-dest') ?? 'document') === 'document';

/** Whether it is loaded into a frame. An app may do that where no page will be shown. */
export const isFramed = (c: Context): boolean =>
  c.req.header('sec-fetch-mode') === 'navigate' && /^i?frame$/.test(c.req.header('sec-fetch-dest') ?? '');

/** Whether another site sent the browser here, and not the user or a page of ours. */
export const isFromElsewhere = (c: Context): boolean =>
  /^(?:cross|same)-site$/.test(c.req.header('sec-fetch-site') ?? '');
