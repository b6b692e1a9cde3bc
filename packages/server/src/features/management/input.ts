import type { core } from 'zod';
import {
  type AppChanges,
  type AppDraft,
  appFaults,
  collectDrafts,
  type SettingDrafts,
  settingsOf,
} from '../../domain/apps/index.js';
import { fewOf, saidInEnglish, type SaidFault } from '../../i18n/field-fault.js';
import type { JsonObject } from '../../kernel/json.js';
import type { AppChange } from './schemas.js';

/** The requested change, or everything that is wrong with it. `place` maps a fault to a field of the body. */
export type Input<T> =
  { outcome: 'read'; value: T; place: (fault: SaidFault) => SaidFault } | { outcome: 'refused'; faults: SaidFault[] };

interface PlacedUri {
  uri: string;
  /** The field of the body that contained it. */
  field: string;
}

const shapeFaults = (issues: readonly core.$ZodIssue[]): SaidFault[] =>
  fewOf(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((field) => ({ field, message: 'This field is unknown here, or cannot be set.' }))
        : [{ field: issue.path.join('.'), message: issue.message }],
    ),
  );

const placedUris = (body: AppChange): PlacedUri[] => {
  const sent = [
    ...(body.redirect_uri === undefined ? [] : [{ uri: body.redirect_uri, field: 'redirect_uri' }]),
    ...(body.redirect_uris ?? []).map((uri, index) => ({ uri, field: `redirect_uris.${index}` })),
  ];
  return [...Map.groupBy(sent, ({ uri }) => uri).values()].flatMap(([first]) => first ?? []);
};

/** The rules number the joined URIs; developers know them by the field they sent. */
const placeIn =
  (uris: readonly PlacedUri[]) =>
  ({ field, message }: SaidFault): SaidFault => {
    const index = field === 'redirect_uri' ? 0 : Number(/^redirect_uris\.(\d+)$/.exec(field)?.[1]);
    return { field: uris[index]?.field ?? field, message };
  };

const API_SETTINGS = settingsOf('api').filter((key) => key !== 'redirectUris');

const settingsIn = (body: Readonly<Record<string, unknown>>): Partial<SettingDrafts> =>
  collectDrafts(API_SETTINGS, ({ name, fromJson }) => fromJson(body[name]));

const changesOf = (body: AppChange, uris: readonly PlacedUri[]): Partial<AppDraft> => ({
  ...settingsIn(body),
  ...(body.redirect_uri === undefined && body.redirect_uris === undefined
    ? {}
    : { redirectUris: uris.map(({ uri }) => uri) }),
  ...(body.token_endpoint_auth_method === undefined ? {} : { authMethod: body.token_endpoint_auth_method }),
});

/**
 * Everything that is wrong with a body of the wrong shape: the fields that can be read are validated too, so that one
 * answer names every fault.
 */
const refused = async (
  body: JsonObject,
  issues: readonly core.$ZodIssue[],
  options: { public: boolean; urisRequired: boolean },
): Promise<Input<never>> => {
  const { appChange } = await import('./schemas.js');
  const faults = shapeFaults(issues);
  const unreadable = new Set(faults.map(({ field }) => field.split('.', 1)[0]));
  const known = Object.keys(appChange.shape).filter((key) => Object.hasOwn(body, key) && !unreadable.has(key));
  const readable = appChange.parse(Object.fromEntries(known.map((key) => [key, body[key]])));
  const uris = placedUris(readable);
  const changes = changesOf(readable, uris);
  const urisMissing =
    options.urisRequired && !Object.hasOwn(body, 'redirect_uri') && !Object.hasOwn(body, 'redirect_uris');
  const judged = appFaults(urisMissing ? { ...changes, redirectUris: [] } : changes, options.public);
  return { outcome: 'refused', faults: [...faults, ...saidInEnglish(judged).map(placeIn(uris))] };
};

/** Parses `POST /api/oauth_apps`. No field lets an app make itself trusted (A23). */
export const readDraft = async (body: JsonObject): Promise<Input<AppDraft>> => {
  const { appCreation } = await import('./schemas.js');
  const { data, error } = appCreation.safeParse(body);
  if (error) return refused(body, error.issues, { public: body['public'] === true, urisRequired: true });
  const uris = placedUris(data);
  const value: AppDraft = {
    isPublic: data.token_endpoint_auth_method === 'none',
    ...changesOf(data, uris),
    name: data.name,
    redirectUris: uris.map(({ uri }) => uri),
  };
  return { outcome: 'read', value, place: placeIn(uris) };
};

/** Parses `PATCH /api/oauth_apps/{id}` for a public or confidential app. */
export const readChanges = async (body: JsonObject, isPublic: boolean): Promise<Input<AppChanges>> => {
  const { appChange } = await import('./schemas.js');
  const { data, error } = appChange.safeParse(body);
  if (error) return refused(body, error.issues, { public: isPublic, urisRequired: false });
  const uris = placedUris(data);
  return { outcome: 'read', value: changesOf(data, uris), place: placeIn(uris) };
};
