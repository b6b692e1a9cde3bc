/**
 * Runs the demo app as a process of its own. Environment: OCTROI_DEMO_ISSUER, OCTROI_DEMO_CLIENT_ID and
 * OCTROI_DEMO_CLIENT_SECRET (all required), OCTROI_DEMO_APP_PORT (4000; 0 takes a free one), OCTROI_DEMO_APP_NAME.
 * Prints `ready http://localhost:PORT` once it answers; stops on SIGTERM, on SIGINT, and with the parent that forked it.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createDemoApp } from './app.js';

interface Settings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly port: number;
}

/** Reads the environment. Throws an Error that names every variable at fault. */
const readSettings = (env: NodeJS.ProcessEnv): Settings => {
  const faults: string[] = [];
  const required = (variable: string): string => {
    const value = env[variable] ?? '';
    if (value === '') faults.push(`${variable} is not set`);
    return value;
  };
  const issuer = required('OCTROI_DEMO_ISSUER');
  if (issuer !== '' && !URL.canParse(issuer)) faults.push('OCTROI_DEMO_ISSUER is not a URL');
  const port = env['OCTROI_DEMO_APP_PORT'] || '4000';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) faults.push('OCTROI_DEMO_APP_PORT is not a port number');
  const settings = {
    issuer,
    clientId: required('OCTROI_DEMO_CLIENT_ID'),
    clientSecret: required('OCTROI_DEMO_CLIENT_SECRET'),
    name: env['OCTROI_DEMO_APP_NAME'] || 'Inkwell',
    port: Number(port),
  };
  if (faults.length > 0) throw new Error(`the demo app cannot start: ${faults.join('; ')}`);
  return settings;
};

const listen = async (server: Server, port: number, host: string): Promise<number> => {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo app has no port');
  return address.port;
};

const hasNoIpv6 = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');

const run = async ({ port, ...settings }: Settings): Promise<void> => {
  const fetching = Promise.withResolvers<(request: Request) => Response | Promise<Response>>();
  const answer = getRequestListener(async (request) => (await fetching.promise)(request));
  const ipv4 = createServer(answer);
  const ipv6 = createServer(answer);

  // "localhost" is either loopback address, as the browser pleases.
  const boundPort = await listen(ipv4, port, '127.0.0.1');
  await listen(ipv6, boundPort, '::1').catch((error: unknown) => {
    if (!hasNoIpv6(error)) throw error;
  });

  const baseUrl = `http://localhost:${boundPort}`;
  const app = createDemoApp({ ...settings, baseUrl });
  fetching.resolve((request) =>
    // A cookie set on http://127.0.0.1 would be missing when the callback arrives on http://localhost.
    new URL(request.url).origin === baseUrl ? app.fetch(request) : Response.redirect(baseUrl, 302),
  );

  const stop = (): void => {
    for (const server of [ipv4, ipv6]) server.close().closeAllConnections();
    // Whatever is still asked of the authorization server, nobody waits for any more.
    process.exit(0);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
  // The parent may have gone while this process was still starting.
  if (process.connected === false) stop();
  process.stdout.write(`ready ${baseUrl}\n`);
};

try {
  await run(readSettings(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
