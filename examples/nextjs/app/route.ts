// The home page, as a route handler, because it can set cookies and so deliver refreshed tokens to the browser. A
// page.tsx would fetch /api/user/info, or use <octroi-account>, the SDK's widget that does.
import { OctroiError, type User } from '@octroi/sdk/server';
import { octroi } from '../lib/octroi.ts';

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const page = (user: User | null, error: string | null): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Octroi with Next.js</title>
${error === null ? '' : `<p role="alert">Sign-in failed: ${escapeHtml(error)}</p>`}
${
  user === null
    ? '<p><a href="/auth/oauth/start">Sign in</a></p>'
    : `<p>Signed in as <b id="username">${escapeHtml(user.username ?? user.sub)}</b>,
       balance <b id="balance">${escapeHtml(user.balance_formatted ?? 'not shared')}</b>.
       <a href="/auth/oauth/topup">Top up</a></p>
       <form method="post" action="/auth/oauth/logout"><button>Sign out</button></form>`
}
</html>`;

const HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };

export const GET = async (request: Request): Promise<Response> => {
  const session = await octroi().session(request);
  // Every answer carries the session's cookies.
  const answer = (body: string, init: ResponseInit): Response => {
    const response = new Response(body, init);
    return session?.apply(response) ?? response;
  };
  try {
    const user = session === null ? null : await session.user();
    return answer(page(user, new URL(request.url).searchParams.get('error')), { headers: HEADERS });
  } catch (error) {
    if (error instanceof OctroiError && error.code === 'invalid_grant')
      return answer(page(null, null), { headers: HEADERS });
    console.error(error);
    return answer('Octroi cannot be reached at the moment. Try again.', {
      status: 503,
      headers: { 'Retry-After': '5' },
    });
  }
};
