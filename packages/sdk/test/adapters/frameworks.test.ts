import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { expressHandler, expressSession } from '../../dist/adapters/express.js';
import { fastifyPlugin, fastifySession } from '../../dist/adapters/fastify.js';
import { honoHandler, honoSession } from '../../dist/adapters/hono.js';
import { nextHandlers } from '../../dist/adapters/next.js';
import { nodeHandler, nodeSession, toRequest } from '../../dist/adapters/node.js';
import type { Octroi } from '../../dist/server/index.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { freePort } from '../support/free-port.js';
import { startOctroi, type OctroiServer } from '../support/octroi-server.js';
import { createVisitor } from '../support/visitor.js';

let server: OctroiServer;
before(async () => {
  server = await startOctroi();
});
after(() => server.stop());

const greet = (session: { user(): Promise<{ username?: string }> } | null): Promise<string> | string =>
  session === null ? 'hello, whoever you are' : session.user().then(({ username }) => `hello ${username}`);

const stopServer = async (running: Server): Promise<void> => {
  running.closeAllConnections();
  running.close();
  await once(running, 'close');
};

/** Serves an app with the handler and one route of its own, `/hello`; resolves to a function that stops it. */
type Serve = (octroi: Octroi, port: number) => Promise<() => Promise<void>>;

const FRAMEWORKS: Readonly<Record<string, Serve>> = {
  'node:http': async (octroi, port) => {
    const answer = nodeHandler(octroi);
    const running = createServer(async (request, response) => {
      if (await answer(request, response)) return;
      if (request.url !== '/hello') {
        response.writeHead(404).end('not here');
        return;
      }
      response.end(await greet(await nodeSession(octroi, request, response)));
    });
    running.listen(port, '127.0.0.1');
    await once(running, 'listening');
    return () => stopServer(running);
  },

  'Express 5': async (octroi, port) => {
    const app = express();
    app.use(express.urlencoded());
    app.use(expressHandler(octroi));
    app.get('/hello', async (request, response) => {
      response.send(await greet(await expressSession(octroi, request, response)));
    });
    const running = app.listen(port, '127.0.0.1');
    await once(running, 'listening');
    return () => stopServer(running);
  },

  'Fastify 5': async (octroi, port) => {
    const app = fastify();
    await app.register(fastifyPlugin(octroi));
    app.get('/hello', async (request, reply) => greet(await fastifySession(octroi, request, reply)));
    await app.listen({ port, host: '127.0.0.1' });
    return () => app.close();
  },

  Hono: async (octroi, port) => {
    const app = new Hono();
    app.use(honoHandler(octroi));
    app.get('/hello', async (c) => c.text(await greet(await honoSession(octroi, c))));
    return serveFetch(async (request) => app.fetch(request), port);
  },

  'Next (its route handlers)': async (octroi, port) => {
    // Created at the first request, because Next loads every route when it builds, without secrets.
    const { GET, POST } = nextHandlers(() => octroi);
    const hello = async (request: Request): Promise<Response> => {
      const session = await octroi.session(request);
      const answer = new Response(await greet(session));
      return session?.apply(answer) ?? answer;
    };
    // Next passes each file of app/ the requests of its path, by method.
    return serveFetch(async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/hello') return hello(request);
      if (!/^\/(?:auth\/oauth\/[^/]+|oauth\/callback|api\/user\/info)$/.test(pathname)) {
        return new Response('not here', { status: 404 });
      }
      return request.method === 'POST' ? POST(request) : GET(request);
    }, port);
  },
};

