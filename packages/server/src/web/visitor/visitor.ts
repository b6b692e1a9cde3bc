import type { Context } from 'hono';
import { every } from 'hono/combine';
import { createMiddleware } from 'hono/factory';
import { messagesFor, negotiateLocale } from '../../i18n/index.js';
import { dependOn } from '../../kernel/condition.js';
import { randomSecret } from '../../kernel/secret.js';
import { parseParams, type Params } from '../../protocol/params.js';
import type { Verified } from '../../domain/accounts/index.js';
import type { Session, Sessions, SignedIn, SigningBrowser, StartedSession } from '../../domain/sessions/index.js';
import { FORM, readBody } from '../http/body.js';
import type { Brand } from '../kit/assets/brand.js';
import type { Cookies } from './cookies.js';
import { checkForm, csrfTokens } from './csrf.js';
import type { PageEnv, Visitor } from '../http/env.js';
import { hintOf } from '../http/query.js';
import type { PageContext } from '../kit/page.js';
import { safeReturnTo } from './return-to.js';
import { createSingleUse, type SingleUseNeeds } from './single-use.js';
import { leadOnStale } from './stale-form.js';

interface Dependencies extends SingleUseNeeds {
  sessions: Sessions;
  cookies: Cookies;
  rootKey: Uint8Array;
  siteName: string;
  brand: Brand;
  stylesheet: string;
  /** In seconds. */
  sessionLifetime: number;
}

/** The longest that browsers keep a cookie. In seconds. */
const BROWSER_LIFETIME = 400 * 86_400;
const BROWSER_ID = /^[\w-]{43}$/;
/** Consent has one checkbox per scope, and a password reset one for each thing to remove, and a field that it was shown. */
const REPEATABLE_FIELDS = ['scope', 'remove', 'shown'];

/**
 * Path and query of the page. After a POST it is the page the form was on (its field `page`), because the action may
 * accept no GET and lacks what the form carried.
 */
const pathOf = (c: Context): string => {
  // Missing if the form was refused, or did not come from our page.
  const form: Params | undefined = c.get('form');
  if (c.req.method === 'POST') return safeReturnTo(form?.get('page'), '/');
  const { pathname, search } = new URL(c.req.url);
  return safeReturnTo(pathname + search, '/');
};

