import * as z from 'zod';

/** Which sentence a developer reads when a field is missing or has another JSON type. */
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

/** What may be changed later. Of `redirect_uri` and `redirect_uris` either will do; given both, they are joined. */
const settings = {
  description: text('What the app does, for users. At most 500 characters.').optional(),
  redirect_uri: text('The only, or the first, redirect URI.').optional(),
  redirect_uris: URIS.optional(),
  require_pkce: flag('Refuse authorization requests without PKCE. Always true for a public app.').optional(),
  allow_browser_secret: flag('Accept the client secret from a browser, where everyone can read it.').optional(),
};

/** Body of `POST /api/oauth_apps`. */
export const appCreation = z.strictObject({
  name: NAME,
  ...settings,
  public: flag('The app has no server that could keep a secret, so it gets none and uses PKCE.').optional(),
});

/** Body of `PATCH /api/oauth_apps/{id}`: what is named changes. Redirect URIs are replaced as a whole. */
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
  created_time: time('When the app was registered'),
};

/** A secret as it is shown ever after: by its last characters. */
export const secretHint = z.object({
  id: z.int(),
  hint: z.string().meta({ description: 'The last characters' }),
  created_time: time('When it was made'),
  last_used_time: time('When it last proved the app, within an hour').nullable(),
});

export const app = z.object({ ...appFields, secrets: z.array(secretHint) });

export const createdApp = z.object({
  ...appFields,
  client_secret: z.string().optional().meta({ description: 'Shown this once. Absent for a public app.' }),
});

export const createdSecret = z.object({
  id: z.int(),
  client_secret: z.string().meta({ description: 'Shown this once.' }),
  hint: z.string(),
  created_time: time('When it was made'),
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
export type FailureJson = z.infer<typeof failure>;
