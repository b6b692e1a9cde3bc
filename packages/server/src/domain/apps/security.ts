import { fault } from '../../kernel/fault.js';
import { FAPI_ALGS } from '../../protocol/client-assertion.js';
import { algsOf, readClientJwks, type ClientJwks } from '../../protocol/client-jwks.js';
import { isLoopbackUri } from '../../protocol/redirect-uri.js';
import type { AuthMethod, Client } from './store/app.js';
import type { AppChanges } from './settings/changes.js';
import { grantFaults, type GrantChange, type OfferedGrant } from './settings/grant-types.js';
import type { FieldFault, InputFault } from '../../i18n/field-fault.js';

/** How an app authenticates and protects its requests. */
export type AppSecurity = Pick<Client, 'usesAssertions' | 'jwks' | 'jwksUri' | 'requirePar' | 'dpopBound' | 'isFapi'>;

/** Other facts about the app that matter here, after the change. */
export interface AppFacts {
  public: boolean;
  redirectUris: readonly string[];
  grants: GrantChange;
}

/** Enabled by the operator. */
export interface Offers {
  par: boolean;
  dpop: boolean;
  grants: readonly OfferedGrant[];
}

const MAX_JWKS = 16 * 1024;
const MAX_JWKS_URI = 2000;

const jwksUriFault = (uri: string): InputFault | null => {
  const url = uri.length > MAX_JWKS_URI || /[\p{Cc}\s]/u.test(uri) ? null : URL.parse(uri);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackUri(uri));
  if (url !== null && isSafe && url.username === '' && url.password === '' && !uri.includes('#')) return null;
  return fault('keysUriInvalid');
};

const readJwks = (text: string): { faults: InputFault[]; jwks: ClientJwks } =>
  text.length > MAX_JWKS ? { faults: [fault('keysTooLong', MAX_JWKS)], jwks: { keys: [] } } : readClientJwks(text);

/** Where the keys will be. Naming one place clears the other; a method with a secret clears both. */
const nextKeys = (current: AppSecurity, { authMethod, jwks, jwksUri }: AppChanges) => {
  const isNamed = typeof jwks === 'string' || typeof jwksUri === 'string';
  const keeps = !isNamed && (authMethod === undefined || authMethod === 'private_key_jwt');
  const kept = keeps && jwks !== null ? current.jwks : null;
  return {
    ...(typeof jwks === 'string' ? readJwks(jwks) : { faults: [], jwks: kept }),
    jwksUri: jwksUri ?? (keeps && jwksUri !== null ? current.jwksUri : null),
  };
};

/** Whether a change gives the app keys that it does not have: credentials, as a secret is one. */
export const bringsKeys = (current: AppSecurity, changes: AppChanges): boolean => {
  const { jwks, jwksUri } = nextKeys(current, changes);
  const isOther = JSON.stringify(jwks) !== JSON.stringify(current.jwks) || jwksUri !== current.jwksUri;
  return isOther && (jwks !== null || jwksUri !== null);
};

const methodFaults = (authMethod: AuthMethod | undefined, next: AppSecurity, isPublic: boolean): FieldFault[] => {
  const faults: FieldFault[] = [];
  const field = 'token_endpoint_auth_method';
  if (isPublic && next.usesAssertions) {
    faults.push({ field: 'jwks', fault: fault('keysOfPublicApp') });
  }
  if (authMethod === undefined) return faults;
  if (isPublic !== (authMethod === 'none')) {
    faults.push({ field, fault: fault('methodOfPublicApps') });
  } else if (authMethod === 'private_key_jwt' && !next.usesAssertions) {
    faults.push({ field: 'jwks', fault: fault('methodNeedsKeys') });
  } else if (authMethod !== 'private_key_jwt' && next.usesAssertions && !isPublic) {
    faults.push({ field, fault: fault('methodBesideKeys') });
  }
  return faults;
};

const off = (field: string, wanted: boolean, found: InputFault): FieldFault[] =>
  wanted ? [{ field, fault: found }] : [];

