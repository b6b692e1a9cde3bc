import type { AppSession, Octroi } from '../server/index.js';

/** The part of Hono's context that is used. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  header(name: string, value: string, options: { append: boolean }): void;
}

/** For Hono: `app.use(honoHandler(octroi))` answers Octroi's routes and passes everything else on. */
export const honoHandler =
  (octroi: Octroi) =>
  async (c: HonoContext, next: () => Promise<void>): Promise<Response | void> =>
    octroi.handles(new URL(c.req.raw.url).pathname) ? octroi.handler(c.req.raw) : next();

/** The session of the signed-in user, or null. Adds refreshed cookies to the response automatically. */
export const honoSession = (octroi: Octroi, c: HonoContext): Promise<AppSession | null> =>
  octroi.session(c.req.raw, (line) => c.header('set-cookie', line, { append: true }));
