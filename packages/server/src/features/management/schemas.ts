import * as z from 'zod';
import { SIGNING_ALGS } from '../../protocol/signing-alg.js';
import { AUTH_METHODS, DEVICE_GRANT } from '../../domain/apps/index.js';
import { OPERATIONS, OUTCOMES, WARNINGS } from '../../domain/request-log/index.js';

/** The sentence for a field that is missing or has another JSON type. */
const wrongType =
  (type: string) =>
  ({ input }: { input?: unknown }): string =>
    input === undefined ? `This is required, as ${type}.` : `This must be ${type}.`;

const text = (description: string) => z.string({ error: wrongType('a string') }).meta({ description });
const flag = (description: string) => z.boolean({ error: wrongType('true or false') }).meta({ description });
const time = (description: string) => z.int().meta({ description: `${description}, in seconds since the epoch` });

const NAME = text('What users see when they sign in to the app. 1 to 100 characters.');
const URIS = z
  .array(text('An absolute URI, compared character for character.'), { error: wrongType('a list of strings') })
  .meta({ description: 'Every address that users may be sent back to, 10 at most.' });

/** Settings that can be changed later. `redirect_uri` and `redirect_uris` are joined if both are sent. */
const settings = {
  description: text('What the app does, for users. At most 500 characters.').optional(),
  redirect_uri: text('The only, or the first, redirect URI.').optional(),
  redirect_uris: URIS.optional(),
  require_pkce: flag('Refuse authorization requests without PKCE. Always true for a public app.').optional(),
  id_token_signed_response_alg: text(`How id_tokens are signed: ${SIGNING_ALGS.join(', ')}.`).optional(),
  post_logout_redirect_uris: z
    .array(text('An absolute URI, compared character for character.'), { error: wrongType('a list of strings') })
    .meta({ description: 'Where users may be sent once they have signed out, 10 at most.' })
    .optional(),
  backchannel_logout_uri: text('Where the app is told that a session ended; null for nowhere.').nullable().optional(),
  grant_types: z
    .array(text('A grant type.'), { error: wrongType('a list of strings') })
    .meta({ description: `authorization_code and refresh_token, which every app has, and perhaps ${DEVICE_GRANT}.` })
    .optional(),
  allow_browser_secret: flag('Accept the client secret from a browser, where everyone can read it.').optional(),
  token_endpoint_auth_method: z
    .enum(AUTH_METHODS, { error: `This must be one of ${AUTH_METHODS.join(', ')}.` })
    .meta({
      description:
        'How the app proves who it is. With private_key_jwt it has keys and no secret; none is for public apps.',
    })
    .optional(),
  jwks: z
    .record(z.string(), z.unknown(), { error: wrongType('a JSON object, or null') })
    .nullable()
    .meta({ description: 'A JWK Set with the public keys the app signs its requests with; null for none.' })
    .optional(),
  jwks_uri: text('Where the app publishes that JWK Set, instead of jwks; null for nowhere.').nullable().optional(),
  require_pushed_authorization_requests: flag('Refuse authorization requests that were not pushed.').optional(),
  dpop_bound_access_tokens: flag('Bind the tokens of the app to a key of its own (DPoP).').optional(),
  fapi: flag(
    'Keep to the FAPI 2.0 Security Profile, which turns on pushed requests, PKCE and DPoP, and needs keys.',
  ).optional(),
};

/** Body of `POST /api/oauth_apps`. */
export const appCreation = z.strictObject({
  name: NAME,
  ...settings,
  public: flag('The app has no server that could keep a secret, so it gets none and uses PKCE.').optional(),
});

/** Body of `PATCH /api/oauth_apps/{id}`: only the fields sent change. Redirect URIs are replaced as a whole. */
export const appChange = z.strictObject({ name: NAME.optional(), ...settings });

const appFields = {
  id: z.int(),
  name: z.string(),
  description: z.string(),
  client_id: z.string(),
  redirect_uri: z.string().meta({ description: 'The first of redirect_uris' }),
  redirect_uris: z.array(z.string()),
  public: z.boolean(),
  require_pkce: z.boolean(),
  allow_browser_secret: z.boolean(),
  grant_types: z.array(z.string()),
  id_token_signed_response_alg: z.string(),
  post_logout_redirect_uris: z.array(z.string()),
  backchannel_logout_uri: z.string().nullable(),
  token_endpoint_auth_method: z.string(),
  jwks: z.record(z.string(), z.unknown()).nullable(),
  jwks_uri: z.string().nullable(),
  require_pushed_authorization_requests: z.boolean(),
  dpop_bound_access_tokens: z.boolean(),
  fapi: z.boolean(),
  created_time: time('When the app was registered'),
};

/** A secret after its creation: only its last characters. */
export const secretHint = z.object({
  id: z.int(),
  hint: z.string().meta({ description: 'The last characters' }),
  created_time: time('When it was made'),
  last_used_time: time('When it last proved the app, within an hour').nullable(),
});

export const app = z.object({ ...appFields, secrets: z.array(secretHint) });

export const createdApp = z.object({
  ...appFields,
  client_secret: z
    .string()
    .optional()
    .meta({ description: 'Shown this once. Absent for a public app, and for one with keys.' }),
});

export const createdSecret = z.object({
  id: z.int(),
  client_secret: z.string().meta({ description: 'Shown this once.' }),
  hint: z.string(),
  created_time: time('When it was made'),
});

export const appRequest = z.object({
  id: z.int(),
  time: time('When it was answered'),
  request_id: z.string().meta({ description: 'The X-Request-Id of the answer' }),
  operation: z.enum(OPERATIONS),
  outcome: z.enum(OUTCOMES),
  error: z.string().nullable(),
  error_description: z.string().nullable(),
  error_uri: z.string().nullable().meta({ description: 'The page that explains the error' }),
  parameters: z
    .record(z.string(), z.string().nullable())
    .meta({ description: 'What was sent, by name; null for a value that is not kept' }),
  warnings: z
    .array(z.enum(WARNINGS))
    .meta({ description: 'What to look into although the request may have succeeded' }),
});

export const deleted = z.object({ id: z.int() });

export const failure = z.object({
  success: z.literal(false),
  message: z.string(),
  errors: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .optional()
    .meta({ description: 'Every field that is at fault' }),
  request_id: z.string().meta({ description: 'By which the operator finds the request in the log' }),
});

export type AppCreation = z.infer<typeof appCreation>;
export type AppChange = z.infer<typeof appChange>;
export type AppJson = z.infer<typeof app>;
export type CreatedAppJson = z.infer<typeof createdApp>;
export type SecretHintJson = z.infer<typeof secretHint>;
export type CreatedSecretJson = z.infer<typeof createdSecret>;
export type AppRequestJson = z.infer<typeof appRequest>;
export type FailureJson = z.infer<typeof failure>;
