import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const samples = join(import.meta.dirname, '../../test/seed');

/** A sample as the document prints it. */
export const readSample = (name: string): string => readFileSync(join(samples, name), 'utf8');

/** The values that the document's readers must fill in. */
export interface SampleSettings {
  authServer: string;
  clientId: string;
  clientSecret: string;
}

/** Replaces a placeholder that must be there exactly once. */
export const fillIn = (sample: string, placeholder: string, value: string): string => {
  assert.equal(sample.split(placeholder).length, 2, `the sample has ${placeholder} once`);
  return sample.replace(placeholder, () => value);
};

/** The pages of the sample site by their path, ready to be served. */
export const samplePages = ({
  authServer,
  clientId,
  clientSecret,
}: SampleSettings): Readonly<Record<string, string>> => {
  const withServer = fillIn(
    readSample('seed-page.html'),
    `authServer: 'https://your-domain.com'`,
    `authServer: '${authServer}'`,
  );
  const withId = fillIn(withServer, `clientId: 'YOUR_CLIENT_ID'`, `clientId: '${clientId}'`);
  return {
    '/': fillIn(withId, `clientSecret: 'YOUR_CLIENT_SECRET'`, `clientSecret: '${clientSecret}'`),
    '/oauth/callback.html': readSample('callback.html'),
  };
};

/** The sample declares no charset, and contains Chinese. */
export const HTML_TYPE = 'text/html; charset=utf-8';

/** Serves the sample site from loopback, like a developer's machine. */
export const serveSampleSite = async () => {
  let pages: Readonly<Record<string, string>> = {};
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const page = pages[pathname];
    if (page === undefined) response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
    else response.writeHead(200, { 'content-type': HTML_TYPE }).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    origin: `http://localhost:${address.port}`,
    /** Called after the app is registered, which needs the origin. */
    configure: (settings: SampleSettings): void => {
      pages = samplePages(settings);
    },
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
