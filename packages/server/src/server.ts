import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Money } from './accounts/account-source.js';
import { createBuiltInAccounts } from './accounts/built-in.js';
import type { Config, TopupProviderName } from './config.js';
import { accountPages } from './features/account/index.js';
import { authorizePages } from './features/authorize/index.js';
import { consolePages } from './features/console/index.js';
import { discovery } from './features/discovery/index.js';
import { docsPages } from './features/docs/index.js';
import { health } from './features/health/index.js';
import { homePages } from './features/home/index.js';
import { managementApi } from './features/register/index.js';
import { revokeEndpoint } from './features/revoke/index.js';
import { signInPages } from './features/sign-in/index.js';
import { signUpPages } from './features/sign-up/index.js';
import { tokenEndpoint } from './features/token/index.js';
import { topupEndpoint } from './features/topup/endpoint.js';
import { topupPages } from './features/topup/pages.js';
import { userinfoEndpoint } from './features/userinfo/index.js';
import { startJobs } from './jobs/index.js';
import { SECOND, systemClock, type Clock } from './kernel/clock.js';
import type { Log } from './kernel/log.js';
import { createTestProvider } from './payments/test-provider.js';
import type { TopupProvider } from './payments/topup-provider.js';
import { resolveSecretKey } from './secret-key.js';
import { createApps } from './services/apps.js';
import { createAudit } from './services/audit.js';
import { createAuthorizationRequests } from './services/authorization-requests.js';
import { createAuthorizations } from './services/authorizations.js';
import { createDevelopers } from './services/developers.js';
import { createInvitations } from './services/invitations.js';
import { loadKeys } from './services/keys.js';
import { createSessions } from './services/sessions.js';
import { createSignIn } from './services/sign-in.js';
import { createSignUp } from './services/sign-up.js';
import { createTokens } from './services/tokens.js';
import { createWallet } from './services/wallet.js';
import { connect } from './store/connect.js';
import { createStore } from './store/index.js';
import { allowedMethods } from './web/allowed-methods.js';
import { forwardingNotice } from './web/client-address.js';
import { createCookies } from './web/cookies.js';
import type { PageEnv, RequestEnv } from './web/env.js';
import { createPageErrors } from './web/page-errors.js';
import { pageHeaders } from './web/page-headers.js';
import { requestId } from './web/request-id.js';
import { loadStylesheet } from './web/stylesheet.js';
import { transportSecurity } from './web/transport-security.js';
import { createVisitors } from './web/visitor.js';

export interface Options {
  config: Config;
  log: Log;
  clock?: Clock;
}

/** The ways to pay that can be configured. */
const PROVIDERS: Readonly<Record<TopupProviderName, (issuer: string) => TopupProvider>> = { test: createTestProvider };

/** How long a client may take to send the headers of a request, and all of it. In milliseconds. */
export interface Patience {
  headers: number;
  request: number;
}

const PATIENCE: Patience = { headers: 10 * SECOND, request: 30 * SECOND };
/** How long requests under way may take when the server stops. In milliseconds. */
const DRAIN_TIMEOUT = 10 * SECOND;

