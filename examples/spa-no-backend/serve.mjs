// Serves the two pages like any static host, and inserts the two values that differ between installations.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const { OCTROI_ISSUER = 'http://localhost:3000', OCTROI_CLIENT_ID = '', PORT = '4000' } = process.env;
const PAGES = new Map([
  ['/', 'index.html'],
  ['/oauth/callback.html', 'oauth/callback.html'],
]);
const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  // The page holds tokens, so scripts come only from here and from the Octroi server, and requests go only to the latter.
  'Content-Security-Policy': `default-src 'none'; script-src ${OCTROI_ISSUER}; connect-src ${OCTROI_ISSUER}; base-uri 'none'; frame-ancestors 'none'`,
};

createServer(async (request, response) => {
  const file = PAGES.get(new URL(request.url, 'http://localhost').pathname);
  if (file === undefined) {
    response.writeHead(404).end('Not found');
    return;
  }
  const page = await readFile(new URL(file, import.meta.url), 'utf8');
  const filled = page.replaceAll('{issuer}', OCTROI_ISSUER).replaceAll('{client_id}', OCTROI_CLIENT_ID);
  response.writeHead(200, headers).end(filled);
}).listen(Number(PORT), '127.0.0.1', () => console.log(`Listening on port ${PORT}`));