/** Passes a socket's requests to a function on Request and Response. */
async function serveFetch(
  handler: (request: Request) => Promise<Response>,
  port: number,
): Promise<() => Promise<void>> {
  const running = createServer(async (incoming, outgoing) => {
    const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    );
    const request = new Request(`http://localhost:${port}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers,
    });
    const answer = await handler(request);
    const cookies = answer.headers.getSetCookie();
    outgoing.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    });
    outgoing.end(await answer.text());
  });
  running.listen(port, '127.0.0.1');
  await once(running, 'listening');
  return () => stopServer(running);
}

for (const [framework, serve] of Object.entries(FRAMEWORKS)) {
  describe(`in ${framework}`, () => {
    let app: TestApp;
    let origin: string;
    let stop: () => Promise<void>;
    before(async () => {
      const port = await freePort();
      origin = `http://localhost:${port}`;
      app = await createTestApp(server, { redirectUri: `${origin}/oauth/callback` });
      stop = await serve(app.octroi, port);
    });
    after(() => stop());

    it('a user signs in, is known to the app’s own routes, tops up and signs out', async () => {
      const alice = createVisitor();
      assert.equal((await alice.send(`${origin}/api/user/info`)).status, 401);
      assert.equal((await alice.send(`${origin}/hello`)).text, 'hello, whoever you are');
      const home = await alice.signInAt(await alice.go(`${origin}/auth/oauth/start`));
      assert.equal(home.url.href, `${origin}/?login=success`);
      const info = await alice.send(`${origin}/api/user/info`);
      assert.match(info.headers.get('content-type') ?? '', /^application\/json/);
      assert.equal(JSON.parse(info.text).balance_formatted, '750.00');
      assert.equal((await alice.send(`${origin}/hello`)).text, 'hello alice');
      assert.equal((await alice.go(`${origin}/auth/oauth/topup`)).url.pathname, '/topup');

      const body = new URLSearchParams();
      const refused = await alice.send(`${origin}/auth/oauth/logout`, { method: 'POST', body });
      assert.equal(refused.status, 403);
      // As a plain form of the app sends it.
      const init = { method: 'POST', body, headers: { 'sec-fetch-site': 'same-origin' } };
      assert.equal((await alice.send(`${origin}/auth/oauth/logout`, init)).headers.get('location'), '/');
      assert.equal((await alice.send(`${origin}/hello`)).text, 'hello, whoever you are');
    });

    it('a refresh behind a route of the app’s own reaches the browser’s cookie', async () => {
      const alice = createVisitor();
      await alice.signInAt(await alice.go(`${origin}/auth/oauth/start`));
      const name = [...alice.cookies.keys()].find((each) => each.startsWith('octroi_app_')) ?? '';
      const signedInWith = alice.cookies.get(name);
      server.letTimePass(121 * 60_000);
      assert.equal((await alice.send(`${origin}/hello`)).text, 'hello alice');
      assert.notEqual(alice.cookies.get(name), signedInWith);
      assert.equal((await alice.send(`${origin}/hello`)).text, 'hello alice');
      assert.equal(app.recorder.count('refresh_token'), 1);
    });

    it('everything else is left to the app', async () => {
      assert.equal((await createVisitor().send(`${origin}/elsewhere`)).status, 404);
      assert.equal((await createVisitor().send(`${origin}//evil.example/oauth/callback`)).status, 404);
    });
  });
}

describe('the Express middleware', () => {
  it('knows its paths wherever it is mounted', async () => {
    const port = await freePort();
    const redirectUri = `http://localhost:${port}/shop/oauth/callback`;
    const { octroi } = await createTestApp(server, { redirectUri, basePath: '/shop' });
    const app = express();
    app.use('/shop', expressHandler(octroi));
    const running = app.listen(port, '127.0.0.1');
    await once(running, 'listening');
    assert.equal((await createVisitor().send(`http://localhost:${port}/shop/auth/oauth/start`)).status, 303);
    await stopServer(running);
  });
});

describe('a Node request', () => {
  it('may have any method that a server accepts: TRACE, too, ends no process', async () => {
    const { octroi } = await createTestApp(server, { redirectUri: 'http://localhost:4000/oauth/callback' });
    const answerTo = (url: string): Promise<Response> =>
      octroi.handler(toRequest(octroi, { method: 'TRACE', url, headers: {} }));
    assert.equal((await answerTo('/auth/oauth/start')).status, 405);
    assert.equal((await answerTo('/elsewhere')).status, 404);
  });
});