/** Identifies visitors, checks that forms are theirs, and signs them in and out. */
export const createVisitors = (dependencies: Dependencies) => {
  const { sessions, cookies, siteName, brand, stylesheet } = dependencies;
  const csrfFor = csrfTokens(dependencies.rootKey);

  const browserIdOf = (c: Context, remember: boolean): string => {
    const known = cookies.get(c, 'browser');
    if (known !== undefined && BROWSER_ID.test(known)) return known;
    const browserId = randomSecret().reveal();
    if (remember) cookies.set(c, 'browser', browserId, BROWSER_LIFETIME);
    return browserId;
  };

  const signedIn = async (c: Context): Promise<SignedIn | null> => {
    const secret = cookies.get(c, 'session');
    return secret === undefined ? null : sessions.find(secret);
  };

  const visitorWho = (c: Context, who: SignedIn | null, remember: boolean): Visitor => {
    const browserId = browserIdOf(c, remember);
    return {
      browserId,
      session: who?.session ?? null,
      account: who?.account ?? null,
      locale: negotiateLocale({
        uiLocales: hintOf(c, 'ui_locales'),
        // If no language was chosen in this browser, the one the user chose elsewhere.
        cookie: cookies.get(c, 'locale') ?? who?.account.locale ?? undefined,
        acceptLanguage: c.req.header('accept-language'),
      }),
      csrf: csrfFor(browserId, who?.session ?? null),
    };
  };

  /** A form without cookies comes from another site, so the answer must not replace the browser's cookies. */
  const visitorOf = async (c: Context): Promise<Visitor> =>
    visitorWho(c, await signedIn(c), c.req.method === 'GET' || c.req.method === 'HEAD');

  const recognized = createMiddleware<PageEnv>(async (c, next) => {
    const visitor = await visitorOf(c);
    if (visitor.session !== null) dependOn(sessions.conditionOf(visitor.session));
    c.set('visitor', visitor);
    await next();
  });

  const sentForm = createMiddleware<PageEnv>(async (c, next) => {
    if (c.req.method === 'POST') {
      c.set('sentForm', parseParams(await readBody(c, FORM), { repeatable: REPEATABLE_FIELDS }));
    }
    await next();
  });

  // In this order, because who sends a form is decided when it has arrived.
  const known = every(sentForm, recognized);

  const checkedForm = createMiddleware<PageEnv>(async (c, next) => {
    if (c.req.method === 'POST') {
      checkForm(c, c.get('sentForm'), c.get('visitor'));
      c.set('form', c.get('sentForm'));
    }
    await next();
  });

  const checkedOrigin = createMiddleware<PageEnv>(async (c, next) => {
    if (c.req.method !== 'POST' || c.req.header('sec-fetch-site') !== 'same-origin') return checkedForm(c, next);
    c.set('form', c.get('sentForm'));
    return next();
  });

  /**
   * The browser that signs in. From here on the request depends on the credentials that it proves, not on the session that
   * the new one replaces.
   */
  const signingBrowser = (c: Context, { browserId: id, locale }: Visitor): SigningBrowser => {
    dependOn(null);
    return { id, locale, userAgent: c.req.header('user-agent') ?? '', replaced: cookies.get(c, 'session') };
  };

  /** Gives the browser its new session. */
  const signedInBy = (c: Context, { session, secret }: StartedSession): Session => {
    cookies.set(c, 'session', secret.reveal(), dependencies.sessionLifetime);
    return session;
  };

  return {
    /** Identifies the visitor, without reading the form of a POST. */
    recognized,
    /** Identifies the visitor and, for a POST, parses the form once. */
    known,
    /** Refuses a form that is not this visitor's. Follows `known`, or whatever else reads the form. */
    checkedForm,
    /** Both, for pages that anyone may open. */
    middleware: every(known, checkedForm),
    /** The same for the pages of a sign-in, where a form from before a sign-in in another tab leads on. */
    signingIn: every(known, leadOnStale({ vouched: false }), checkedForm),
    /** The same for pages that signed-in users have forms on too. */
    goingOn: every(known, leadOnStale({ vouched: true }), checkedForm),

    /** The same for what every page offers: signing out and the language. From a page of ours they work after another sign-in too. */
    onEveryPage: every(known, checkedOrigin),

    /** After the others, for a form that creates a secret. */
    singleUse: createSingleUse(dependencies),

    /** For an endpoint that may answer with a page. */
    load: visitorOf,

    /**
     * The visitor without a session: when the database is down, and for a cross-site POST, to which browsers send no
     * cookies and whose answer must not replace them.
     */
    stranger: (c: Context): Visitor => visitorWho(c, null, false),

    /** `uiLocales`: the languages an app requested; they precede the visitor's own (OpenID Connect Core 3.1.2.1). */
    pageContext: (
      c: Context<PageEnv>,
      visitor: Visitor = c.get('visitor'),
      uiLocales: string | null = null,
    ): PageContext => {
      const locale = negotiateLocale({ uiLocales: uiLocales ?? '', cookie: visitor.locale });
      return {
        locale,
        messages: messagesFor(locale),
        siteName,
        brand,
        user: visitor.account && { username: visitor.account.username },
        csrf: visitor.csrf,
        path: pathOf(c),
        stylesheet,
      };
    },

    /** `amr`: how they signed in (protocol/acr.ts). */
    signIn: async (c: Context, visitor: Visitor, { amr, ...verified }: Verified & { amr: string }): Promise<Session> =>
      signedInBy(c, await sessions.start(verified, amr, signingBrowser(c, visitor))),

    /** The two halves of it, for a proof that is used up in the transaction that starts the session. */
    signingBrowser,
    signedInBy,

    /** Gives the browser the new secret of its session, and its page the form tokens that go with it. */
    renewedBy: (c: Context<PageEnv>, renewed: StartedSession): void => {
      const { session } = renewed;
      signedInBy(c, renewed);
      dependOn(sessions.conditionOf(session));
      const visitor = c.get('visitor');
      c.set('visitor', { ...visitor, session, csrf: csrfFor(visitor.browserId, session) });
    },

    signOut: async (c: Context): Promise<void> => {
      dependOn(null);
      const secret = cookies.get(c, 'session');
      if (secret !== undefined) await sessions.end(secret);
      cookies.delete(c, 'session');
    },
  };
};

export type Visitors = ReturnType<typeof createVisitors>;
