import { parseJsonObject } from '../../../kernel/json.js';
import type { Params } from '../../../protocol/params.js';
import {
  type App,
  type AppChanges,
  type AppDraft,
  collectDrafts,
  isGuard,
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

/** The form as its page showed it, which the page sends back; null if it was not, or is not what a page sends. */
export const readShownForm = (form: Params): AppForm | null => {
  const shown = Object.entries(parseJsonObject(form.get('shown') ?? '') ?? {});
  const texts = shown.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  return texts.length === 0 || texts.length < shown.length ? null : Object.fromEntries(texts);
};

/** Browsers end each line of a text with two characters, and a box sends any text. */
const entered = (row: Pick<Setting<unknown, unknown>, 'kind'>, text = ''): string =>
  isBox(row) && text !== '' ? 'true' : text.replaceAll('\r\n', '\n');

/**
 * What the user changed: the page may be old, and what it showed may have been changed elsewhere since. Without the settings
 * that this app's form has no fields for.
 */
export const changesOf = (form: AppForm, shown: AppForm | null, app: App): AppChanges => {
  const draft: Partial<SettingDrafts> = draftOf(form);
  const isChanged = (key: SettingKey): boolean => {
    const row = SETTINGS[key];
    return shown === null || entered(row, form[row.name]) !== entered(row, shown[row.name]);
  };
  const hasField = (key: SettingKey): boolean =>
    !SETTINGS[key].fixed && !(app.isPublic && SETTINGS[key].onlyConfidential);
  return collectDrafts(
    CONSOLE_SETTINGS.filter((key) => hasField(key) && isChanged(key)),
    (_row, key) => draft[key],
  );
};

/** Whether the form changes what guards the app: for that, a sign-in has to be recent (ADR 0043). */
export const changesGuards = (form: AppForm, changes: AppChanges, app: App): boolean => {
  const had = formOf(app);
  return CONSOLE_SETTINGS.some((key) => {
    const row = SETTINGS[key];
    return isGuard(key) && key in changes && entered(row, form[row.name]) !== entered(row, had[row.name]);
  });
};

/**
 * Without what guards the app. A form that leaves it as it is needs no recent sign-in, and must not write it back when the
 * owner changes it meanwhile.
 */
export const appearanceIn = (changes: AppChanges): AppChanges => {
  const drafts: Partial<SettingDrafts> = changes;
  return collectDrafts(
    CONSOLE_SETTINGS.filter((key) => !isGuard(key)),
    (_row, key) => drafts[key],
  );
};

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
