import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/index.js';
import type { Log } from '../../kernel/log.js';
import { startServer } from '../../server.js';
import { ensureDemoApp, ensureDemoUsers, type DemoCredentials } from './seed-demo.js';

export const DEMO_APP_NAME = 'Inkwell';

export interface Demo {
  /** Where the demo stores its data. */
  folder: string;
  serverUrl: string;
  appUrl: string;
  stop(): Promise<void>;
}

const redirectUriAt = (port: number): string => `http://localhost:${port}/oauth/callback`;

/** The built examples/inkwell. It is next to the folder of the bundle that contains this module. */
const INKWELL = new URL('../inkwell/main.js', import.meta.url);

interface AppOptions extends DemoCredentials {
  issuer: string;
  port: number;
}

/** What a program may need to run at all. */
const INHERITED = ['PATH', 'SystemRoot', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];

/** Its own settings, and none of ours: a third-party app has no business with our secrets. */
export const environmentOfApp = (
  ours: NodeJS.ProcessEnv,
  { issuer, port, clientId, clientSecret }: AppOptions,
): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(INHERITED.map((name) => [name, ours[name]])),
  OCTROI_ISSUER: issuer,
  OCTROI_CLIENT_ID: clientId,
  OCTROI_CLIENT_SECRET: clientSecret,
  PORT: String(port),
  REDIRECT_URI: redirectUriAt(port),
});

/** Starts the third-party app as a separate process; resolves to its URL when it is ready. */
const startApp = async (options: AppOptions) => {
  const { port } = options;
  const url = `http://localhost:${port}`;
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(INKWELL)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: environmentOfApp(process.env, options),
  });
  const exited = once(child, 'exit');
  await new Promise<void>((onReady, onFailure) => {
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => line.startsWith('Listening') && onReady());
    }
    child.once('exit', () =>
      onFailure(new Error(`The demo app could not start. Is port ${port} free? --app-port chooses another one.`)),
    );
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  return { url, stop };
};

/** Starts the server with the demo users, and the third-party app. */
export const startDemo = async (options: { config: Config; log: Log; appPort: number }): Promise<Demo> => {
  const { config, appPort } = options;
  const server = await startServer(options);
  try {
    await ensureDemoUsers(server.services);
    const folder = config.databaseUrl.startsWith('file:') ? dirname(config.databaseUrl.slice('file:'.length)) : 'data';
    const credentials = await ensureDemoApp(server.services, {
      file: join(resolve(folder), 'demo-app.json'),
      name: DEMO_APP_NAME,
      redirectUri: redirectUriAt(appPort),
    });
    const app = await startApp({ ...credentials, issuer: config.issuer, port: appPort });
    return {
      folder,
      serverUrl: server.url,
      appUrl: app.url,
      stop: async () => {
        await app.stop();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
};
