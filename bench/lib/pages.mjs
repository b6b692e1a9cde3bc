// The pages of the product, found as a visitor finds them.

/** What no page links to. */
const BESIDE_PAGES = [
  '/sign-in',
  '/device',
  '/api/openapi.json',
  '/.well-known/openid-configuration',
  '/.well-known/jwks.json',
];

const unescaped = (text) => text.replaceAll('&amp;', '&');

/** The paths that a page links to, without what only says which part of a page to show. */
const linksIn = (html) =>
  [...html.matchAll(/<a\b[^>]* href="(\/[^"#]*)/g)].map(([, href]) => unescaped(href).split('?', 1)[0]);

/**
 * Every page that links lead a browser to, from the first page on, without files, of which a user gets a few an hour. `get`
 * resolves to `{ status, body, headers }` of a path.
 */
export const findPages = async (get) => {
  const found = new Set(['/', ...BESIDE_PAGES]);
  const pages = [];
  for (const path of found) {
    const { status, body, headers } = await get(path);
    if (status !== 200 || String(headers['content-disposition']).startsWith('attachment')) continue;
    pages.push(path);
    for (const link of linksIn(body)) found.add(link);
  }
  return pages;
};
