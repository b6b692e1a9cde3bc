import type { App, AppSecret } from '../../../domain/apps/index.js';
import { redirectUriHints } from '../../../protocol/redirect-uri.js';
import { sentenceFor } from '../../../i18n/field-fault.js';
import { Moment, Since } from '../../../web/kit/format.js';
import { EntryButton, ErrorSummary, Hidden, Notice, PostForm, type FieldError } from '../../../web/kit/form.js';
import { type InPage, LinkLine, Page, Section } from '../../../web/kit/page.js';
import { Bullets } from '../../../web/kit/lists.js';
import { Confirm } from '../../../web/visitor/recent-sign-in.js';
import { AppFields } from './form.js';
import { CheckField } from '../../../web/kit/fields.js';
import type { AppForm } from './input.js';
import { LogoSection } from './logo-section.js';
import type { PageSnippets } from './page-snippet.js';
import type { Snippets } from './snippets.js';

type SecretLine = Omit<AppSecret, 'hash'>;

interface AppPageProps extends InPage {
  /** As registered, regardless of the form's content. */
  app: Pick<
    App,
    | 'id'
    | 'name'
    | 'clientId'
    | 'logoHash'
    | 'isPublic'
    | 'usesAssertions'
    | 'isTrusted'
    | 'redirectUris'
    | 'suspendedBy'
  >;
  form: AppForm;
  /** The settings that the user goes by when they change some. */
  shown: AppForm;
  secrets: readonly SecretLine[];
  /** Whether the sign-in is recent enough to change what guards the app. */
  mayCreate: boolean;
  snippets: Snippets;
  /** For the app's pages; null if this server has no SDK script to load there. */
  pageSnippets: PageSnippets | null;
  notice: string | null;
  errors: readonly FieldError[];
}

const MAX_SECRETS = 2;

const Settings = ({ context, app, form, shown, errors, mayCreate }: AppPageProps) => {
  const texts = context.messages.console.app;
  return (
    <Section id="settings" title={texts.settings}>
      {mayCreate ? null : <Confirm text={texts.confirm} returnTo={`/console/apps/${app.id}`} />}
      <PostForm context={context} action={`/console/apps/${app.id}`}>
        <AppFields context={context} form={form} errors={errors} isPublic={app.isPublic} />
        <Hidden name="shown" value={JSON.stringify(shown)} />
        <button class="button primary">{texts.save}</button>
      </PostForm>
    </Section>
  );
};

const Hints = ({ context, app }: AppPageProps) => {
  const withHints = app.redirectUris
    .map(({ uri }) => ({ uri, hints: redirectUriHints(uri) }))
    .filter(({ hints }) => hints.length > 0);
  if (withHints.length === 0) return null;
  return (
    <Section id="hints" title={context.messages.console.home.hints} look="warning">
      <dl class="uri-hints">
        {withHints.map(({ uri, hints }) => (
          <div>
            <dt>
              <code>{uri}</code>
            </dt>
            {hints.map((hint) => (
              <dd>{sentenceFor(context.messages, hint)}</dd>
            ))}
          </div>
        ))}
      </dl>
    </Section>
  );
};

const Secret = ({ context, action, secret, last }: InPage & { action: string; secret: SecretLine; last: boolean }) => {
  const texts = context.messages.console.secrets;
  return (
    <li class="entry">
      <div class="entry-text">
        <p class="entry-title">
          <code>{secret.hint}</code>
        </p>
        <p class="hint">
          {texts.created} <Moment locale={context.locale} at={secret.createdAt} /> ·{' '}
          <Since locale={context.locale} label={texts.lastUsed} at={secret.lastUsedAt} otherwise={texts.neverUsed} />
        </p>
      </div>
      {last ? null : (
        <EntryButton
          context={context}
          action={`${action}/remove`}
          name="secret"
          value={secret.id}
          of={texts.removeOf(secret.hint)}
        >
          {texts.remove}
        </EntryButton>
      )}
    </li>
  );
};

