// Serves the route handlers of a folder the way Next.js does: app/**/route.ts by its path, a folder in brackets for any
// segment. Next.js itself is ten times as big as everything else that the tests install.
//
//   PORT=3001 node next-server.js FOLDER
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '@hono/node-server';

type RouteHandler = (request: Request) => Promise<Response>;

const isHandler = (value: unknown): value is RouteHandler => typeof value === 'function';

const app = join(process.argv[2] ?? '', 'app');
const port = Number(process.env['PORT']);

const toPattern = (file: string): RegExp => {
  const folder = dirname(file);
  return new RegExp(`^/${folder === '.' ? '' : folder.replaceAll(/\[\w+\]/g, '[^/]+')}$`);
};

const routes = await Promise.all(
  readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?:^|\/)route\.ts$/.test(file))
    .map(async (file) => {
      const handlers: Record<string, unknown> = await import(pathToFileURL(join(app, file)).href);
      return { pattern: toPattern(file), handlers };
    }),
);

const answer = async (request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url);
  const route = routes.find(({ pattern }) => pattern.test(pathname));
  if (route === undefined) return new Response('Not found', { status: 404 });
  const handler = route.handlers[request.method];
  return isHandler(handler) ? handler(request) : new Response(null, { status: 405 });
};

serve({ fetch: answer, hostname: '127.0.0.1', port }, () => console.log(`Listening on port ${port}`));
