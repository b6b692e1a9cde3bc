import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { Log } from '../../kernel/log.js';
import { readRowId } from '../../kernel/text.js';
import { invalidRequest, type OAuthError } from '../../protocol/errors.js';
import type { App, Apps, CreatedApp, CreatedSecret } from '../../domain/apps/index.js';
import type { Developers } from '../../domain/developers/index.js';
import type { Idempotency, KeptAnswer } from '../../domain/idempotency/index.js';
import { saidInEnglish } from '../../i18n/field-fault.js';
import { readRequestFilter, type RequestLog } from '../../domain/request-log/index.js';
import { jsonObjectIn } from '../../web/http/body.js';
import type { RequestEnv } from '../../web/http/env.js';
import { methodNotAllowed } from '../../web/http/oauth-response.js';
import { queryOf } from '../../web/http/query.js';
import { appJson, createdAppJson, createdSecretJson, secretHintJson } from './app-json.js';
import { developerCalls, type Call } from './call.js';
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
  /** The app in the path, if it is the caller's. Other developers' apps are not found (A92). */
  const appOf = async (c: Context, { developer }: Call): Promise<App> => {
    const app = await apps.find(idOf(c.req.param('id'), 'app'), developer.id);
    if (app === undefined) throw notFound('app');
    return app;
  };

  const api = new Hono<RequestEnv>();
  const onError = envelopeErrorHandler(log);
  api.onError(onError);
  const call = developerCalls({ developers, issuer });
  const creating = creatingCalls({ idempotency, log, onError });

  api.post(
    APPS,
    call(
      'json',
      creating(async (c, { developer, body, keeping }) => {
        const draft = await readDraft(jsonObjectIn(body));
        if (draft.outcome === 'refused') return refuse(c, draft.faults);
        const created = await apps.create(developer.id, draft.value, undefined, keeping(createdApp));
        if (created.outcome === 'refused') return refuse(c, saidInEnglish(created.faults).map(draft.place));
        return sendKept(c, createdApp(created.value));
      }),
    ),
  );

  api.get(
    APPS,
    call('nothing', async (c, { developer }) => {
      const list = await apps.list(developer.id);
      const secrets = await apps.secretsOfEach(list);
      return succeed(
        c,
        'OK',
        list.map((app) => appJson(app, secrets.get(app.id) ?? [])),
      );
    }),
  );

  api.get(
    APP,
    call('nothing', async (c, given) => {
      const app = await appOf(c, given);
      return succeed(c, 'OK', appJson(app, await apps.secrets(app)));
    }),
  );

  api.patch(
    APP,
    call('json', async (c, given) => {
      const app = await appOf(c, given);
      const changes = await readChanges(jsonObjectIn(given.body), app.isPublic);
      if (changes.outcome === 'refused') return refuse(c, changes.faults);
      const updated = await apps.update(app.id, given.developer.id, changes.value);
      if (updated === undefined) throw notFound('app');
      if (updated.outcome === 'refused') return refuse(c, saidInEnglish(updated.faults).map(changes.place));
      const { value } = updated;
      return succeed(c, 'Application updated successfully', appJson(value, await apps.secrets(value)));
    }),
  );

  api.delete(
    APP,
    call('nothing', async (c, { developer }) => {
      const id = idOf(c.req.param('id'), 'app');
      if (!(await apps.delete(id, developer.id))) throw notFound('app');
      return succeed(c, 'Application deleted successfully', { id });
    }),
  );

  api.post(
    SECRETS,
    call(
      'nothing',
      creating(async (c, { keeping, ...given }) => {
        const app = await appOf(c, given);
        const added = await apps.addSecret(app, keeping(createdSecret));
        if (added.outcome === 'refused') return refuse(c, saidInEnglish(added.faults));
        return sendKept(c, createdSecret(added.value));
      }),
    ),
  );

  api.get(
    SECRETS,
    call('nothing', async (c, given) => {
      const app = await appOf(c, given);
      return succeed(c, 'OK', (await apps.secrets(app)).map(secretHintJson));
    }),
  );

  api.delete(
    SECRET,
    call('nothing', async (c, given) => {
      const app = await appOf(c, given);
      const id = idOf(c.req.param('secretId'), 'secret');
      const removed = await apps.removeSecret(app, id);
      if (removed === undefined) throw notFound('secret');
      if (removed.outcome === 'refused') return refuse(c, saidInEnglish(removed.faults));
      return succeed(c, 'Secret deleted successfully', { id });
    }),
  );

  api.get(
    REQUESTS,
    call('nothing', async (c, given) => {
      const app = await appOf(c, given);
      const query = queryOf(c);
      const { filter, faults } = readRequestFilter((name) => query.get(name));
      if (faults.length > 0) return refuse(c, saidInEnglish(faults));
      const lines = await requestLog.list(app.id, filter);
      return succeed(
        c,
        'OK',
        lines.map((line) => appRequestJson(issuer, line)),
      );
    }),
  );

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