const AddSecret = ({ context, app, secrets, mayCreate }: AppPageProps) => {
  const texts = context.messages.console.secrets;
  if (secrets.length >= MAX_SECRETS) return <p class="hint">{texts.full}</p>;
  if (!mayCreate) return <Confirm text={texts.confirm} returnTo={`/console/apps/${app.id}`} />;
  return (
    <PostForm context={context} action={`/console/apps/${app.id}/secrets`} once>
      <button class="button">{texts.add}</button>
    </PostForm>
  );
};

const Secrets = (props: AppPageProps) => {
  const { context, app, secrets } = props;
  const texts = context.messages.console.secrets;
  const action = `/console/apps/${app.id}/secrets`;
  return (
    <Section id="secrets" title={texts.title} hint={texts.lead}>
      <ul class="entries lines">
        {secrets.map((secret) => (
          <Secret context={context} action={action} secret={secret} last={secrets.length === 1} />
        ))}
      </ul>
      <AddSecret {...props} />
      <p class="hint">{context.messages.account.times}</p>
    </Section>
  );
};

const SnippetList = ({ context, app, snippets, pageSnippets }: AppPageProps) => {
  const texts = context.messages.console.snippets;
  const list = [
    { title: texts.push, code: snippets.push },
    { title: texts.authorize, code: snippets.authorize },
    { title: app.isPublic ? texts.exchangePublic : texts.exchange, code: snippets.exchange },
    { title: texts.refresh, code: snippets.refresh },
    { title: texts.userinfo, code: snippets.userinfo },
    { title: texts.topup, code: snippets.topup },
    { title: app.isPublic ? texts.page : texts.pageWithBackend, code: pageSnippets?.page ?? null },
    { title: texts.callbackPage, code: pageSnippets?.callback ?? null },
  ];
  return (
    <Section id="snippets" title={texts.title}>
      <p class="hint">
        {texts.lead} {app.redirectUris.length > 1 ? texts.otherUris : ''}
      </p>
      {app.isPublic ? <p class="hint">{texts.publicNote}</p> : null}
      {list
        .filter(({ code }) => code !== null)
        .map(({ title, code }) => (
          <div class="value">
            <p class="uri-label">{title}</p>
            <pre class="uri">
              <code>{code}</code>
            </pre>
          </div>
        ))}
    </Section>
  );
};

const Deletion = ({ context, app, errors, mayCreate }: AppPageProps) => {
  const texts = context.messages.console.deleteApp;
  return (
    <Section id="delete" title={texts.title}>
      <Bullets items={texts.effects} />
      <p>{texts.noUndo}</p>
      {mayCreate ? (
        <PostForm context={context} action={`/console/apps/${app.id}/delete`}>
          <CheckField name="understood" label={texts.understand} checked={false} errors={errors} />
          <button class="button danger">{texts.submit}</button>
        </PostForm>
      ) : (
        <Confirm text={texts.confirm} returnTo={`/console/apps/${app.id}`} />
      )}
    </Section>
  );
};

/** One app of a developer: settings, secrets, example requests, deletion. */
export const AppPage = (props: AppPageProps) => {
  const { context, app, errors, notice } = props;
  return (
    <Page context={context} title={app.name} layout="wide" errors={errors}>
      <h1>
        <bdi>{app.name}</bdi>{' '}
        {app.isTrusted ? <span class="badge">{context.messages.access.trusted(context.siteName)}</span> : null}
      </h1>
      <p class="uri-label">
        client_id:{' '}
        <code class="whole" id="client_id">
          {app.clientId}
        </code>
      </p>
      <ErrorSummary messages={context.messages} errors={errors} />
      {app.suspendedBy === null ? null : (
        <p class="warning">{context.messages.console.app.suspended[app.suspendedBy]}</p>
      )}
      {notice === null ? null : <Notice>{notice}</Notice>}
      <Hints {...props} />
      <Section id="requests" title={context.messages.requests.open} hint={context.messages.requests.openDetail}>
        <LinkLine href={`/console/apps/${app.id}/requests`} text={context.messages.requests.open} look="button" />
      </Section>
      <Settings {...props} />
      <LogoSection context={context} app={app} errors={errors} />
      {app.isPublic || app.usesAssertions ? null : <Secrets {...props} />}
      <SnippetList {...props} />
      <Deletion {...props} />
    </Page>
  );
};
