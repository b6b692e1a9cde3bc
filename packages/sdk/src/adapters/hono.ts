import type { AppSession, Octroi } from '../server/index.js';

/** What is needed of Hono's context. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  header(name: string, value: string, options: { append: boolean }): void;
}

/** For Hono: `app.use(honoHandler(octroi))` answers Octroi's routes and lets everything else pass. */
export const honoHandler =
  (octroi: Octroi) =>
  async (c: HonoContext, next: () => Promise<void>): Promise<Response | void> =>
    octroi.handles(new URL(c.req.raw.url).pathname) ? octroi.handler(c.req.raw) : next();

/** Who is signed in; null when nobody is. Refreshed cookies are put on the answer by themselves. */
export const honoSession = (octroi: Octroi, c: HonoContext): Promise<AppSession | null> =>
  octroi.session(c.req.raw, (line) => c.header('set-cookie', line, { append: true }));
