import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { dependOn } from '../../kernel/condition.js';
import type { Account } from '../../domain/accounts/index.js';
import type { Log } from '../../kernel/log.js';
import { readRowId } from '../../kernel/text.js';
import { bearerChallenge, parseBearer } from '../../protocol/bearer.js';
import { invalidRequest, OAuthError } from '../../protocol/errors.js';
import type { App, Apps, CreatedApp, CreatedSecret } from '../../domain/apps/index.js';
import type { Developers } from '../../domain/developers/index.js';
import type { Idempotency, KeptAnswer } from '../../domain/idempotency/index.js';
import { saidInEnglish } from '../../i18n/field-fault.js';
import { readRequestFilter, type RequestLog } from '../../domain/request-log/index.js';
import { jsonObjectIn, readJsonObject } from '../../web/http/body.js';
import type { RequestEnv } from '../../web/http/env.js';
import { methodNotAllowed } from '../../web/http/oauth-response.js';
import { appJson, createdAppJson, createdSecretJson, secretHintJson } from './app-json.js';
import { creatingCalls } from './creating.js';
import { creationOf, envelopeErrorHandler, refuse, sendKept, succeed } from './envelope.js';
import { readChanges, readDraft } from './input.js';
import { appRequestJson } from './request-json.js';

interface Dependencies {
  apps: Apps;
  developers: Developers;
  idempotency: Idempotency;
  requestLog: RequestLog;
  issuer: string;
  log: Log;
}

const APPS = '/api/oauth_apps';
const APP = `${APPS}/:id`;
const SECRETS = `${APP}/secrets`;
const SECRET = `${SECRETS}/:secretId`;
const REQUESTS = `${APP}/requests`;
const OPENAPI = '/api/openapi.json';

const notFound = (what: string): OAuthError =>
  invalidRequest(`There is no such ${what}, or it is not yours.`, { status: 404 });

/** The last handler of a path: answers other methods with the list of supported ones. */
const onlyMethods =
  (...methods: readonly string[]): MiddlewareHandler =>
  (c) => {
    c.header('allow', methods.join(', '));
    throw methodNotAllowed(methods);
  };

/** The integer id in a path; anything else is not found. */
const idOf = (text: string | undefined, what: string): number => {
  const id = readRowId(text);
  if (id === null) throw notFound(what);
  return id;
};

const createdApp = (created: CreatedApp): KeptAnswer =>
  creationOf('Application created successfully', createdAppJson(created), `${APPS}/${created.app.id}`);

const createdSecret = (created: CreatedSecret): KeptAnswer =>
  creationOf('Secret created successfully', createdSecretJson(created));

