import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

export const COOKIES = ['session', 'browser', 'locale', 'pending'] as const;
type CookieName = (typeof COOKIES)[number];

/**
 * Our cookies. `__Host-` and Secure on https; neither on an http loopback issuer, because Safari would drop them.
 * SameSite=Lax, so that visitors who come from an app are still signed in.
 */
export const createCookies = (issuer: string) => {
  const secure = issuer.startsWith('https:');
  const fullName = (name: CookieName): string => (secure ? `__Host-octroi_${name}` : `octroi_${name}`);
  const options = { path: '/', httpOnly: true, secure, sameSite: 'Lax' } as const;

  return {
    get: (c: Context, name: CookieName): string | undefined => getCookie(c, fullName(name)),
    /** `maxAge` in seconds. */
    set: (c: Context, name: CookieName, value: string, maxAge: number): void =>
      setCookie(c, fullName(name), value, { ...options, maxAge }),
    delete: (c: Context, name: CookieName): void => void deleteCookie(c, fullName(name), options),
  };
};

export type Cookies = ReturnType<typeof createCookies>;