/** Opens the database, brings its schema up to date, and constructs every service on it. */
export const createServices = async ({ config, log, clock = systemClock }: Options) => {
  const secretKey = resolveSecretKey(config);
  const database = await connect(config.databaseUrl, (error) => log.warn({ err: error }));
  try {
    await database.migrate();
    const store = createStore(database);
    const money: Money = { unitsPerCurrency: config.unitsPerCurrency, currency: config.currency };
    const accounts = createBuiltInAccounts(store, clock, money);
    const keys = await loadKeys({ store, clock, secretKey });
    const { issuer } = config;
    const audit = createAudit({ store, clock, log });
    const apps = createApps({ store, clock, audit });
    const developers = createDevelopers({ store, clock, accounts, audit });
    const invitations = createInvitations({ store, clock, issuer });
    const sessions = createSessions({ store, clock, accounts, lifetime: config.sessionLifetime });
    return {
      secretKey,
      database,
      store,
      money,
      accounts,
      keys,
      audit,
      apps,
      sessions,
      developers,
      invitations,
      requests: createAuthorizationRequests({ store, clock, apps }),
      authorizations: createAuthorizations({ store, clock, audit }),
      signIn: createSignIn({ accounts, sessions, audit }),
      signUp: createSignUp({ accounts, audit, developers, invitations, policy: config.signUp }),
      tokens: createTokens({ store, clock, keys, accounts, audit, issuer, secretKey, lifetimes: config }),
      wallet: createWallet({
        store,
        clock,
        accounts,
        audit,
        log,
        providers: config.topupProviders.map((name) => PROVIDERS[name](issuer)),
        secretKey,
        currency: config.currency,
        unitsPerCurrency: config.unitsPerCurrency,
      }),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
};

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Mounts every feature. The result answers Web-standard requests, with or without a socket. */
export const createApp = (services: Services, { config, log, clock = systemClock }: Options): Hono<RequestEnv> => {
  const { issuer, trustProxy } = config;
  const { accounts, apps, audit, authorizations, developers, invitations, keys, money } = services;
  const { requests, secretKey, sessions, signIn, signUp, tokens, wallet } = services;
  const cookies = createCookies(issuer);
  const stylesheet = loadStylesheet();
  const visitors = createVisitors({
    sessions,
    cookies,
    secretKey,
    siteName: config.siteName,
    stylesheet: stylesheet.path,
    sessionLifetime: config.sessionLifetime,
  });
  const pageErrors = createPageErrors({ visitors, log });
  const signUpIsOpen = config.signUp === 'open';

  const app = new Hono<RequestEnv>();
  // First what programs ask, which brings its own headers and stops there.
  app.route('/', tokenEndpoint({ apps, tokens, issuer, log }));
  app.route('/', userinfoEndpoint({ tokens, money, issuer, log }));
  app.route('/', revokeEndpoint({ apps, tokens, issuer, log }));
  app.route('/', topupEndpoint({ apps, tokens, wallet, issuer, log }));
  app.route('/', discovery({ keys, issuer, log }));

  app.use(requestId);
  if (issuer.startsWith('https:')) app.use(transportSecurity);
  if (trustProxy === 0) app.use(forwardingNotice(log));
  app.route('/', managementApi({ apps, developers, issuer, log }));
  app.route('/', health({ ping: () => services.database.ping() }));
  app.get(stylesheet.path, (c) => c.body(stylesheet.text, 200, stylesheet.headers));

  const pages = new Hono<PageEnv>();
  pages.use(pageHeaders);
  pages.route('/', homePages({ visitors, pageErrors, signUpIsOpen }));
  pages.route(
    '/',
    signInPages({ accounts, requests, signIn, visitors, pageErrors, cookies, trustProxy, signUpIsOpen }),
  );
  pages.route('/', signUpPages({ limits: accounts.limits, invitations, signUp, visitors, pageErrors, trustProxy }));
  pages.route(
    '/',
    authorizePages({
      accounts,
      apps,
      authorizations,
      requests,
      visitors,
      pageErrors,
      clock,
      log,
      issuer,
      money,
      autoAuthorize: config.autoAuthorize,
    }),
  );
  pages.route(
    '/',
    accountPages({
      accounts,
      apps,
      audit,
      authorizations,
      sessions,
      signIn,
      visitors,
      pageErrors,
      clock,
      money,
      trustProxy,
    }),
  );
  pages.route('/', topupPages({ apps, wallet, visitors, pageErrors, money }));
  pages.route('/', consolePages({ apps, developers, visitors, pageErrors, clock, issuer }));
  pages.route('/', docsPages({ visitors, pageErrors }));
  pages.all('*', (c) => {
    const methods = allowedMethods(app, c.req.path);
    if (methods.length === 0) return pageErrors.show(c, 'notFound');
    c.header('allow', methods.join(', '));
    return pageErrors.show(c, 'methodNotAllowed');
  });
  pages.onError(pageErrors.handler);
  app.route('/', pages);
  return app;
};

export interface RunningServer {
  /** Where it listens: with port 0 configured, the one it got. */
  url: string;
  services: Services;
  /** Stops accepting, lets requests under way end, closes the database. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts the whole product and resolves when it accepts requests. */
export const startServer = async (options: Options & { patience?: Patience }): Promise<RunningServer> => {
  const { config, log, clock = systemClock, patience = PATIENCE } = options;
  const services = await createServices(options);
  const app = createApp(services, options);
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve(
      {
        fetch: app.fetch,
        hostname: config.host,
        port: config.port,
        serverOptions: {
          headersTimeout: patience.headers,
          requestTimeout: patience.request,
          // Left alone, Node looks for clients that are too slow every 30 seconds only.
          connectionsCheckingInterval: patience.headers / 2,
        },
      },
      () => resolve(listening),
    );
    listening.once('error', reject);
  }).catch(async (error: unknown) => {
    await services.database.close();
    throw error;
  });
  const stopJobs = startJobs({ store: services.store, wallet: services.wallet, clock, log });
  // Made in the background, so that the first app that asks does not wait for it.
  services.keys.jwks().catch((error: unknown) => log.warn({ err: error }));

  const stop = async (): Promise<void> => {
    const drained = new Promise<void>((resolve) => server.close(() => resolve()));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    const deadline = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_TIMEOUT);
    await drained;
    clearTimeout(deadline);
    await stopJobs();
    await services.database.close();
  };
  let stopping: Promise<void> | null = null;

  const { port } = server.address() as AddressInfo;
  return {
    url: config.issuer.startsWith('http://localhost') ? `http://localhost:${port}` : `http://${config.host}:${port}`,
    services,
    stop: () => (stopping ??= stop()),
  };
};
