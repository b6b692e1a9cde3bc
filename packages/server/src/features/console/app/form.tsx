import { SETTINGS } from '../../../domain/apps/index.js';
import { mentionsPrivateMember } from '../../../protocol/client-jwks.js';
import { SIGNING_ALGS } from '../../../protocol/signing-alg.js';
import { CheckField, SelectField, TextField } from '../../../web/kit/fields.js';
import { PostForm, type FieldError } from '../../../web/kit/form.js';
import { type PageContext, WidePage } from '../../../web/kit/page.js';
import { CONSOLE_SETTINGS, fieldOf, isBox, type AppForm } from './input.js';

interface AppFieldsProps {
  context: PageContext;
  form: AppForm;
  errors: readonly FieldError[];
}

// Operators set it on the command line.
const SHOWN = CONSOLE_SETTINGS.filter((key) => key !== 'isTrusted');
type Shown = (typeof SHOWN)[number];

/** One setting. A private key pasted by mistake is not shown again. */
const SettingField = ({ context, form, errors, setting }: AppFieldsProps & { setting: Shown }) => {
  const row = SETTINGS[setting];
  const { kind, lines = 1, required = false } = row;
  const value = form[row.name] ?? '';
  const common = { name: fieldOf(row), ...context.messages.console.settings[setting], errors };
  if (isBox(row)) return <CheckField {...common} checked={value !== ''} />;
  if (kind === 'algorithm') {
    return <SelectField {...common} value={value} options={SIGNING_ALGS.map((alg) => ({ value: alg, text: alg }))} />;
  }
  const shown = kind === 'jwks' && mentionsPrivateMember(value) ? '' : value;
  return (
    <TextField {...common} value={shown} lines={lines} code={kind === 'uris' || kind === 'jwks'} required={required} />
  );
};

const Fields = ({ settings, ...props }: AppFieldsProps & { settings: readonly Shown[] }) => (
  <>
    {settings.map((setting) => (
      <SettingField {...props} setting={setting} />
    ))}
  </>
);

/** The settings of a registered app. */
export const AppFields = ({ isPublic, ...props }: AppFieldsProps & { isPublic: boolean }) => {
  const offered = SHOWN.filter((key) => !SETTINGS[key].fixed && !(isPublic && SETTINGS[key].onlyConfidential));
  return (
    <>
      <Fields {...props} settings={offered.filter((key) => SETTINGS[key].first)} />
      {isPublic ? <p class="hint">{props.context.messages.console.app.isPublic}</p> : null}
      <Fields {...props} settings={offered.filter((key) => !SETTINGS[key].first)} />
    </>
  );
};

export const NewAppPage = ({ context, form, errors }: AppFieldsProps) => {
  const { app } = context.messages.console;
  return (
    <WidePage context={context} title={app.newTitle} errors={errors}>
      <div class="card">
        <PostForm context={context} action="/console/new-app" once>
          <Fields context={context} form={form} errors={errors} settings={SHOWN.filter((key) => SETTINGS[key].first)} />
          <p class="actions">
            <button class="button primary">{app.create}</button>
            <a class="button" href="/console">
              {context.messages.page.cancel}
            </a>
          </p>
        </PostForm>
      </div>
    </WidePage>
  );
};
