// Runs Inkwell as a separate process, reachable only from this machine. Reads the same variables as all examples.
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { createInkwell } from './app.ts';

const {
  OCTROI_ISSUER = '',
  OCTROI_CLIENT_ID = '',
  OCTROI_CLIENT_SECRET = '',
  PORT = '4000',
  REDIRECT_URI = `http://localhost:${PORT}/oauth/callback`,
} = process.env;

const faults = Object.entries({ OCTROI_ISSUER, OCTROI_CLIENT_ID, OCTROI_CLIENT_SECRET })
  .filter(([, value]) => value === '')
  .map(([name]) => `${name} is not set`);
if (!/^\d{1,5}$/.test(PORT)) faults.push('PORT is not a port number');
if (faults.length > 0) {
  console.error(`Inkwell cannot start: ${faults.join('; ')}`);
  process.exit(1);
}

const stop = (): void => process.exit(0);
// Also stops when its parent process does, such as `octroi demo`.
process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
if (process.connected === false) stop();

const app = createInkwell({
  issuer: OCTROI_ISSUER,
  clientId: OCTROI_CLIENT_ID,
  clientSecret: OCTROI_CLIENT_SECRET,
  redirectUri: REDIRECT_URI,
});
const { origin } = new URL(REDIRECT_URI);

const fetch = (request: Request): Response | Promise<Response> =>
  // A cookie set on http://127.0.0.1 would be missing when the callback arrives on http://localhost.
  origin.startsWith('http:') && new URL(request.url).origin !== origin
    ? Response.redirect(origin, 302)
    : app.fetch(request);

const hasNoIpv6 = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');

// Browsers resolve "localhost" to either loopback address.
for (const hostname of ['127.0.0.1', '::1']) {
  try {
    await once(serve({ fetch, hostname, port: Number(PORT) }), 'listening');
  } catch (error) {
    if (hostname === '::1' && hasNoIpv6(error)) continue;
    console.error(`Inkwell cannot start: ${String(error)}`);
    process.exit(1);
  }
}
console.log(`Listening on port ${PORT}`);
