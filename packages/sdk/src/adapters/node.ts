import type { AppSession, Octroi } from '../server/index.js';

/** The part of a `node:http` request that is used. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The part of a `node:http` response that is used. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  appendHeader(name: string, value: string): unknown;
  end(body?: string): unknown;
}

/**
 * A Node request as a Request, without its body, which no route reads. Its URL starts with the app's own origin,
 * whatever Host says.
 */
export const toRequest = ({ origin }: Octroi, { method = 'GET', url = '/', headers }: NodeRequest): Request => {
  const copied = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2 includes the method and path here.
    if (value === undefined || name.startsWith(':')) continue;
    for (const each of [value].flat()) copied.append(name, each);
  }
  // A Request cannot have this method, and the exception would end the process. No route accepts either.
  const possible = method === 'TRACE' ? 'OPTIONS' : method;
  return new Request(origin + (url.startsWith('/') ? url : '/'), { method: possible, headers: copied });
};

const write = async (answer: Response, response: NodeResponse): Promise<void> => {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') response.setHeader(name, value);
  for (const line of answer.headers.getSetCookie()) response.appendHeader('set-cookie', line);
  response.end(await answer.text());
};

/**
 * For `node:http`: answers Octroi's routes, and returns whether it did.
 *
 *     createServer(async (request, response) => {
 *       if (await answer(request, response)) return;
 *       ...the app's own routes
 *     });
 */
export const nodeHandler =
  (octroi: Octroi) =>
  async (request: NodeRequest, response: NodeResponse): Promise<boolean> => {
    const converted = toRequest(octroi, request);
    if (!octroi.handles(new URL(converted.url).pathname)) return false;
    await write(await octroi.handler(converted), response);
    return true;
  };

/**
 * The session of the signed-in user, or null. Call it before sending the response's headers, because it adds refreshed
 * cookies to them.
 */
export const nodeSession = (octroi: Octroi, request: NodeRequest, response: NodeResponse): Promise<AppSession | null> =>
  octroi.session(toRequest(octroi, request), (line) => {
    if (!response.headersSent) response.appendHeader('set-cookie', line);
  });
