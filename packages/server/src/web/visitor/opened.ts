import type { Context } from 'hono';

/**
 * Whether the browser opens the address as a page of its own (Fetch Metadata). A page of another site can load any
 * address a thousand times, as a picture, in a frame or in advance, and nobody sees what is answered. A browser that
 * says nothing is believed, and so is a program: Node's `fetch` sends `Sec-Fetch-Mode: cors`, and no destination.
 */
export const isOpened = (c: Context): boolean =>
  (c.req.header('sec-fetch-dest') ?? 'document') === 'document' &&
  !(c.req.header('sec-purpose') ?? '').startsWith('prefetch');

/** Whether it is loaded into a frame. An app may do that where no page will be shown. */
export const isFramed = (c: Context): boolean =>
  c.req.header('sec-fetch-mode') === 'navigate' && /^i?frame$/.test(c.req.header('sec-fetch-dest') ?? '');

/** Whether another site sent the browser here, and not the user or a page of ours. */
export const isFromElsewhere = (c: Context): boolean =>
  /^(?:cross|same)-site$/.test(c.req.header('sec-fetch-site') ?? '');
