import type { Child } from 'hono/jsx';
import { raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Locale, Messages } from '../../i18n/index.js';
import { ErrorSummary, Notice, PostForm, type FieldError } from './form.js';
import type { Brand } from './assets/brand.js';
import { Mark } from './icons.js';
import { LanguageButtons } from './language-buttons.js';

/** What every page needs about its reader and the request. Built once per request. */
export interface PageContext {
  locale: Locale;
  /** In that locale. */
  messages: Messages;
  siteName: string;
  /** The operator's logo and links. */
  brand: Brand;
  /** The signed-in user, or null. */
  user: { username: string } | null;
  /** The token that every form sends back in its hidden field `csrf`. */
  csrf: string;
  /** Path and query of this page, to which the language switch returns. */
  path: string;
  /** URL of the stylesheet. */
  stylesheet: string;
}

/** The props of any part of a page. */
export interface InPage {
  context: PageContext;
}

interface PageProps extends InPage {
  /** The page's title, without the site's name. */
  title: string;
  /** `card`: one thing to decide, centred. `wide`: signed-in pages with navigation. */
  layout?: 'card' | 'wide';
  /** If there are any, the title starts with that, because screen readers read it first. */
  errors?: readonly FieldError[];
  children: Child;
}

const Navigation = ({ context }: InPage) => {
  const { page } = context.messages;
  const here = context.path.split('?', 1)[0];
  const links = [
    { href: '/account', text: page.account },
    { href: '/account/authorizations', text: page.authorizations },
    { href: '/topup', text: page.topUp },
    { href: '/console', text: page.console },
  ];
  return (
    <nav class="nav" aria-label={page.navigation}>
      <ul>
        {links.map(({ href, text }) => (
          <li>
            <a href={href} aria-current={href === here ? 'page' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};

const SignOut = ({ context }: InPage) => (
  <PostForm context={context} action="/sign-out" class="sign-out">
    <button class="button quiet">{context.messages.page.signOut}</button>
  </PostForm>
);

const LanguageSwitch = ({ context }: InPage) => (
  <PostForm context={context} action="/language" class="languages" label={context.messages.page.language}>
    <input type="hidden" name="return_to" value={context.path} />
    <LanguageButtons current={context.locale} look={() => 'button quiet'} />
  </PostForm>
);

/** Decorative: the site's name is beside it. */
const Logo = ({ src }: { src: string | null }) =>
  src === null ? <Mark /> : <img class="logo" src={src} alt="" height="32" />;

const OperatorLinks = ({ context: { brand, messages } }: InPage) => {
  const links = [
    { href: brand.termsUrl, text: messages.brand.terms },
    { href: brand.privacyUrl, text: messages.brand.privacy },
    { href: brand.supportUrl, text: messages.brand.support },
  ].filter(({ href }) => href !== null);
  return links.length === 0 ? null : (
    <ul class="operator-links">
      {links.map(({ href, text }) => (
        <li>
          <a href={href ?? undefined}>{text}</a>
        </li>
      ))}
    </ul>
  );
};

/** The HTML document around a view. */
export const Page = ({ context, title, layout = 'card', errors = [], children }: PageProps) => {
  const { page } = context.messages;
  const fullTitle = page.titleOn(errors.length > 0 ? page.errorTitle(title) : title, context.siteName);
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang={context.locale}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>{fullTitle}</title>
          <link rel="icon" href={context.brand.icon} />
          <link rel="stylesheet" href={context.stylesheet} />
        </head>
        <body class={`layout-${layout}`}>
          <a class="skip" href="#main">
            {page.skip}
          </a>
          <header class="header">
            <div class="frame">
              <a class="site" href="/">
                <Logo src={context.brand.logo} />
                <span>{context.siteName}</span>
              </a>
              {layout === 'wide' && context.user !== null ? (
                <>
                  <Navigation context={context} />
                  <SignOut context={context} />
                </>
              ) : null}
            </div>
          </header>
          <main id="main" class="frame" tabindex={-1}>
            {children}
          </main>
          <footer class="footer">
            <div class="frame">
              <OperatorLinks context={context} />
              <LanguageSwitch context={context} />
            </div>
          </footer>
        </body>
      </html>
    </>
  );
};

interface HeadedProps extends PageProps {
  /** Continues the heading, in smaller type. */
  subtitle?: string | null;
  /** What was just done. */
  notice?: string | null;
  /** Introduces the page. */
  lead?: string | null;
}

const Head = ({ context, title, subtitle = null, errors = [], notice = null, lead = null }: HeadedProps) => (
  <>
    <h1>
      {title}
      {subtitle === null ? null : <span class="subtitle"> {subtitle}</span>}
    </h1>
    <ErrorSummary messages={context.messages} errors={errors} />
    {notice === null ? null : <Notice>{notice}</Notice>}
    {lead === null ? null : <p class="lead">{lead}</p>}
  </>
);

/** A page with one card. Its title is the heading, and the faults of its form follow. */
export const CardPage = (props: HeadedProps) => (
  <Page {...props}>
    <div class={props.layout === 'wide' ? 'card narrow' : 'card'}>
      <Head {...props} />
      {props.children}
    </div>
  </Page>
);

/** A wide page with the same head, above whatever it contains. */
export const WidePage = (props: HeadedProps) => (
  <Page {...props} layout="wide">
    <Head {...props} />
    {props.children}
  </Page>
);

interface SectionProps {
  /** Of the heading, which also names the section. */
  id: string;
  title: Child;
  /** Explains the heading. */
  hint?: string;
  look?: 'card' | 'warning';
  children: Child;
}

/** A part of a wide page: a card with a heading. */
export const Section = ({ id, title, hint, look = 'card', children }: SectionProps) => (
  <section class={look} aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {hint === undefined ? null : <p class="hint">{hint}</p>}
    {children}
  </section>
);

interface LinkLineProps {
  href: string;
  text: string;
  /** For links that look like a button. */
  look?: 'button' | 'button primary' | 'button danger';
  /** Beside the page's purpose. */
  isAside?: boolean;
}

/** A link in a line of its own. */
export const LinkLine = ({ href, text, look, isAside = false }: LinkLineProps) => (
  <p class={isAside ? 'aside' : undefined}>
    <a class={look} href={href}>
      {text}
    </a>
  </p>
);

/** The result of a component; `context.html()` accepts it. */
export type View = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Renders a view as an HTML document. Views are synchronous, so this never waits. */
export const renderDocument = (view: View): string => String(view);
