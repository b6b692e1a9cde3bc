import type { Money } from '../../domain/accounts/index.js';
import { SCOPES, type Scope } from '../../protocol/scopes.js';
import { CheckField, SelectField } from '../../web/kit/fields.js';
import { ErrorSummary, PostForm, type FieldError } from '../../web/kit/form.js';
import { CheckIcon } from '../../web/kit/icons.js';
import { Bullets } from '../../web/kit/lists.js';
import { type InPage, LinkLine, Page, type PageContext, Section } from '../../web/kit/page.js';
import { UserChoice } from './user-choice.js';
import type { UserForm } from './user-form.js';

export const ALWAYS_REQUESTED: Scope = 'profile';

/** The form, as entered. */
export interface StartForm {
  /** An app's id. */
  app: string;
  scopes: readonly string[];
  autoAuthorize: boolean;
  user: UserForm;
}

export interface StartProps {
  context: PageContext;
  apps: readonly { id: number; name: string }[];
  /** Names of apps that the playground does not support. */
  beyond: readonly string[];
  money: Money;
  /** The page of the last run, or null. */
  runUrl: string | null;
  form: StartForm;
  errors: readonly FieldError[];
}

/** A scope to request; without a box for the one that each run requests. */
const ScopeChoice = ({ context, scope, checked }: InPage & { scope: Scope; checked: boolean }) => {
  const text = (
    <span>
      <code>{scope}</code> <span class="hint">{context.messages.scopes[scope].name}</span>
    </span>
  );
  if (scope === ALWAYS_REQUESTED) {
    return (
      <div class="choice">
        <CheckIcon />
        {text}
      </div>
    );
  }
  return (
    <label class="choice">
      <input type="checkbox" name="scope" value={scope} checked={checked} />
      {text}
    </label>
  );
};

const BeginForm = ({ context, apps, money, form, errors }: StartProps) => {
  const texts = context.messages.playground;
  return (
    <Section id="begin" title={texts.beginTitle}>
      <PostForm context={context} action="/playground">
        <SelectField
          name="app"
          label={texts.app}
          value={form.app}
          options={apps.map(({ id, name }) => ({ value: String(id), text: name }))}
          errors={errors}
        />
        <fieldset>
          <legend>{texts.scopes}</legend>
          {SCOPES.map((scope) => (
            <ScopeChoice context={context} scope={scope} checked={form.scopes.includes(scope)} />
          ))}
        </fieldset>
        <UserChoice context={context} money={money} form={form.user} errors={errors} />
        <CheckField
          name="auto_authorize"
          label={texts.autoAuthorize}
          hint={texts.autoAuthorizeHint}
          checked={form.autoAuthorize}
          errors={errors}
        />
        <p class="hint">{texts.real}</p>
        <button class="button primary">{texts.begin}</button>
      </PostForm>
    </Section>
  );
};

/** Chooses the app to try and what it requests. */
export const StartPage = (props: StartProps) => {
  const { context, apps, beyond, runUrl, errors } = props;
  const texts = context.messages.playground;
  return (
    <Page context={context} title={texts.title} layout="wide" errors={errors}>
      <h1>{texts.title}</h1>
      <p class="lead">{texts.lead}</p>
      <ErrorSummary messages={context.messages} errors={errors} />
      {runUrl === null ? null : (
        <p>
          <a href={runUrl}>{texts.toRun}</a>
        </p>
      )}
      {apps.length > 0 ? (
        <BeginForm {...props} />
      ) : (
        <section class="card empty">
          <p class="empty-title">{texts.noApps}</p>
          <LinkLine href="/console" text={texts.toConsole} look="button primary" />
        </section>
      )}
      {beyond.length === 0 ? null : (
        <Section id="beyond" title={texts.beyondTitle} look="warning">
          <p>{texts.beyond}</p>
          <Bullets
            items={beyond.map((name) => (
              <bdi>{name}</bdi>
            ))}
          />
        </Section>
      )}
    </Page>
  );
};
