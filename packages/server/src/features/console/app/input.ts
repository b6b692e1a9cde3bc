import type { Params } from '../../../protocol/params.js';
import { type AppDraft, grantTypesWith } from '../../../domain/apps/index.js';
import type { Messages } from '../../../i18n/index.js';
import { saidIn, type FieldFault } from '../../../i18n/field-fault.js';
import type { FieldError } from '../../../web/kit/form.js';
import { EMPTY_SECURITY, readSecurityForm, securityChangesOf, type SecurityForm } from './security-input.js';

/** An app's form, as entered. */
export interface AppForm {
  name: string;
  description: string;
  /** One per line. */
  redirectUris: string;
  public: boolean;
  requirePkce: boolean;
  allowBrowserSecret: boolean;
  idTokenAlg: string;
  /** One per line. */
  postLogoutRedirectUris: string;
  /** The device flow is allowed. */
  deviceFlow: boolean;
  /** '' for none. */
  backchannelLogoutUri: string;
  security: SecurityForm;
}

export const EMPTY_APP: AppForm = {
  name: '',
  description: '',
  redirectUris: '',
  public: false,
  requirePkce: false,
  allowBrowserSecret: false,
  idTokenAlg: 'RS256',
  postLogoutRedirectUris: '',
  deviceFlow: false,
  backchannelLogoutUri: '',
  security: EMPTY_SECURITY,
};

export const readAppForm = (form: Params): AppForm => ({
  name: form.get('name') ?? '',
  description: form.get('description') ?? '',
  redirectUris: form.get('redirect_uris') ?? '',
  public: form.has('public'),
  requirePkce: form.has('require_pkce'),
  allowBrowserSecret: form.has('allow_browser_secret'),
  idTokenAlg: form.get('id_token_signed_response_alg') ?? EMPTY_APP.idTokenAlg,
  postLogoutRedirectUris: form.get('post_logout_redirect_uris') ?? '',
  deviceFlow: form.has('device_flow'),
  backchannelLogoutUri: form.get('backchannel_logout_uri')?.trim() ?? '',
  security: readSecurityForm(form),
});

/** Non-empty lines without duplicates, so that a fault can name its address. */
const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

export const draftOf = ({ deviceFlow, security, ...form }: AppForm): AppDraft => ({
  ...form,
  ...securityChangesOf(security),
  grantTypes: grantTypesWith(deviceFlow),
  redirectUris: linesOf(form.redirectUris),
  postLogoutRedirectUris: linesOf(form.postLogoutRedirectUris),
  backchannelLogoutUri: form.backchannelLogoutUri === '' ? null : form.backchannelLogoutUri,
});

/** The form's field names, where they differ from those in faults. */
const FIELDS: Readonly<Record<string, string>> = { redirect_uri: 'redirect_uris.0', grant_types: 'device_flow' };

/** An app's faults by form field. URIs of a kind share a field, so each fault names its URI. */
export const errorsOf = (messages: Messages, faults: readonly FieldFault[], draft: AppDraft): FieldError[] => {
  const lists = new Map<string, readonly string[]>([
    ['redirect_uris', draft.redirectUris],
    ['post_logout_redirect_uris', draft.postLogoutRedirectUris ?? []],
  ]);
  return saidIn(messages, faults).map((said) => {
    const [field = '', index] = (FIELDS[said.field] ?? said.field).split('.');
    const uri = lists.get(field)?.[Number(index)];
    return { field, message: uri === undefined ? said.message : `${uri}: ${said.message}` };
  });
};