/** The management API: developers' programs register and manage apps (platform document, "Démarrage"). */
export const managementApi = ({
  apps,
  developers,
  idempotency,
  requestLog,
  issuer,
  log,
}: Dependencies): Hono<RequestEnv> => {
  const unauthorized = (c: Context, reason: string, challenged: boolean): OAuthError => {
    const error = new OAuthError('invalid_token', reason);
    c.header('www-authenticate', bearerChallenge(challenged ? { realm: issuer, error } : { realm: issuer }));
    return error;
  };

  const tokenOf = (c: Context): string | null => {
    try {
      return parseBearer(c.req.header('authorization'));
    } catch (error) {
      if (error instanceof OAuthError) throw unauthorized(c, error.description, true);
      throw error;
    }
  };

  /** Authenticates the caller. Runs before anything else is done or revealed. */
  const developerOf = async (c: Context): Promise<Account> => {
    const token = tokenOf(c);
    if (token === null) {
      throw unauthorized(c, 'This request needs a developer token: Authorization: Bearer dev_....', false);
    }
    const developer = await developers.authenticate(token);
    if (developer === null) {
      throw unauthorized(
        c,
        'The developer token is unknown, revoked or expired. Create a new one in the console.',
        true,
      );
    }
    dependOn(developers.conditionOf(token));
    return developer;
  };

  /** The app in the path, if it is the caller's. Other developers' apps are not found (A92). */
  const appOf = async (c: Context, developer: Account): Promise<App> => {
    const app = await apps.find(idOf(c.req.param('id'), 'app'), developer.id);
    if (app === undefined) throw notFound('app');
    return app;
  };

  const api = new Hono<RequestEnv>();
  const onError = envelopeErrorHandler(log);
  api.onError(onError);
  const creating = creatingCalls({ idempotency, log, authenticate: developerOf, onError });

  api.post(
    APPS,
    creating('json', async (c, { developer, body, keeping }) => {
      const draft = await readDraft(jsonObjectIn(body.toString('utf8')));
      if (draft.outcome === 'refused') return refuse(c, draft.faults);
      const created = await apps.create(developer.id, draft.value, undefined, keeping(createdApp));
      if (created.outcome === 'refused') return refuse(c, saidInEnglish(created.faults).map(draft.place));
      return sendKept(c, createdApp(created.value));
    }),
  );

  api.get(APPS, async (c) => {
    const developer = await developerOf(c);
    const list = await apps.list(developer.id);
    return succeed(c, 'OK', await Promise.all(list.map(async (app) => appJson(app, await apps.secrets(app)))));
  });

  api.get(APP, async (c) => {
    const app = await appOf(c, await developerOf(c));
    return succeed(c, 'OK', appJson(app, await apps.secrets(app)));
  });

  api.patch(APP, async (c) => {
    const developer = await developerOf(c);
    const app = await appOf(c, developer);
    const changes = await readChanges(await readJsonObject(c), app.isPublic);
    if (changes.outcome === 'refused') return refuse(c, changes.faults);
    const updated = await apps.update(app.id, developer.id, changes.value);
    if (updated === undefined) throw notFound('app');
    if (updated.outcome === 'refused') return refuse(c, saidInEnglish(updated.faults).map(changes.place));
    return succeed(c, 'Application updated successfully', appJson(updated.value, await apps.secrets(updated.value)));
  });

  api.delete(APP, async (c) => {
    const developer = await developerOf(c);
    const id = idOf(c.req.param('id'), 'app');
    if (!(await apps.delete(id, developer.id))) throw notFound('app');
    return succeed(c, 'Application deleted successfully', { id });
  });

  api.post(
    SECRETS,
    creating('nothing', async (c, { developer, keeping }) => {
      const app = await appOf(c, developer);
      const added = await apps.addSecret(app, keeping(createdSecret));
      if (added.outcome === 'refused') return refuse(c, saidInEnglish(added.faults));
      return sendKept(c, createdSecret(added.value));
    }),
  );

  api.get(SECRETS, async (c) => {
    const app = await appOf(c, await developerOf(c));
    return succeed(c, 'OK', (await apps.secrets(app)).map(secretHintJson));
  });

  api.delete(SECRET, async (c) => {
    const app = await appOf(c, await developerOf(c));
    const id = idOf(c.req.param('secretId'), 'secret');
    const removed = await apps.removeSecret(app, id);
    if (removed === undefined) throw notFound('secret');
    if (removed.outcome === 'refused') return refuse(c, saidInEnglish(removed.faults));
    return succeed(c, 'Secret deleted successfully', { id });
  });

  api.get(REQUESTS, async (c) => {
    const app = await appOf(c, await developerOf(c));
    const { filter, faults } = readRequestFilter((name) => c.req.query(name));
    if (faults.length > 0) return refuse(c, saidInEnglish(faults));
    const lines = await requestLog.list(app.id, filter);
    return succeed(
      c,
      'OK',
      lines.map((line) => appRequestJson(issuer, line)),
    );
  });

  api.get(OPENAPI, async (c) => {
    const { openApiDocument } = await import('./openapi.js');
    return c.json(openApiDocument(issuer), 200, { 'cache-control': 'public, max-age=300' });
  });

  api.all(APPS, onlyMethods('GET', 'POST'));
  api.all(APP, onlyMethods('GET', 'PATCH', 'DELETE'));
  api.all(SECRETS, onlyMethods('GET', 'POST'));
  api.all(SECRET, onlyMethods('DELETE'));
  api.all(REQUESTS, onlyMethods('GET'));
  api.all(OPENAPI, onlyMethods('GET'));
  api.all(`${APPS}/*`, () => {
    throw notFound('address');
  });
  return api;
};
