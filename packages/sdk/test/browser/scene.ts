import { after, afterEach, before } from 'node:test';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { createOctroi } from '../../dist/server/index.js';
import { COOKIE_SECRET } from '../support/app.js';
import { startOctroi, type OctroiServer } from '../support/octroi-server.js';
import { serveSite, type Site } from './site.js';
import { openTab, type Tab } from './tab.js';

export const CALLBACK = '/oauth/callback.html';
/** Timeout for anything to appear, in milliseconds. */
const PATIENCE = 10_000;

/** A server, a third-party app, and a browser. One per test file; every test has its own browser profile. */
export interface Scene {
  readonly server: OctroiServer;
  readonly site: Site;
  /** The app's policy: scripts from the server and the app's own files, no style, no markup from text. */
  readonly policy: Readonly<Record<string, string>>;
  /** The script tag with integrity, as in the console. */
  readonly script: string;
  /** The attributes of a public client. */
  readonly publicClient: string;
  readonly clientId: string;
  /** Puts a page on the site, with the script and `body`. */
  page(path: string, body: string, headers?: Readonly<Record<string, string>>): void;
  profile(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Opens a path of the site, in a new profile unless one is given. */
  visit(path: string, context?: BrowserContext): Promise<Tab>;
  /** A tab at `/`, in which alice has signed in. */
  signedIn(path?: string, context?: BrowserContext): Promise<Tab>;
}

const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['OCTROI_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });

const document = (head: string, body: string): string => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Inkwell</title>${head}</head>
<body><main><h1>Inkwell</h1>${body}</main></body></html>`;

const readScriptTag = async (issuer: string): Promise<string> => {
  const { loadSdkScript } = await import('../../../server/dist/web/kit/assets/sdk-script.js');
  const script = loadSdkScript();
  if (script === null) throw new Error('There is no script file: run npm run build.');
  const { path, integrity } = script;
  return `<script src="${issuer}${path}" integrity="${integrity}" crossorigin="anonymous" defer></script>`;
};

const build = async () => {
  const [server, site, browser] = await Promise.all([startOctroi(), serveSite(), launch()]);
  const contexts: BrowserContext[] = [];
  const redirectUri = `${site.origin}${CALLBACK}`;
  const { clientId } = await server.addApp(redirectUri, { public: true });
  const secretUri = `${site.origin}/oauth/callback`;
  const confidential = await server.addApp(secretUri);
  site.answerWith(
    createOctroi({
      issuer: server.issuer,
      ...confidential,
      redirectUri: secretUri,
      cookieSecret: COOKIE_SECRET,
      onError: () => {},
    }),
  );
  const script = await readScriptTag(server.issuer);
  const policy = {
    'content-security-policy': [
      "default-src 'none'",
      'img-src data:',
      `script-src 'self' ${server.issuer}`,
      `connect-src 'self' ${server.issuer}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ].join('; '),
  };
  const publicClient = `mode="public" issuer="${server.issuer}" client-id="${clientId}" redirect-uri="${CALLBACK}"`;

  const profile = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(PATIENCE);
    contexts.push(context);
    return context;
  };
  const visit = async (path: string, context?: BrowserContext): Promise<Tab> =>
    openTab(context ?? (await profile()), site.origin + path);
  const scene: Scene = {
    server,
    site,
    policy,
    script,
    publicClient,
    clientId,
    page: (path, body, headers = {}) => site.put(path, 'html', document(script, body), { ...policy, ...headers }),
    profile,
    visit,
    signedIn: async (path = '/', context) => {
      const tab = await visit(path, context);
      await tab.press('Sign in');
      await tab.signIn();
      await tab.sees('Balance: 750.00');
      return tab;
    },
  };
  scene.page(CALLBACK, '<octroi-callback></octroi-callback>');
  scene.page('/', `<octroi-account ${publicClient}></octroi-account>`);
  return {
    scene,
    closeProfiles: async () => void (await Promise.all(contexts.splice(0).map((context) => context.close()))),
    stop: async () => {
      await browser.close();
      await Promise.all([site.stop(), server.stop()]);
    },
  };
};

/** Starts and stops the scene with the test file. */
export const setScene = (): (() => Scene) => {
  let built: Awaited<ReturnType<typeof build>> | null = null;
  before(async () => {
    built = await build();
  });
  afterEach(() => built?.closeProfiles());
  after(() => built?.stop());
  return () => {
    if (built === null) throw new Error('the scene is not set yet');
    return built.scene;
  };
};
