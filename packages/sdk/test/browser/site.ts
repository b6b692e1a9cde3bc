import { once } from 'node:events';
import { createServer } from 'node:http';
import { nodeHandler } from '../../dist/adapters/node.js';
import type { Octroi } from '../../dist/server/index.js';

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const;

interface File {
  readonly type: keyof typeof TYPES;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A third-party app's site. Not on the server's host, so that browsers treat them as different sites. */
export interface Site {
  readonly origin: string;
  put(path: string, type: keyof typeof TYPES, text: string, headers?: Readonly<Record<string, string>>): void;
  /** Gives the site a back end. */
  answerWith(octroi: Octroi): void;
  stop(): Promise<void>;
}

export const serveSite = async (): Promise<Site> => {
  const files = new Map<string, File>();
  let backend: ReturnType<typeof nodeHandler> | null = null;
  const server = createServer(async (request, response) => {
    if ((await backend?.(request, response)) === true) return;
    const file = files.get(new URL(request.url ?? '/', 'http://site').pathname);
    if (file === undefined) response.writeHead(404, { 'content-type': TYPES.html }).end('There is nothing here.');
    else response.writeHead(200, { ...file.headers, 'content-type': TYPES[file.type] }).end(file.text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the site has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    put: (path, type, text, headers = {}) => void files.set(path, { type, text, headers }),
    answerWith: (octroi) => {
      backend = nodeHandler(octroi);
    },
    stop: async () => {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  };
};
