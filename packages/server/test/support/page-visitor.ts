import assert from 'node:assert/strict';
import { PASSWORD, type Installation } from './installation.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};

export const unescapeHtml = (html: string): string =>
  html.replaceAll(/&(?:quot|#39|lt|gt|amp);/g, (one) => ENTITIES[one] ?? one);

/** A received page. */
export interface VisitedPage {
  status: number;
  headers: Headers;
  html: string;
  /** The text of the element with this id; throws if there is none. */
  text(id: string): string;
  /** The actions of its forms. */
  actions: string[];
  /** The target of a redirect, or ''. */
  location: string;
}

/** Fields by name; the second form allows repeated names. */
export type Fields = Record<string, string> | URLSearchParams;

/** A browser without script: cookies, pages, and forms sent with the token of their page. */
export const createVisitor = (installation: Pick<Installation, 'request'>, { address }: { address?: string } = {}) => {
  const cookies = new Map<string, string>();
  let csrf = '';

  const send = async (path: string, init: RequestInit): Promise<VisitedPage> => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await installation.request(path, { ...init, headers }, address);
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]?.split('=') ?? [];
      cookies.set(name, value);
    }
    const html = await response.text();
    csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? csrf;
    return {
      status: response.status,
      headers: response.headers,
      html,
      text: (id) => {
        const match = new RegExp(`<(\\w+)[^>]* id="${id}"[^>]*>(.*?)</\\1>`, 's').exec(html);
        assert.ok(match, `the page has no element with the id ${id}`);
        return unescapeHtml(match[2] ?? '');
      },
      location: response.headers.get('location') ?? '',
      actions: [...html.matchAll(/<form method="post" action="([^"]*)"/g)].map(([, action]) => action ?? ''),
    };
  };

  const post = (
    path: string,
    fields: Fields = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<VisitedPage> => {
    const sent = new URLSearchParams(fields);
    if (!sent.has('csrf')) sent.set('csrf', csrf);
    return send(path, { method: 'POST', body: sent, headers });
  };

  return {
    get: (path: string, headers: Readonly<Record<string, string>> = {}): Promise<VisitedPage> =>
      send(path, { headers }),
    post,
    /** Sends a form with a file, as bytes or with its own name and type. */
    upload: (
      path: string,
      field: string,
      file: Uint8Array<ArrayBuffer> | File,
      fields: Record<string, string> = {},
    ) => {
      const sent = new FormData();
      for (const [name, value] of Object.entries({ csrf, ...fields })) sent.set(name, value);
      sent.set(field, file instanceof File ? file : new File([file], 'picture'));
      return send(path, { method: 'POST', body: sent });
    },
    /** The browser's cookies by name, to inspect or tamper with. */
    cookies,
    /** The form token of the last page. */
    csrfToken: (): string => csrf,
    /** Follows redirects after a form, as a browser would. */
    follow: (page: VisitedPage): Promise<VisitedPage> => {
      assert.equal(page.status, 303);
      return send(page.headers.get('location') ?? '', {});
    },
    signIn: async (username: string): Promise<void> => {
      await send('/sign-in', {});
      const answer = await post('/sign-in', { username, password: PASSWORD });
      assert.equal(answer.status, 303, `signing in as ${username}`);
      // The token changes with the session.
      await send('/account', {});
    },
  };
};

export type Visitor = ReturnType<typeof createVisitor>;
