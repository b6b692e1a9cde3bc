import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { SignedIn } from './access.js';

/** One browser. It only ever holds the id, in a cookie; all else stays here, in memory, until the app restarts. */
export interface Session {
  readonly id: string;
  /** Goes into every form this browser is shown, and has to come back with it. */
  readonly csrfToken: string;
  readonly signedIn: SignedIn | undefined;
  /** Sign-ins under way, by their `state`: the PKCE verifier of each. Several, since a user may open several tabs. */
  readonly pending: Map<string, string>;
}

export interface Sessions {
  find(c: Context): Session | undefined;
  /** The browser's session, or a new one with nobody signed in. */
  open(c: Context): Session;
  /** Signs in under a new id, so that an id known from before the sign-in (session fixation) is worth nothing. */
  signIn(c: Context, signedIn: SignedIn): void;
  end(c: Context): void;
}

const COOKIE = 'inkwell_session';
const MINUTE = 60_000;
/** How long a session lasts unused: long enough to sign in, or for a week. */
const SIGNING_IN_LIFETIME = 15 * MINUTE;
const SIGNED_IN_LIFETIME = 7 * 24 * 60 * MINUTE;
/** Keeps memory bounded whatever arrives; the session unused for longest goes first. */
const MAX_SESSIONS = 10_000;

/** 256 random bits as text. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** @param secure whether the app is served over https; on http://localhost some browsers refuse a Secure cookie */
export const createSessions = ({ secure }: { secure: boolean }): Sessions => {
  /** In order of last use, the oldest first. */
  const sessions = new Map<string, { session: Session; usedAt: number }>();
  const cookieOptions = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const;

  const keep = (session: Session): void => {
    sessions.delete(session.id);
    sessions.set(session.id, { session, usedAt: Date.now() });
    if (sessions.size <= MAX_SESSIONS) return;
    const [oldest] = sessions.keys();
    if (oldest !== undefined) sessions.delete(oldest);
  };

  const create = (c: Context, signedIn: SignedIn | undefined): Session => {
    const session = { id: randomToken(), csrfToken: randomToken(), signedIn, pending: new Map<string, string>() };
    keep(session);
    setCookie(c, COOKIE, session.id, cookieOptions);
    return session;
  };

  const find = (c: Context): Session | undefined => {
    const entry = sessions.get(getCookie(c, COOKIE) ?? '');
    if (entry === undefined) return undefined;
    const lifetime = entry.session.signedIn === undefined ? SIGNING_IN_LIFETIME : SIGNED_IN_LIFETIME;
    if (Date.now() - entry.usedAt > lifetime) {
      sessions.delete(entry.session.id);
      return undefined;
    }
    keep(entry.session);
    return entry.session;
  };

  return {
    find,
    open: (c) => find(c) ?? create(c, undefined),
    signIn: (c, signedIn) => {
      sessions.delete(getCookie(c, COOKIE) ?? '');
      create(c, signedIn);
    },
    end: (c) => {
      sessions.delete(getCookie(c, COOKIE) ?? '');
      deleteCookie(c, COOKIE, cookieOptions);
    },
  };
};
