import type { Params } from '../../../protocol/params.js';
import {
  type App,
  type AppChanges,
  type AppDraft,
  collectDrafts,
  type Setting,
  type SettingDrafts,
  type SettingKey,
  SETTINGS,
  settingsOf,
  settingValuesOf,
  showSettings,
} from '../../../domain/apps/index.js';
import type { Messages } from '../../../i18n/index.js';
import { saidIn, type FieldFault } from '../../../i18n/field-fault.js';
import type { FieldError } from '../../../web/kit/form.js';

/** An app's form, as entered, by the names of settings; '' for an unticked box. */
export type AppForm = Readonly<Record<string, string>>;

export const CONSOLE_SETTINGS = settingsOf('console');

/** Whether a form shows the setting as a checkbox. */
export const isBox = ({ kind }: Pick<Setting<unknown, unknown>, 'kind'>): boolean =>
  kind === 'flag' || kind === 'grants';

export const fieldOf = ({ name, field = name }: Pick<Setting<unknown, unknown>, 'name' | 'field'>): string => field;

const emptyField = <K extends SettingKey>(key: K): readonly [string, string] => {
  const { name, toField, fallback } = SETTINGS[key];
  return [name, toField(fallback)];
};

export const EMPTY_APP: AppForm = Object.fromEntries(CONSOLE_SETTINGS.map((key) => emptyField(key)));

export const formOf = (app: App): AppForm =>
  showSettings(CONSOLE_SETTINGS, settingValuesOf(app), ({ name, toField }, value) => [name, toField(value)]);

export const readAppForm = (form: Params): AppForm =>
  Object.fromEntries(
    CONSOLE_SETTINGS.map((key) => {
      const row = SETTINGS[key];
      const sent = form.get(fieldOf(row));
      if (sent === undefined) return [row.name, EMPTY_APP[row.name] ?? ''];
      return [row.name, isBox(row) ? 'true' : sent];
    }),
  );

export const draftOf = (form: AppForm): AppDraft => {
  const settings = collectDrafts(CONSOLE_SETTINGS, (row) => row.fromField(form[row.name] || undefined));
  return { ...settings, name: settings.name ?? '', redirectUris: settings.redirectUris ?? [] };
};

/** Without the settings that this app's form has no fields for. */
export const changesOf = (draft: Partial<SettingDrafts>, app: App): AppChanges =>
  collectDrafts(
    CONSOLE_SETTINGS.filter((key) => !SETTINGS[key].fixed && !(app.isPublic && SETTINGS[key].onlyConfidential)),
    (_row, key) => draft[key],
  );

const fieldNamed = (name: string): string => {
  const row = CONSOLE_SETTINGS.map((key) => SETTINGS[key]).find((each) => each.name === name);
  return row === undefined ? name : fieldOf(row);
};

const MAX_SHOWN_URI = 200;

/** An app's faults by form field. URIs of a kind share a field, so each fault names its URI. */
export const errorsOf = (messages: Messages, faults: readonly FieldFault[], draft: AppDraft): FieldError[] => {
  const lists = new Map<string, readonly string[]>([
    ['redirect_uris', draft.redirectUris],
    ['post_logout_redirect_uris', draft.postLogoutRedirectUris ?? []],
  ]);
  return saidIn(messages, faults).map((said) => {
    const [name = '', index] = (said.field === 'redirect_uri' ? 'redirect_uris.0' : said.field).split('.');
    const uri = lists.get(name)?.[Number(index)];
    const message = uri === undefined ? said.message : `${uri.slice(0, MAX_SHOWN_URI)}: ${said.message}`;
    return { field: fieldNamed(name), message };
  });
};
