import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { openInstallation, type Installation } from '../support/installation.js';
import { callWith, grantTokens, registerApp } from '../support/oauth-app.js';
import { createVisitor, type Visitor } from '../support/page-visitor.js';
import { assertDecent, familyOf, type Received } from './answers.js';
import { BODIES, FORM, HEADERS, IDS, PATHS, QUERIES } from './assaults.js';
import { createDatabase, DATABASE } from './database.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Maximum time for an answer. In milliseconds; generous, because the machine may be busy. */
const PATIENCE = 10_000;

/** A sender of requests: a stranger, or a developer with every credential. */
interface Sender {
  installation: Installation;
  /** Headers that authenticate the sender for a path. */
  headersFor(path: string): Record<string, string>;
  /** What a form must start with to be processed. */
  formStart: string;
}

let strangers = 0;
/** Not a test of rate limits, so each request to an OAuth endpoint has a new address. */
const addressFor = (path: string): string | undefined => {
  if (!path.startsWith('/api/oauth2/')) return undefined;
  strangers += 1;
  return `10.0.${(strangers >> 8) & 255}.${strangers & 255}`;
};

/** A request without the sender's credentials. Header names are in lower case. */
interface Sent {
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer>;
}

const send = async (sender: Sender, method: string, path: string, init: Sent = {}): Promise<Received> => {
  const headers = { ...sender.headersFor(path), ...init.headers };
  const started = performance.now();
  const response = await sender.installation.request(path, { ...init, method, headers }, addressFor(path));
  const answer = { status: response.status, headers: response.headers, text: await response.text() };
  assert.ok(performance.now() - started < PATIENCE, 'the answer came in time');
  return answer;
};

const described = async (what: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    throw new Error(what, { cause: error });
  }
};

/** Each path of the app, with its parameters replaced. */
const concrete = (path: string, id: string): string => path.replaceAll(/:\w+(?:\{[^}]*\})?/g, id);

/** The path after URL parsing, without `..`. */
const normalised = (path: string): string => new URL(`http://localhost${path}`).pathname;

const withStart = (body: string | Uint8Array<ArrayBuffer>, start: string): string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' ? start + body : new Uint8Array(Buffer.concat([Buffer.from(start), body]));

/**
 * Bearer tokens are sent in a header, a new secret needs no body, and a logo has another content type
 * (attacks/logos.test.ts).
 */
const readsBody = (method: string, path: string): boolean =>
  familyOf(path) === 'management'
    ? method === 'PATCH' || path === '/api/oauth_apps'
    : method === 'POST' && path !== '/api/oauth2/userinfo' && !path.endsWith('/logo');

const sweepBodies = async (sender: Sender, path: string): Promise<void> => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const [name, { contentType, body, asForm, asJson }] of Object.entries(BODIES)) {
      await described(`${method} ${path} with ${name}`, async () => {
        const whole = body !== null && contentType === FORM ? withStart(body, sender.formStart) : body;
        const headers = contentType === null ? {} : { 'content-type': contentType };
        const answer = await send(sender, method, path, { headers, ...(whole === null ? {} : { body: whole }) });
        assertDecent(path, method, answer);
        const family = familyOf(path);
        const expected = family === 'management' ? asJson : asForm;
        const isDue = readsBody(method, path) && ![401, 404, 405].includes(answer.status);
        if (isDue && expected !== null) assert.equal(answer.status, expected);
      });
    }
  }
};

const sweepQueries = async (sender: Sender, path: string, methods: readonly string[]): Promise<void> => {
  for (const method of methods) {
    for (const query of QUERIES) {
      await described(`${method} ${path}${query.slice(0, 100)}`, async () =>
        assertDecent(path, method, await send(sender, method, path + query)),
      );
    }
  }
};

const sweepIds = async (sender: Sender, path: string, methods: readonly string[]): Promise<void> => {
  if (!path.includes(':')) return;
  for (const method of methods) {
    for (const id of IDS) {
      await described(`${method} ${path} with the id ${id.slice(0, 100)}`, async () => {
        const init = method === 'POST' ? { body: sender.formStart, headers: { 'content-type': FORM } } : {};
        assertDecent(normalised(concrete(path, id)), method, await send(sender, method, concrete(path, id), init));
      });
    }
  }
};

const sweepHeaders = async (sender: Sender, path: string): Promise<void> => {
  for (const method of ['GET', 'POST']) {
    for (const [name, headers] of Object.entries(HEADERS)) {
      await described(`${method} ${path} with ${name}`, async () =>
        assertDecent(path, method, await send(sender, method, path, { headers })),
      );
    }
  }
};

