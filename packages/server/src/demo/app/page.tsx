import { raw } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import type { SignedIn } from './access.js';
import type { Message } from './messages.js';
import type { UserInfo } from './octroi-client.js';

interface PageProps {
  readonly name: string;
  readonly message: Message | undefined;
  readonly children: Child;
}

const Page: FC<PageProps> = ({ name, message, children }) => (
  <>
    {raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{name}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <img src="/icon.svg" alt="" width="32" height="32" />
          <a href="/">{name}</a>
        </header>
        <main>
          {message && (
            <p class={`message ${message.tone}`} role={message.tone === 'bad' ? 'alert' : 'status'}>
              {message.text}
            </p>
          )}
          {children}
        </main>
        <footer>
          {name} is an imaginary writing assistant. It shows how an app signs its users in with Octroi: its own server,
          its own origin, plain HTTP.
        </footer>
      </body>
    </html>
  </>
);

export const SignedOutPage: FC<{ name: string; message: Message | undefined }> = ({ name, message }) => (
  <Page name={name} message={message}>
    <h1>Words that flow.</h1>
    <p class="lead">{name} helps you find the next sentence, and pays for it from the credit you already have.</p>
    <form action="/auth/oauth/start" method="get">
      <button class="primary">Sign in with Octroi</button>
    </form>
    <p class="quiet">
      <a href="/auth/oauth/start?consent=full">Sign in with full consent page</a>
    </p>
  </Page>
);

interface SignedInPageProps {
  readonly name: string;
  readonly message: Message | undefined;
  readonly signedIn: SignedIn;
  readonly csrfToken: string;
}

export const SignedInPage: FC<SignedInPageProps> = ({ name, message, signedIn: { tokens, user }, csrfToken }) => (
  <Page name={name} message={message}>
    <h1>{user ? `Hello, ${user.username}` : 'Hello'}</h1>
    <section class="card" aria-label="Your Octroi account">
      <p class="balance">
        <span>Balance</span>
        <strong>{shown(user, user?.balance_formatted)}</strong>
      </p>
      <dl>
        <dt>Username</dt>
        <dd>{shown(user, user?.username)}</dd>
        <dt>Email</dt>
        <dd>{shown(user, user?.email)}</dd>
        <dt>Scopes granted</dt>
        <dd>
          {tokens.scopes.map((scope) => (
            <>
              <code>{scope}</code>{' '}
            </>
          ))}
        </dd>
        <dt>Access token</dt>
        <dd>
          <Expiry at={tokens.expiresAt} />
        </dd>
      </dl>
    </section>
    <div class="actions">
      <PostForm action="/top-up" csrfToken={csrfToken}>
        <button class="primary">Top up</button>
      </PostForm>
      <form action="/" method="get">
        <button name="news" value="balance_refreshed">
          Refresh balance
        </button>
      </form>
      <PostForm action="/refresh-token" csrfToken={csrfToken}>
        <button>Refresh token</button>
      </PostForm>
      <PostForm action="/sign-out" csrfToken={csrfToken}>
        <button>Sign out</button>
      </PostForm>
    </div>
  </Page>
);

/** A claim is absent when the user did not grant it, and unknown while userinfo has never been answered. */
const shown = (user: UserInfo | undefined, claim: string | null | undefined): string =>
  user === undefined ? 'not known yet' : (claim ?? 'not shared');

const PostForm: FC<{ action: string; csrfToken: string; children: Child }> = ({ action, csrfToken, children }) => (
  <form action={action} method="post">
    <input type="hidden" name="csrf" value={csrfToken} />
    {children}
  </form>
);

const Expiry: FC<{ at: number }> = ({ at }) => {
  const time = new Date(at).toISOString();
  const minutes = Math.max(0, Math.round((at - Date.now()) / 60_000));
  return (
    <>
      expires in {minutes} min, at <time datetime={time}>{time.slice(11, 16)} UTC</time>
    </>
  );
};
