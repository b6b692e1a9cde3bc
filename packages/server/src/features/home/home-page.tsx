import { LinkTiles } from '../../web/kit/lists.js';
import { Page, type PageContext } from '../../web/kit/page.js';

export interface HomeProps {
  context: PageContext;
  /** Null if sign-up is not open to everybody. */
  signUpUrl: string | null;
}

const SignedIn = ({ context, username }: { context: PageContext; username: string }) => {
  const { home, page, authorizations } = context.messages;
  const links = [
    { href: '/account', title: page.account, detail: home.accountDetail },
    { href: '/account/authorizations', title: authorizations.title, detail: home.authorizationsDetail },
    { href: '/topup', title: page.topUp, detail: home.topUpDetail },
    { href: '/console', title: page.console, detail: home.consoleDetail },
  ];
  return (
    <>
      <p class="lead">{home.signedInAs(username)}</p>
      <LinkTiles links={links} />
    </>
  );
};

const SignedOut = ({ context, signUpUrl }: HomeProps) => {
  const { home } = context.messages;
  return (
    <>
      <p class="lead">{home.what(context.siteName)}</p>
      <p class="actions">
        <a class="button primary" href="/sign-in">
          {home.signIn}
        </a>
        {signUpUrl === null ? null : (
          <a class="button" href={signUpUrl}>
            {home.signUp}
          </a>
        )}
      </p>
      <ul class="tiles points">
        {home.points.map(({ title, detail }) => (
          <li class="card">
            <h2>{title}</h2>
            <p class="hint">{detail}</p>
          </li>
        ))}
      </ul>
    </>
  );
};

export const HomePage = ({ context, signUpUrl }: HomeProps) => (
  <Page context={context} title={context.messages.home.title} layout="wide">
    <div class="hero">
      <h1>{context.messages.home.lead}</h1>
      {context.user === null ? (
        <SignedOut context={context} signUpUrl={signUpUrl} />
      ) : (
        <SignedIn context={context} username={context.user.username} />
      )}
    </div>
  </Page>
);
