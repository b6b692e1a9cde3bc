import type { TestApp } from './app.js';
import type { Visitor } from './visitor.js';

/** The session cookie of an app on http://localhost:4000. */
export const COOKIE = 'octroi_app_4000_session';

/** A request of this browser with its current session. */
export const requestOf = (visitor: Visitor): Request =>
  new Request('http://localhost:4000/', { headers: { cookie: `${COOKIE}=${visitor.cookies.get(COOKIE)}` } });

/** The status of the app's user info route. */
export const info = async (visitor: Visitor): Promise<number> => (await visitor.send('/api/user/info')).status;

/** Concurrent requests of a browser, all with its current cookies. */
export const atOnce = async (apps: readonly TestApp[], visitor: Visitor, count = 20): Promise<number[]> => {
  const request = requestOf(visitor);
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const url = 'http://localhost:4000/api/user/info';
      const answer = await apps[index % apps.length]?.octroi.handler(new Request(url, { headers: request.headers }));
      return answer?.status ?? 0;
    }),
  );
};
