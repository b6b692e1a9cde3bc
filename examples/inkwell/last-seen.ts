import type { User } from '@octroi/sdk/server';
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';

/** What the page shows about a user. Without the user's permission, a field is absent. */
export type Seen = Pick<User, 'username' | 'email' | 'balance_formatted'>;

const COOKIE = 'inkwell_last_seen';

/**
 * Remembers the user in a signed cookie, so that the page has something to show while Octroi is unreachable.
 *
 * @param origin the app's origin; on http://localhost some browsers refuse a Secure cookie
 */
export const createLastSeen = (secret: string, origin: string) => {
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: origin.startsWith('https:') } as const;
  return {
    keep: (c: Context, { username, email, balance_formatted }: User): Promise<void> =>
      setSignedCookie(c, COOKIE, JSON.stringify({ username, email, balance_formatted }), secret, options),
    find: async (c: Context): Promise<Seen | undefined> => {
      const text = await getSignedCookie(c, secret, COOKIE);
      return text ? JSON.parse(text) : undefined;
    },
    forget: (c: Context): void => {
      deleteCookie(c, COOKIE, options);
    },
  };
};
