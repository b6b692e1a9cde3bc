import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeIn } from './documentation.js';
import { WORKSPACE } from './paths.js';
import { freePort } from './server.js';

interface Files {
  certificate: string;
  key: string;
}

interface NginxModule {
  startNginx(host: string, http: (files: Files) => string): Promise<{ stop(): Promise<void> }>;
}

const script = pathToFileURL(join(WORKSPACE, 'scripts/lib/nginx.mjs')).href;
const { startNginx } = (await import(script)) as NginxModule;

/** The host in docs/deployment.md. */
const HOST = 'id.example.com';
export const NGINX_ISSUER = `https://${HOST}`;

/** Replaces what is there exactly once. */
const put = (text: string, place: string, value: string): string => {
  assert.equal(text.split(place).length, 2, `docs/deployment.md has not one ${place}`);
  return text.replace(place, value);
};

/** The configuration that docs/deployment.md shows, at another address, with these servers behind it. */
const shownConfiguration = (port: number, upstreams: readonly number[], { certificate, key }: Files): string => {
  const [shown = '', ...others] = codeIn('docs/deployment.md', 'nginx');
  assert.deepEqual(others, []);
  const [, server = ''] = /^ *(server 127\.0\.0\.1:3000.*;)$/m.exec(shown) ?? [];
  const servers = upstreams.map((upstream) => server.replace(':3000', `:${upstream}`)).join('\n');
  return [
    [server, servers],
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    [`/etc/ssl/${HOST}.pem`, certificate],
    [`/etc/ssl/${HOST}.key`, key],
  ].reduce((text, [place = '', value = '']) => put(text, place, value), shown);
};

/** What Node received, as from `fetch`. */
const responseOf = (received: IncomingMessage, body: Buffer<ArrayBuffer>): Response => {
  const { statusCode: status = 0, rawHeaders } = received;
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  return new Response(status === 204 || status === 304 ? null : body, { status, headers });
};

/** An nginx as the documentation configures it, in front of servers on these ports. */
export const startDocumentedNginx = async (upstreams: readonly number[]) => {
  const port = await freePort();
  const { stop } = await startNginx(HOST, (files) => shownConfiguration(port, upstreams, files));
  // Nobody trusts its certificate.
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  /** Browsers take longer headers than Node does by default. In bytes. */
  const maxHeaderSize = 256 * 1024;

  /** Does what `fetch` does, without following redirects. `from` is the client's address, on loopback. */
  const send = async (target: string | URL, init: RequestInit = {}, from = '127.0.0.1'): Promise<Response> => {
    const { pathname, search } = new URL(target, NGINX_ISSUER);
    const sent = new Request(new URL(pathname + search, NGINX_ISSUER), init);
    const headers = { ...Object.fromEntries(sent.headers), host: HOST };
    const options = { agent, servername: HOST, localAddress: from, method: sent.method, headers, maxHeaderSize };
    const body = Buffer.from(await sent.arrayBuffer());
    return new Promise((resolve, reject) => {
      const outgoing = request(`https://127.0.0.1:${port}${pathname}${search}`, options, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part)).once('error', reject);
        incoming.once('end', () => resolve(responseOf(incoming, Buffer.concat(parts))));
      });
      outgoing.once('error', reject).end(body);
    });
  };

  return {
    send,
    stop: async (): Promise<void> => {
      agent.destroy();
      await stop();
    },
  };
};

export type DocumentedNginx = Awaited<ReturnType<typeof startDocumentedNginx>>;
