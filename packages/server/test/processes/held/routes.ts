import type { Hono } from 'hono';
import { METHODS } from '#server/web/http/allowed-methods.js';
import type { RequestEnv } from '#server/web/http/env.js';

const CHANGING = METHODS.filter((method) => method !== 'GET');

/** The methods of an endpoint for programs, which the router has as one handler for all. */
const methodsFor = async (app: Hono<RequestEnv>, path: string): Promise<string[]> => {
  const answer = await app.request(path.replaceAll(/:\w+(\{[^}]*\})?/g, '1'), { method: 'OPTIONS' });
  return (answer.headers.get('access-control-allow-methods') ?? '').split(', ');
};

/** Every route that may change something, as mounted: `POST /console/apps/:id{[0-9]+}/logo`. */
export const changingRoutes = async (app: Hono<RequestEnv>): Promise<string[]> => {
  const found = new Set<string>();
  for (const { method, path } of app.routes) {
    const methods = method === 'ALL' && !path.endsWith('*') ? await methodsFor(app, path) : [method];
    for (const each of CHANGING) if (methods.includes(each)) found.add(`${each} ${path}`);
  }
  return [...found].toSorted();
};
