import { ConsentPage, ContinuePage } from '#server/features/authorize/consent-page.js';
import { SignUpPage } from '#server/features/sign-up/sign-up-page.js';
import type { Locale } from '#server/i18n/index.js';
import { createBrand } from '#server/web/kit/assets/brand.js';
import { CodeField } from '#server/web/kit/fields.js';
import { PostForm } from '#server/web/kit/form.js';
import { ArrowIcon } from '#server/web/kit/icons.js';
import { Page, type PageContext } from '#server/web/kit/page.js';
import { Or, ProviderButton } from '#server/web/kit/credentials/sign-in-parts.js';
import { LOGOS } from './logos.js';
import { APP_LOGO, consentProps, PLAIN, signedOut, type Words } from './sample-views.js';

const { brand } = createBrand({
  logo: { bytes: LOGOS.svg, type: 'image/svg+xml' },
  accentColor: null,
  termsUrl: 'https://example.com/terms',
  privacyUrl: 'https://example.com/privacy',
  supportUrl: 'mailto:help@example.com',
});

/** The URL of the operator's logo in these views. */
export const LOGO = brand.logo ?? '';

const branded = (context: PageContext): PageContext => ({ ...context, siteName: 'Hub', brand });

const checkedApp = (locale: Locale, words: Words) => {
  const props = consentProps(locale, words);
  return {
    ...props,
    context: branded(props.context),
    app: { ...props.app, trusted: true, logo: APP_LOGO },
    resources: [],
  };
};

/** Views of an operator who has configured everything, and parts that no page uses yet. */
export const BRANDED_VIEWS = [
  {
    name: 'consent, checked app',
    view: (locale: Locale, words: Words = PLAIN) => <ConsentPage {...checkedApp(locale, words)} />,
  },
  {
    name: 'consent, one click, checked app',
    view: (locale: Locale, words: Words = PLAIN) => <ContinuePage {...checkedApp(locale, words)} />,
  },
  {
    name: 'sign-up, with terms',
    view: (locale: Locale) => (
      <SignUpPage
        context={branded(signedOut(locale, '/sign-up'))}
        action="/sign-up"
        requestId={null}
        invitation={null}
        values={{ username: '', email: '' }}
        errors={[]}
        minimumPasswordLength={8}
        signInUrl="/sign-in"
        cancelUrl="/"
      />
    ),
  },
  {
    name: 'more ways to sign in',
    view: (locale: Locale, words: Words = PLAIN) => {
      const context = branded(signedOut(locale, '/sign-in'));
      const { device, form, signIn } = context.messages;
      return (
        <Page context={context} title={signIn.title}>
          <div class="card">
            <h1>{signIn.title}</h1>
            <PostForm context={context} action="/sign-in">
              <CodeField characters="digits" name="code" label={device.code} hint={form.passwordHint(8)} errors={[]} />
              <div class="decision">
                <button class="button primary">{signIn.submit}</button>
              </div>
            </PostForm>
            <Or messages={context.messages} />
            <PostForm context={context} action="/sign-in">
              <ProviderButton icon={<ArrowIcon />} name="provider" value="p1">
                {signIn.toContinue(words.app)}
              </ProviderButton>
            </PostForm>
          </div>
        </Page>
      );
    },
  },
];
