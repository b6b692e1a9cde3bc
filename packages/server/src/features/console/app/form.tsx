import { ErrorSummary, PostForm, type FieldError } from '../../../web/kit/form.js';
import { Page, type PageContext } from '../../../web/kit/page.js';
import { CheckField, TextField } from '../../../web/kit/fields.js';
import type { AppForm } from './input.js';

interface AppFieldsProps {
  context: PageContext;
  form: AppForm;
  errors: readonly FieldError[];
}

/** What both app forms share: texts that users see, and redirect URIs. */
export const AppTexts = ({ context, form, errors }: AppFieldsProps) => {
  const { app } = context.messages.console;
  return (
    <>
      <TextField name="name" label={app.name} hint={app.nameHint} value={form.name} errors={errors} required />
      <TextField
        name="description"
        label={app.description}
        hint={app.descriptionHint}
        value={form.description}
        errors={errors}
        lines={2}
      />
      <TextField
        name="redirect_uris"
        label={app.redirectUris}
        hint={app.redirectUrisHint}
        value={form.redirectUris}
        errors={errors}
        lines={4}
        code
        required
      />
    </>
  );
};

/** The stricter rules of an app with a secret. */
export const AppRules = ({ context, form, errors }: AppFieldsProps) => {
  const { app } = context.messages.console;
  return (
    <>
      <CheckField
        name="require_pkce"
        label={app.requirePkce}
        hint={app.requirePkceHint}
        checked={form.requirePkce}
        errors={errors}
      />
      <CheckField
        name="allow_browser_secret"
        label={app.allowBrowserSecret}
        hint={app.allowBrowserSecretWarning}
        checked={form.allowBrowserSecret}
        errors={errors}
      />
    </>
  );
};

export const NewAppPage = ({ context, form, errors }: AppFieldsProps) => {
  const { app } = context.messages.console;
  return (
    <Page context={context} title={app.newTitle} layout="wide" errors={errors}>
      <h1>{app.newTitle}</h1>
      <ErrorSummary messages={context.messages} errors={errors} />
      <div class="card">
        <PostForm context={context} action="/console/new-app">
          <AppTexts context={context} form={form} errors={errors} />
          <CheckField name="public" label={app.public} hint={app.publicHint} checked={form.public} errors={errors} />
          <AppRules context={context} form={form} errors={errors} />
          <p class="actions">
            <button class="button primary">{app.create}</button>
            <a class="button" href="/console">
              {context.messages.page.cancel}
            </a>
          </p>
        </PostForm>
      </div>
    </Page>
  );
};
