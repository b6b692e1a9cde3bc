import * as z from 'zod';
import { AUTH_METHODS, type SettingKey, SETTINGS, settingsOf } from '../../domain/apps/index.js';
import { OPERATIONS, OUTCOMES, WARNINGS } from '../../domain/request-log/index.js';

/** The sentence for a field that is missing or has another JSON type. */
const wrongType =
  (type: string) =>
  ({ input }: { input?: unknown }): string =>
    input === undefined ? `This is required, as ${type}.` : `This must be ${type}.`;

const text = (description: string) => z.string({ error: wrongType('a string') }).meta({ description });
const flag = (description: string) => z.boolean({ error: wrongType('true or false') }).meta({ description });
const time = (description: string) => z.int().meta({ description: `${description}, in seconds since the epoch` });

type Kind = (typeof SETTINGS)[SettingKey]['kind'];

const items = (description: string) => z.array(text(description), { error: wrongType('a list of strings') });

/** Schemas of request fields, by kind of setting. */
const SENT: Readonly<Record<Kind, (description: string) => z.ZodType>> = {
  flag,
  text,
  algorithm: text,
  address: (description) =>
    z
      .string({ error: wrongType('a string') })
      .nullable()
      .meta({ description: `${description} Null for none.` }),
  uris: (description) => items('An absolute URI, compared character for character.').meta({ description }),
  grants: (description) => items('A grant type.').meta({ description }),
  jwks: (description) =>
    z
      .record(z.string(), z.unknown(), { error: wrongType('a JSON object, or null') })
      .nullable()
      .meta({ description: `${description} Null for none.` }),
};

/** Schemas of response fields. */
const SHOWN: Readonly<Record<Kind, () => z.ZodType>> = {
  flag: () => z.boolean(),
  text: () => z.string(),
  algorithm: () => z.string(),
  address: () => z.string().nullable(),
  uris: () => z.array(z.string()),
  grants: () => z.array(z.string()),
  jwks: () => z.record(z.string(), z.unknown()).nullable(),
};

const API_SETTINGS = settingsOf('api').map((key) => SETTINGS[key]);

const sentSettings = (rows: typeof API_SETTINGS): Record<string, z.ZodType> =>
  Object.fromEntries(rows.map(({ name, kind, says }) => [name, SENT[kind](says).optional()]));

/** `redirect_uri` and `redirect_uris` are joined if both are sent. */
const besideSettings = {
  redirect_uri: text('The only, or the first, redirect URI.').optional(),
  redirect_uris: items('An absolute URI, compared character for character.')
    .meta({ description: SETTINGS.redirectUris.says })
    .optional(),
  token_endpoint_auth_method: z
    .enum(AUTH_METHODS, { error: `This must be one of ${AUTH_METHODS.join(', ')}.` })
    .meta({
      description:
        'How the app authenticates. private_key_jwt means keys instead of a secret; none is for public apps.',
    })
    .optional(),
};

/** Body of `POST /api/oauth_apps`. */
export const appCreation = z.strictObject({
  ...sentSettings(API_SETTINGS),
  ...besideSettings,
  name: text(SETTINGS.name.says),
});

/** Body of `PATCH /api/oauth_apps/{id}`: only the fields sent change. Redirect URIs are replaced as a whole. */
export const appChange = z.strictObject({
  ...sentSettings(API_SETTINGS.filter(({ fixed }) => !fixed)),
  ...besideSettings,
});

const appFields = {
  id: z.int(),
  client_id: z.string(),
  redirect_uri: z.string().meta({ description: 'The first of redirect_uris' }),
  ...Object.fromEntries(API_SETTINGS.map(({ name, kind }) => [name, SHOWN[kind]()])),
  token_endpoint_auth_method: z.string(),
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
    .meta({ description: 'Shown only once. Absent for public apps and apps with keys.' }),
});

export const createdSecret = z.object({
  id: z.int(),
  client_secret: z.string().meta({ description: 'Shown only once.' }),
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

export type AppChange = z.infer<typeof appChange>;
export type AppJson = z.infer<typeof app>;
export type CreatedAppJson = z.infer<typeof createdApp>;
export type SecretHintJson = z.infer<typeof secretHint>;
export type CreatedSecretJson = z.infer<typeof createdSecret>;
export type AppRequestJson = z.infer<typeof appRequest>;
export type FailureJson = z.infer<typeof failure>;
