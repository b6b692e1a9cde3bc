import { fault } from '../../../kernel/fault.js';
import { redirectUriFaults } from '../../../protocol/redirect-uri.js';
import { parseSigningAlg, SIGNING_ALGS } from '../../../protocol/signing-alg.js';
import type { FieldFault } from '../../../i18n/field-fault.js';
import { isReachable } from '../../../kernel/public-address.js';
import type { SettingDrafts } from './table.js';

const MAX_POST_LOGOUT_URIS = 10;

const postLogoutFaults = (uris: readonly string[], isPublic: boolean): FieldFault[] =>
  uris.length > MAX_POST_LOGOUT_URIS
    ? [{ field: 'post_logout_redirect_uris', fault: fault('postLogoutUrisTooMany', MAX_POST_LOGOUT_URIS) }]
    : uris.flatMap((uri, index) =>
        redirectUriFaults(uri, { public: isPublic }).map((found) => ({
          field: `post_logout_redirect_uris.${index}`,
          fault: found,
        })),
      );

/** A server must answer there, so no private-use schemes: https, or http on loopback. */
const backchannelFaults = (uri: string): FieldFault[] =>
  redirectUriFaults(uri, { public: false }).map((found) => ({ field: 'backchannel_logout_uri', fault: found }));

/** Addresses that we would call and never could: on a private network, on our own machine, or over http. */
export const unreachable = (
  { backchannelLogoutUri, jwksUri }: Partial<SettingDrafts>,
  allowLoopback: boolean,
): FieldFault[] =>
  [
    { field: 'backchannel_logout_uri', uri: backchannelLogoutUri },
    { field: 'jwks_uri', uri: jwksUri },
  ].flatMap(({ field, uri }) => {
    const url = uri == null ? null : URL.parse(uri);
    return url === null || isReachable(url, allowLoopback) ? [] : [{ field, fault: fault('uriUnreachable') }];
  });

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