const sweepPaths = async (sender: Sender): Promise<void> => {
  for (const method of METHODS) {
    for (const path of PATHS) {
      await described(`${method} ${path.slice(0, 100)}`, async () => {
        const answer = await send(sender, method, path);
        assertDecent(normalised(path), method, answer);
        assert.doesNotMatch(answer.text, /root:|"dependencies"/);
      });
    }
  }
};

/** A developer's programs: a developer token for the management API, an access token elsewhere. */
const developerSender = async (installation: Installation, visitor: Visitor, devId: string): Promise<Sender> => {
  const token = await installation.services.developers.createToken(devId, 'sweep', null);
  assert.ok(token.outcome === 'done');
  const developerToken = token.value.token.reveal();
  const app = await registerApp(installation, { owner: devId });
  const { access } = await grantTokens(visitor, app);
  assert.equal((await callWith(installation, access)).status, 200);
  return {
    installation,
    formStart: '',
    headersFor: (path) => {
      if (familyOf(path) === 'management') return { authorization: `Bearer ${developerToken}` };
      if (path.startsWith('/api/oauth2/token') || path.startsWith('/api/oauth2/revoke')) {
        return { authorization: `Basic ${btoa(`${app.clientId}:${app.secret}`)}` };
      }
      return { authorization: `Bearer ${access}` };
    },
  };
};

/** The developer's browser, signed in again each time, because a swept request may sign it out. */
const browserSender = async (installation: Installation, devId: string): Promise<Sender> => {
  const visitor = createVisitor(installation);
  await visitor.get('/');
  const browserId = visitor.cookies.get('octroi_browser') ?? '';
  const { accounts, sessions, signInCounts } = installation.services;
  await signInCounts.startOver(devId);
  // A swept request may also take a way in away, which raises the version.
  const account = await accounts.getById(devId);
  assert.ok(account);
  const browser = { id: browserId, userAgent: 'sweep', locale: 'en' } as const;
  const { secret } = await sessions.start(verifiedOf(account), PASSWORD_AMR, browser);
  visitor.cookies.set('octroi_session', secret.reveal());
  assert.equal((await visitor.get('/account')).status, 200);
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return { installation, headersFor: () => ({ cookie }), formStart: `csrf=${visitor.csrfToken()}&` };
};

describe(`every address of the product (${DATABASE})`, () => {
  let installation: Installation;
  let devId: string;
  let developer: Sender;
  let drop: () => Promise<void>;

  before(async () => {
    const database = await createDatabase();
    ({ drop } = database);
    installation = await openInstallation({ ...database.environment, OCTROI_TOPUP_PROVIDERS: 'test' });
    devId = await installation.addUser('dev');
    await installation.services.developers.grantRole(devId, 'developer');
    const visitor = createVisitor(installation);
    await visitor.signIn('dev');
    developer = await developerSender(installation, visitor, devId);
  });
  after(async () => {
    await installation.close();
    await drop();
  });

  const forEachSender = async (work: (sender: Sender) => Promise<void>): Promise<void> => {
    const stranger: Sender = { installation, headersFor: () => ({}), formStart: '' };
    for (const sender of [stranger, developer, await browserSender(installation, devId)]) await work(sender);
  };

  const sweep = (what: string, one: (sender: Sender, path: string) => Promise<void>): void => {
    test(`answers ${what} decently`, async () => {
      assert.ok(installation.paths.length > 30, 'the app tells its routes');
      for (const path of installation.paths) {
        await forEachSender((sender) => one(sender, path));
      }
    });
  };

  if (DATABASE === 'PostgreSQL') {
    // The rest is refused before it reaches a database: unsupported methods, malformed bodies and headers.
    const taken = async (sender: Sender, path: string): Promise<string[]> => {
      const methods: string[] = [];
      for (const method of METHODS) {
        if ((await send(sender, method, concrete(path, '1'))).status !== 405) methods.push(method);
      }
      return methods;
    };
    sweep('any query', async (sender, path) => sweepQueries(sender, concrete(path, '1'), await taken(sender, path)));
    sweep('any id in a path', async (sender, path) => sweepIds(sender, path, await taken(sender, path)));
    return;
  }
  sweep('any query by any method', (sender, path) => sweepQueries(sender, concrete(path, '1'), METHODS));
  sweep('any id in a path', (sender, path) => sweepIds(sender, path, METHODS));
  sweep('any body', (sender, path) => sweepBodies(sender, concrete(path, '1')));
  sweep('any header', (sender, path) => sweepHeaders(sender, concrete(path, '1')));
  test('answers paths that lead nowhere decently', () => forEachSender(sweepPaths));
});
