import { AppPage } from '#server/features/console/app/page.js';
import { NewAppPage } from '#server/features/console/app/form.js';
import { BecomeDeveloperPage, ConsolePage } from '#server/features/console/console-page.js';
import { ShownOncePage } from '#server/features/console/shown-once-page.js';
import { EMPTY_APP } from '#server/features/console/app/input.js';
import { snippetsFor } from '#server/features/console/app/snippets.js';
import { messagesFor, type Locale } from '#server/i18n/index.js';
import { sentenceFor, type InputFault } from '#server/i18n/field-fault.js';
import type { View } from '#server/web/kit/page.js';
import { LOGO_HASH, PLAIN, signedIn, type Words } from './sample-views.js';

const CLIENT_ID = `client_${'a'.repeat(43)}`;
const CALLBACK = 'https://inkwell.example/callback';
const REGISTERED = Date.UTC(2026, 10, 22, 16, 5);

const appPage = (locale: Locale, words: Words, logoHash: string | null, fault: InputFault | null): View => (
  <AppPage
    context={signedIn(locale, words, '/console/apps/1')}
    app={{
      id: 1,
      name: words.app,
      clientId: CLIENT_ID,
      logoHash,
      isPublic: false,
      usesAssertions: false,
      isTrusted: logoHash !== null,
      suspendedBy: fault === null ? null : 'operator',
      redirectUris: [{ uri: CALLBACK, createdAt: REGISTERED }],
    }}
    form={{ ...EMPTY_APP, name: words.app, redirect_uris: CALLBACK }}
    shown={EMPTY_APP}
    secrets={[{ id: 1, hint: '…4f2a', createdAt: REGISTERED, lastUsedAt: null }]}
    snippets={snippetsFor({
      issuer: 'https://id.example',
      clientId: CLIENT_ID,
      redirectUri: CALLBACK,
      public: false,
      hasKeys: false,
      requirePkce: false,
      requirePar: false,
      dpopBound: false,
    })}
    pageSnippets={null}
    mayCreate={fault === null}
    notice={null}
    errors={fault === null ? [] : [{ field: 'logo', message: sentenceFor(messagesFor(locale), fault) }]}
  />
);

/** The developer console, with apps with and without a logo. */
export const CONSOLE_VIEWS = [
  {
    name: 'console',
    view: (locale: Locale, words: Words = PLAIN): View => (
      <ConsolePage
        context={signedIn(locale, words, '/console')}
        playground
        mayCreate
        apps={[words.app, 'Atlas Maps'].map((name, index) => ({
          id: index + 1,
          name,
          clientId: CLIENT_ID,
          logoHash: index === 0 ? LOGO_HASH : null,
          redirectUris: [{ uri: CALLBACK, createdAt: REGISTERED }],
          createdAt: REGISTERED,
        }))}
        tokens={[]}
        now={REGISTERED}
        form={{ name: '', expires: '90' }}
        notice={null}
        errors={[]}
      />
    ),
  },
  {
    name: 'console, not a developer',
    view: (locale: Locale, words: Words = PLAIN): View => (
      <BecomeDeveloperPage context={signedIn(locale, words, '/console')} />
    ),
  },
  {
    name: 'console, new app',
    view: (locale: Locale, words: Words = PLAIN): View => (
      <NewAppPage
        context={signedIn(locale, words, '/console/new-app')}
        form={{ ...EMPTY_APP, name: words.app }}
        errors={[
          {
            field: 'redirect_uris',
            message: sentenceFor(messagesFor(locale), { code: 'redirectUriMissing', values: [] }),
          },
        ]}
      />
    ),
  },
  {
    name: 'console, secret shown once',
    view: (locale: Locale, words: Words = PLAIN): View => {
      const { app, shownOnce } = messagesFor(locale).console;
      return (
        <ShownOncePage
          context={signedIn(locale, words, '/console/new-app')}
          title={app.createdTitle(words.app)}
          values={[
            { id: 'client_id', label: 'client_id', value: CLIENT_ID },
            { id: 'client_secret', label: shownOnce.secret, value: `secret_${'s'.repeat(43)}` },
          ]}
          notes={[shownOnce.server, shownOnce.lost]}
          example={{ text: shownOnce.lost, code: `curl -H "Authorization: Bearer dev_${'t'.repeat(43)}"` }}
          next={{ href: '/console', text: shownOnce.toApp }}
        />
      );
    },
  },
  {
    name: 'console, app',
    view: (locale: Locale, words: Words = PLAIN) => appPage(locale, words, LOGO_HASH, null),
  },
  {
    name: 'console, logo refused',
    view: (locale: Locale, words: Words = PLAIN) =>
      appPage(locale, words, null, { code: 'logoTooLarge', values: [64] }),
  },
];
