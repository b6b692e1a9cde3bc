import type { Params } from '../../../protocol/params.js';
import { mentionsPrivateMember } from '../../../protocol/client-jwks.js';
import type { App, SecurityChanges } from '../../../domain/apps/index.js';

/** The form fields about an app's keys and stricter rules, as entered. */
export interface SecurityForm {
  /** JSON; '' for none. */
  jwks: string;
  /** '' for none. */
  jwksUri: string;
  requirePar: boolean;
  dpopBound: boolean;
  fapi: boolean;
}

export const EMPTY_SECURITY: SecurityForm = { jwks: '', jwksUri: '', requirePar: false, dpopBound: false, fapi: false };

export const securityFormOf = (app: App): SecurityForm => ({
  jwks: app.jwks === null ? '' : JSON.stringify(app.jwks),
  jwksUri: app.jwksUri ?? '',
  requirePar: app.requirePar,
  dpopBound: app.dpopBound,
  fapi: app.isFapi,
});

export const readSecurityForm = (form: Params): SecurityForm => ({
  jwks: form.get('jwks')?.trim() ?? '',
  jwksUri: form.get('jwks_uri')?.trim() ?? '',
  requirePar: form.has('require_pushed_authorization_requests'),
  dpopBound: form.has('dpop_bound_access_tokens'),
  fapi: form.has('fapi'),
});

export const securityChangesOf = ({ jwks, jwksUri, ...flags }: SecurityForm): SecurityChanges => ({
  ...flags,
  jwks: jwks === '' ? null : jwks,
  jwksUri: jwksUri === '' ? null : jwksUri,
});

/** What the form shows again. A private key pasted by mistake is not repeated. */
export const shownJwks = ({ jwks }: SecurityForm): string => (mentionsPrivateMember(jwks) ? '' : jwks);
