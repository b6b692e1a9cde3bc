import { html } from 'hono/html';
import type { Seen } from './last-seen.ts';
import type { Message } from './messages.ts';

/** A page, or a part of one. html`` escapes inserted values. */
type Html = ReturnType<typeof html>;

const page = (message: Message | undefined, content: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Inkwell</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <img src="/icon.svg" alt="" width="32" height="32" />
          <a href="/">Inkwell</a>
        </header>
        <main>
          ${
            message &&
            html`<p class="message ${message.tone}" role="${message.tone === 'bad' ? 'alert' : 'status'}">
              ${message.text}
            </p>`
          }
          ${content}
        </main>
        <footer>
          Inkwell is an imaginary writing assistant. It shows how an app on its own server and origin signs its users in
          with Octroi.
        </footer>
      </body>
    </html>`;

export const signedOutPage = (message: Message | undefined): Html =>
  page(
    message,
    html`<h1>Words that flow.</h1>
      <p class="lead">Inkwell helps you find the next sentence, and pays for it from the credit you already have.</p>
      <form action="/auth/oauth/start" method="get">
        <button class="primary">Sign in with Octroi</button>
      </form>
      <p class="quiet"><a href="/auth/oauth/start?consent=full">Sign in with full consent page</a></p>`,
  );

interface SignedIn {
  /** Undefined until Octroi has been reached once. */
  readonly user: Seen | undefined;
  readonly scopes: readonly string[];
  /** When the access token expires, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

export const signedInPage = ({ user, scopes, expiresAt }: SignedIn, message: Message | undefined): Html => {
  const shown = (claim: string | null | undefined): string => (user ? (claim ?? 'not shared') : 'not known yet');
  const expiry = new Date(expiresAt).toISOString();
  const minutes = Math.max(0, Math.round((expiresAt - Date.now()) / 60_000));
  return page(
    message,
    html`<h1>${user ? `Hello, ${user.username}` : 'Hello'}</h1>
      <section class="card" aria-label="Your Octroi account">
        <p class="balance"><span>Balance</span> <strong>${shown(user?.balance_formatted)}</strong></p>
        <dl>
          <dt>Username</dt>
          <dd>${shown(user?.username)}</dd>
          <dt>Email</dt>
          <dd>${shown(user?.email)}</dd>
          <dt>Scopes granted</dt>
          <dd>${scopes.map((scope) => html`<code>${scope}</code> `)}</dd>
          <dt>Access token</dt>
          <dd>expires in ${minutes} min, at <time datetime="${expiry}">${expiry.slice(11, 16)} UTC</time></dd>
        </dl>
      </section>
      <div class="actions">
        <form action="/auth/oauth/topup" method="get"><button class="primary">Top up</button></form>
        <form action="/" method="get"><button name="news" value="balance_refreshed">Refresh balance</button></form>
        <form action="/refresh-token" method="post"><button>Refresh token</button></form>
        <form action="/sign-out" method="post"><button>Sign out</button></form>
      </div>`,
  );
};
