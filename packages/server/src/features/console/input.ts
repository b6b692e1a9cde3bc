import type { Params } from '../../protocol/params.js';
import type { AppDraft, FieldFault } from '../../services/apps.js';
import type { FieldError } from '../../web/form.js';

/** The fields of an app's form, as the developer left them. */
export interface AppForm {
  name: string;
  description: string;
  /** One URI on each line. */
  redirectUris: string;
  public: boolean;
  requirePkce: boolean;
  allowBrowserSecret: boolean;
}

export const EMPTY_APP: AppForm = {
  name: '',
  description: '',
  redirectUris: '',
  public: false,
  requirePkce: false,
  allowBrowserSecret: false,
};

export const readAppForm = (form: Params): AppForm => ({
  name: form.get('name') ?? '',
  description: form.get('description') ?? '',
  redirectUris: form.get('redirect_uris') ?? '',
  public: form.has('public'),
  requirePkce: form.has('require_pkce'),
  allowBrowserSecret: form.has('allow_browser_secret'),
});

/** The lines that say something; each address once, so that faults can name it. */
const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

export const draftOf = ({ redirectUris, ...form }: AppForm): AppDraft => ({
  ...form,
  redirectUris: linesOf(redirectUris),
});

/** Faults of an app at the fields of its form: all URIs share one, so each fault says which URI it means. */
export const errorsOf = (faults: readonly FieldFault[], uris: readonly string[]): FieldError[] =>
  faults.map(({ field, message }) => {
    if (!field.startsWith('redirect_uri')) return { field, message };
    const index = field === 'redirect_uri' ? 0 : Number(/\.(\d+)$/.exec(field)?.[1]);
    const uri = uris[index];
    return { field: 'redirect_uris', message: uri === undefined ? message : `${uri}: ${message}` };
  });

/** The positive integer an id stands for; null when it names nothing. */
export const readId = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