/** An app that uses a feature the operator has since disabled can still change everything else. */
const offerFaults = (current: AppSecurity, next: AppSecurity, { par, dpop }: Offers): FieldFault[] => {
  const wantsPar = next.requirePar && !current.requirePar;
  const wantsDpop = next.dpopBound && !current.dpopBound;
  return [
    ...(par ? [] : off('require_pushed_authorization_requests', wantsPar, fault('pushedRequestsOff', 'OCTROI_PAR'))),
    ...(dpop ? [] : off('dpop_bound_access_tokens', wantsDpop, fault('dpopOff', 'OCTROI_DPOP'))),
  ];
};

/**
 * What the FAPI 2.0 Security Profile still requires (FAPI 2.0 Security Profile sections 5.3.2.1 and 5.4.1), each under
 * its own field.
 */
const fapiFaults = (next: AppSecurity, facts: AppFacts, idTokenAlg?: string): FieldFault[] => {
  const { jwks } = next;
  const faults: FieldFault[] = [];
  if (facts.public) faults.push({ field: 'fapi', fault: fault('fapiForServers') });
  if (!next.usesAssertions) faults.push({ field: 'jwks', fault: fault('fapiNeedsKeys') });
  if (
    jwks !== null &&
    jwks.keys.length > 0 &&
    !jwks.keys.some((key) => algsOf(key).some((alg) => FAPI_ALGS.includes(alg)))
  ) {
    faults.push({ field: 'jwks', fault: fault('fapiKeys', FAPI_ALGS.join(', ')) });
  }
  if (idTokenAlg === 'RS256') {
    faults.push({ field: 'id_token_signed_response_alg', fault: fault('fapiIdTokens', FAPI_ALGS.join(', ')) });
  }
  facts.redirectUris.forEach((uri, index) => {
    if (uri.startsWith('https:')) return;
    const field = facts.redirectUris.length === 1 ? 'redirect_uri' : `redirect_uris.${index}`;
    faults.push({ field, fault: fault('fapiNeedsHttps') });
  });
  return faults;
};

/** The app's security settings after a change, and all faults. */
export const judgeSecurity = (
  current: AppSecurity,
  changes: AppChanges,
  facts: AppFacts,
  offers: Offers,
): { next: AppSecurity; faults: FieldFault[] } => {
  const { jwks, jwksUri, faults: keyFaults } = nextKeys(current, changes);
  const isFapi = changes.isFapi ?? current.isFapi;
  const next: AppSecurity = {
    usesAssertions: jwks !== null || jwksUri !== null,
    jwks,
    jwksUri,
    requirePar: isFapi || (changes.requirePar ?? current.requirePar),
    dpopBound: isFapi || (changes.dpopBound ?? current.dpopBound),
    isFapi,
  };
  const faults: FieldFault[] = keyFaults.map((found) => ({ field: 'jwks', fault: found }));
  const uriFault = jwksUri === null ? null : jwksUriFault(jwksUri);
  if (uriFault !== null) faults.push({ field: 'jwks_uri', fault: uriFault });
  if (jwks !== null && jwksUri !== null) {
    // RFC 7591 section 2.
    faults.push({ field: 'jwks_uri', fault: fault('keysInTwoPlaces') });
  }
  faults.push(
    ...methodFaults(changes.authMethod, next, facts.public),
    ...grantFaults(facts.grants, isFapi, offers.grants),
    ...offerFaults(current, next, offers),
  );
  if (isFapi) faults.push(...fapiFaults(next, facts, changes.idTokenAlg));
  return { next, faults };
};

/** What else FAPI 2.0 sets. It excludes RS256, the default of every app. */
export const fapiSettings = (
  { isFapi }: AppSecurity,
  idTokenAlg: string | undefined,
): { requirePkce?: true; idTokenAlg?: string } =>
  isFapi
    ? { requirePkce: true, idTokenAlg: idTokenAlg === undefined || idTokenAlg === 'RS256' ? 'PS256' : idTokenAlg }
    : {};

/** The method an app must use. With a secret, HTTP Basic and the body are equivalent. */
export const authMethodOf = (app: Pick<Client, 'isPublic' | 'usesAssertions'>): AuthMethod => {
  if (app.isPublic) return 'none';
  return app.usesAssertions ? 'private_key_jwt' : 'client_secret_basic';
};
