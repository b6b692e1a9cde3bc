import { fault } from '../../../kernel/fault.js';
import { isOurs, redirectUriFaults } from '../../../protocol/redirect-uri.js';
import { parseSigningAlg, SIGNING_ALGS } from '../../../protocol/signing-alg.js';
import type { FieldFault, InputFault } from '../../../i18n/field-fault.js';
import type { ReachFault } from '../../../kernel/reach.js';
import type { SettingDrafts, SettingValues } from './table.js';

const MAX_POST_LOGOUT_URIS = 10;
/** The operator's setting. */
const PRIVATE_HOSTS = 'OCTROI_PRIVATE_HOSTS';

const postLogoutFaults = (uris: readonly string[], isPublic: boolean): FieldFault[] =>
  uris.length > MAX_POST_LOGOUT_URIS
    ? [{ field: 'post_logout_redirect_uris', fault: fault('postLogoutUrisTooMany', MAX_POST_LOGOUT_URIS) }]
    : uris.flatMap((uri, index) =>
        redirectUriFaults(uri, { public: isPublic }).map((found) => ({
          field: `post_logout_redirect_uris.${index}`,
          fault: found,
        })),
      );

/** A server must answer there, so no private-use schemes. Where http is allowed is for `unreachable` to say. */
const backchannelFaults = (uri: string): FieldFault[] =>
  redirectUriFaults(uri, { public: false })
    .filter(({ code }) => code !== 'uriHttp')
    .map((found) => ({ field: 'backchannel_logout_uri', fault: found }));

const REASONS: Readonly<Record<ReachFault, InputFault>> = {
  not_public: fault('uriNotPublic', PRIVATE_HOSTS),
  not_https: fault('uriNotHttps', PRIVATE_HOSTS),
};

/** The addresses of an app that we call. */
export type Called = Pick<SettingValues, 'backchannelLogoutUri' | 'jwksUri'>;

/**
 * New addresses that we would call and never could: on a private network, on our own machine, or over http. One that the
 * app has already stays, so that its other settings can be changed; its request log says that it is not called.
 */
export const unreachable = (
  had: Called,
  changes: Partial<SettingDrafts>,
  faultOf: (url: URL) => ReachFault | null,
): FieldFault[] => {
  const judged = (field: string, before: string | null, uri: string | null | undefined): FieldFault[] => {
    const url = uri == null || uri === before ? null : URL.parse(uri);
    const found = url === null ? null : faultOf(url);
    return found === null ? [] : [{ field, fault: REASONS[found] }];
  };
  return [
    ...judged('backchannel_logout_uri', had.backchannelLogoutUri, changes.backchannelLogoutUri),
    ...judged('jwks_uri', had.jwksUri, changes.jwksUri),
  ];
};

/** New addresses of the app, of any kind, that are ours. */
export const ourOwn = (changes: Partial<SettingDrafts>, issuer: string): FieldFault[] => {
  const { redirectUris = [], postLogoutRedirectUris = [], backchannelLogoutUri = null, jwksUri = null } = changes;
  const fields: [field: string, uri: string | null][] = [
    ...redirectUris.map((uri, index): [string, string] => [
      redirectUris.length === 1 ? 'redirect_uri' : `redirect_uris.${index}`,
      uri,
    ]),
    ...postLogoutRedirectUris.map((uri, index): [string, string] => [`post_logout_redirect_uris.${index}`, uri]),
    ['backchannel_logout_uri', backchannelLogoutUri],
    ['jwks_uri', jwksUri],
  ];
  return fields.flatMap(([field, uri]) =>
    uri !== null && isOurs(uri, issuer) ? [{ field, fault: fault('uriOurs') }] : [],
  );
};

/** Faults, under the names of OpenID Connect Registration, RP-Initiated and Back-Channel Logout. */
export const openIdFaults = (changes: Partial<SettingDrafts>, isPublic: boolean): FieldFault[] => {
  const { idTokenAlg, postLogoutRedirectUris = [], backchannelLogoutUri } = changes;
  const algFaults: FieldFault[] =
    idTokenAlg === undefined || parseSigningAlg(idTokenAlg) !== null
      ? []
      : [{ field: 'id_token_signed_response_alg', fault: fault('notOneOf', SIGNING_ALGS.join(', ')) }];
  return [
    ...algFaults,
    ...postLogoutFaults(postLogoutRedirectUris, isPublic),
    ...(backchannelLogoutUri == null ? [] : backchannelFaults(backchannelLogoutUri)),
  ];
};
