import type { App } from '../../domain/apps/index.js';
import type { Developers } from '../../domain/developers/index.js';
import { Day, Since } from '../../web/kit/format.js';
import { EntryButton, PostForm, type FieldError } from '../../web/kit/form.js';
import { ArrowIcon, CheckIcon } from '../../web/kit/icons.js';
import { LinkLine, Page, type PageContext, Section, WidePage } from '../../web/kit/page.js';
import { Confirm } from '../../web/visitor/recent-sign-in.js';
import { appLogo, Tile } from '../../web/kit/tile.js';
import { SelectField, TextField } from '../../web/kit/fields.js';

/** Lifetimes of developer tokens, in days. */
export const TOKEN_LIFETIMES: readonly number[] = [30, 90, 365];

/** The form for a new token; `expires` is a number of days, or '' for never. */
export interface TokenForm {
  name: string;
  expires: string;
}

type DeveloperToken = Awaited<ReturnType<Developers['listTokens']>>[number];

interface ConsoleProps {
  context: PageContext;
  /** Whether the playground is available. */
  playground: boolean;
  apps: readonly Pick<App, 'id' | 'name' | 'clientId' | 'logoHash' | 'redirectUris' | 'createdAt'>[];
  tokens: readonly DeveloperToken[];
  /** Decides which tokens have expired. Milliseconds since the epoch, as all times. */
  now: number;
  form: TokenForm;
  /** Whether the sign-in is recent enough to create a token. */
  mayCreate: boolean;
  notice: string | null;
  errors: readonly FieldError[];
}

const Apps = ({ context, apps, playground }: ConsoleProps) => {
  const { home } = context.messages.console;
  return (
    <Section id="apps" title={home.apps}>
      {apps.length === 0 ? (
        <>
          <p class="empty-title">{home.noApps}</p>
          <p class="hint">{home.noAppsDetail}</p>
        </>
      ) : (
        <ul class="entries lines">
          {apps.map((app) => (
            <li>
              <a class="row" href={`/console/apps/${app.id}`}>
                <Tile name={app.name} logo={appLogo(app)} />
                <span class="row-text">
                  <span class="link-title">
                    <bdi>{app.name}</bdi>
                  </span>
                  <span class="hint">
                    <code>{app.clientId}</code>
                  </span>
                  {app.redirectUris.map(({ uri }) => (
                    <span class="hint">
                      <code>{uri}</code>
                    </span>
                  ))}
                  <span class="hint">
                    {home.created} <Day locale={context.locale} at={app.createdAt} />
                  </span>
                </span>
                <ArrowIcon />
              </a>
            </li>
          ))}
        </ul>
      )}
      <LinkLine href="/console/new-app" text={home.newApp} look="button primary" />
      {playground ? (
        <p>
          <a href="/playground">{context.messages.playground.consoleLink}</a>
        </p>
      ) : null}
    </Section>
  );
};

const Token = ({ context, token, now }: Pick<ConsoleProps, 'context' | 'now'> & { token: DeveloperToken }) => {
  const { locale } = context;
  const texts = context.messages.console.tokens;
  return (
    <li class="entry">
      <div class="entry-text">
        <p class="entry-title">
          <bdi>{token.name}</bdi> <code>{token.hint}</code>{' '}
          {token.expiresAt !== null && token.expiresAt <= now ? <span class="badge">{texts.expired}</span> : null}
        </p>
        <p class="hint">
          {texts.created} <Day locale={locale} at={token.createdAt} /> ·{' '}
          <Since locale={locale} label={texts.lastUsed} at={token.lastUsedAt} otherwise={texts.neverUsed} /> ·{' '}
          <Since locale={locale} label={texts.expires} at={token.expiresAt} otherwise={texts.neverExpires} />
        </p>
      </div>
      <EntryButton
        context={context}
        action="/console/tokens/revoke"
        name="token"
        value={token.id}
        of={texts.revokeOf(token.name)}
      >
        {texts.revoke}
      </EntryButton>
    </li>
  );
};

const NewToken = ({ context, form, errors, mayCreate }: ConsoleProps) => {
  const texts = context.messages.console.tokens;
  if (!mayCreate) {
    return (
      <Section id="new-token" title={texts.newTitle}>
        <Confirm text={texts.confirm} returnTo="/console" />
      </Section>
    );
  }
  return (
    <Section id="new-token" title={texts.newTitle}>
      <PostForm context={context} action="/console/tokens" once>
        <TextField name="name" label={texts.name} hint={texts.nameHint} value={form.name} errors={errors} required />
        <SelectField
          name="expires"
          label={texts.expiry}
          value={form.expires}
          options={[
            ...TOKEN_LIFETIMES.map((days) => ({ value: String(days), text: texts.days(days) })),
            { value: '', text: texts.never },
          ]}
          errors={errors}
        />
        <button class="button primary">{texts.submit}</button>
      </PostForm>
    </Section>
  );
};

export const ConsolePage = (props: ConsoleProps) => {
  const { context, tokens, now, errors, notice } = props;
  const { home, tokens: texts } = context.messages.console;
  return (
    <WidePage context={context} title={home.title} errors={errors} notice={notice}>
      <Apps {...props} />
      <Section id="resources" title={context.messages.resources.title} hint={context.messages.resources.lead}>
        <LinkLine href="/console/resources" text={context.messages.resources.manage} look="button" />
      </Section>
      <Section id="tokens" title={texts.title} hint={texts.lead}>
        {tokens.length === 0 ? (
          <p>{texts.none}</p>
        ) : (
          <>
            <ul class="entries lines">
              {tokens.map((token) => (
                <Token context={context} token={token} now={now} />
              ))}
            </ul>
            <p class="hint">{context.messages.account.times}</p>
          </>
        )}
      </Section>
      <NewToken {...props} />
    </WidePage>
  );
};

/** For a user who is not a developer yet: what developers can do, and one button to become one. */
export const BecomeDeveloperPage = ({ context }: { context: PageContext }) => {
  const texts = context.messages.console.becomeDeveloper;
  return (
    <Page context={context} title={context.messages.console.home.title} layout="wide">
      <div class="card">
        <h1>{texts.title}</h1>
        <p class="lead">{texts.lead}</p>
        <ul class="gains">
          {texts.points.map((point) => (
            <li>
              <CheckIcon />
              <span>{point}</span>
            </li>
          ))}
        </ul>
        <PostForm context={context} action="/console/become-developer">
          <button class="button primary">{texts.submit}</button>
        </PostForm>
        <p class="hint">{texts.nothingChanges}</p>
      </div>
    </Page>
  );
};
