import { Hono } from 'hono';
import { accountPages } from '../features/account/index.js';
import { emailLinkPages } from '../features/email-links/index.js';
import { mailboxPages } from '../features/mailbox/index.js';
import { passwordResetPages } from '../features/password-reset/index.js';
import { authorizePages } from '../features/authorize/index.js';
import { clientRegistrationEndpoints } from '../features/client-registration/index.js';
import { consolePages } from '../features/console/index.js';
import { deviceAuthorizationEndpoint } from '../features/device/endpoint.js';
import { devicePages } from '../features/device/index.js';
import { discovery } from '../features/discovery/index.js';
import { docsPages } from '../features/docs/index.js';
import { health } from '../features/health/index.js';
import { homePages } from '../features/home/index.js';
import { logoFiles } from '../features/logos/index.js';
import { logoutPages } from '../features/logout/index.js';
import { introspectEndpoint } from '../features/introspect/index.js';
import { managementApi } from '../features/management/index.js';
import { parEndpoint } from '../features/par/index.js';
import { playgroundPages } from '../features/playground/index.js';
import { revokeEndpoint } from '../features/revoke/index.js';
import { sdkScriptFiles } from '../features/sdk-script/index.js';
import { securityTxtFile } from '../features/security-txt/index.js';
import { signInPages } from '../features/sign-in/index.js';
import { signUpPages } from '../features/sign-up/index.js';
import { tokenEndpoint } from '../features/token/index.js';
import { topupEndpoint } from '../features/topup/endpoint.js';
import { topupPages } from '../features/topup/pages.js';
import { upstreamPages } from '../features/upstream/index.js';
import { userinfoEndpoint } from '../features/userinfo/index.js';
import { PENDING_LIFETIME } from '../domain/sign-in/index.js';
import { systemClock } from '../kernel/clock.js';
import { allowedMethods } from '../web/http/allowed-methods.js';
import { sendAsset } from '../web/kit/assets/asset.js';
import { createBrand } from '../web/kit/assets/brand.js';
import { forwardingNotice } from '../web/http/client-address.js';
import { createCookies } from '../web/visitor/cookies.js';
import type { PageEnv, RequestEnv } from '../web/http/env.js';
import { createFailureLimits } from '../web/http/failure-limits.js';
import { createPageErrors } from '../web/visitor/page-errors.js';
import { pageHeaders } from '../web/kit/page-headers.js';
import { requestId } from '../web/http/request-id.js';
import { createRequestNotes } from '../web/http/request-notes.js';
import { unknownEndpoint } from '../web/http/unknown-endpoint.js';
import { loadReleasedScripts, loadSdkScript } from '../web/kit/assets/sdk-script.js';
import { createSignInCompletion } from '../web/visitor/sign-in-completion.js';
import { loadStylesheet } from '../web/kit/assets/stylesheet.js';
import { transportSecurity } from '../web/http/transport-security.js';
import { createVisitors } from '../web/visitor/visitor.js';
import { createSendAs } from './playground.js';
import type { Options, Services } from './services.js';

/** Mounts every feature. Takes Web-standard requests, with or without a socket. */
export const createApp = (services: Services, { config, log, clock = systemClock }: Options): Hono<RequestEnv> => {
  const { issuer, trustProxy } = config;
  const { accounts, apps, audit, authorizations, developers, invitations, keys, money } = services;
  const { requests, resources, secretKey, sessions, signIn, signUp, tokens, wallet } = services;
  const protection = { accessTokens: services.accessTokens, dpopProofs: services.dpopProofs };
  const { clients, pushedRequests, requestChecks } = services;
  const { deviceRequests, profile } = services;
  const cookies = createCookies(issuer);
  const stylesheet = loadStylesheet(config.accentColor);
  const { brand, logo } = createBrand(config);
  const sdkScript = loadSdkScript();
  const limitFailures = createFailureLimits({ failures: services.failures, trustProxy });
  const visitors = createVisitors({
    sessions,
    cookies,
    secretKey,
    siteName: config.siteName,
    brand,
    stylesheet: stylesheet.path,
    sessionLifetime: config.sessionLifetime,
  });
  const pageErrors = createPageErrors({ visitors, log });
  const { passkeys, secondStep, pendingSignIns, notifications } = services;
  const completion = createSignInCompletion({
    visitors,
    cookies,
    requests,
    sessions,
    secondStep,
    pendingSignIns,
    notifications,
    audit,
    pendingLifetime: PENDING_LIFETIME,
  });
  const { requestLog } = services;
  const requestNotes = createRequestNotes({ requestLog });
  const signUpIsOpen = config.signUp === 'open';
  /** What every endpoint that authenticates apps needs. */
  const forClients = { clients, issuer, log, limitFailures, requestNotes, trustProxy };

  const app = new Hono<RequestEnv>();
  // Endpoints for programs come first; they send their own headers and need none of the middleware below.
  app.route('/', tokenEndpoint({ ...forClients, exchange: services.exchangeTokens }));
  app.route('/', userinfoEndpoint({ protection, money, issuer, log, requestNotes }));
  app.route('/', revokeEndpoint({ ...forClients, tokens }));
  app.route('/', introspectEndpoint({ ...forClients, introspection: services.introspection }));
  if (deviceRequests !== null) {
    app.route('/', deviceAuthorizationEndpoint({ ...forClients, deviceRequests }));
  }
  app.route('/', topupEndpoint({ apps, protection, wallet, issuer, log, requestNotes }));
  if (pushedRequests !== null) {
    app.route('/', parEndpoint({ ...forClients, apps, requestChecks, pushedRequests }));
  }
  if (config.registration !== 'off') {
    const registration = services.clientRegistration;
    const policy = config.registration;
    const registering = { registration, developers, policy, issuer, log, limitFailures, trustProxy };
    app.route('/', clientRegistrationEndpoints(registering));
  }
  const { par, dpop, deviceFlow, clientIdMetadata } = config;
  const registration = config.registration !== 'off';
  app.route('/', discovery({ keys, issuer, par, dpop, deviceFlow, registration, clientIdMetadata, log }));

  app.use(requestId);
  if (issuer.startsWith('https:')) app.use(transportSecurity);
  if (trustProxy === 0) app.use(forwardingNotice(log));
  app.route('/', managementApi({ apps, developers, requestLog, issuer, log }));
  app.route('/', securityTxtFile({ contact: config.securityContact, issuer, clock }));
  app.route('/', health({ ping: () => services.database.ping() }));
  app.route('/', sdkScriptFiles(sdkScript, loadReleasedScripts()));
  app.route('/', logoFiles({ appLogos: services.appLogos }));
  app.get(stylesheet.path, sendAsset(stylesheet));
  if (logo !== null) app.get(logo.path, sendAsset(logo));

  const pages = new Hono<PageEnv>();
  pages.use(pageHeaders);
  pages.route('/', homePages({ visitors, pageErrors, signUpIsOpen }));
  pages.route(
    '/',
    signInPages({
      accounts,
      completion,
      forgotPassword: services.passwordReset.isOn,
      profile,
      passkeys,
      pendingSignIns,
      resources,
      signIn,
      visitors,
      pageErrors,
      cookies,
      trustProxy,
      signUpIsOpen,
      upstream: services.upstream.providers,
    }),
  );
  pages.route(
    '/',
    signUpPages({
      accounts,
      emailAddresses: services.emailAddresses,
      invitations,
      signUp,
      visitors,
      pageErrors,
      trustProxy,
    }),
  );
  pages.route(
    '/',
    authorizePages({
      accounts,
      apps,
      authorizations,
      pushedRequests,
      requestChecks,
      requests,
      resources,
      visitors,
      pageErrors,
      failures: services.failures,
      requestLog,
      clock,
      log,
      issuer,
      money,
      autoAuthorize: config.autoAuthorize,
      trustProxy,
    }),
  );
  pages.route(
    '/',
    accountPages({
      accounts,
      accountDeletion: services.accountDeletion,
      apps,
      audit,
      authorizations,
      emailAddresses: services.emailAddresses,
      history: services.history,
      profile,
      userData: services.userData,
      passkeys,
      passwordChange: services.passwordChange,
      pendingSignIns,
      secondStep,
      resources,
      sessions,
      signIn,
      upstream: services.upstream,
      visitors,
      pageErrors,
      clock,
      log,
      money,
      trustProxy,
    }),
  );
  pages.route(
    '/',
    upstreamPages({
      accounts,
      completion,
      emailAddresses: services.emailAddresses,
      signUp,
      upstream: services.upstream,
      visitors,
      pageErrors,
      log,
      trustProxy,
    }),
  );
  pages.route('/', logoutPages({ readLogoutRequest: services.readLogoutRequest, visitors, pageErrors }));
  pages.route('/', topupPages({ apps, wallet, providers: services.topupProviders, visitors, pageErrors, money }));
  pages.route(
    '/',
    consolePages({
      apps,
      appLogos: services.appLogos,
      developers,
      requestLog,
      resources,
      resourcesBy: config.resourcesBy,
      visitors,
      pageErrors,
      clock,
      issuer,
      sdkScript,
      playground: services.playground !== null,
    }),
  );
  if (deviceRequests !== null) {
    pages.route('/', devicePages({ accounts, deviceRequests, resources, visitors, pageErrors, trustProxy }));
  }
  if (services.playground !== null) {
    const sendAs = createSendAs(services, { config, log, clock }, requestNotes);
    const { playground } = services;
    pages.route(
      '/',
      playgroundPages({ apps, playground, requestChecks, requests, sendAs, visitors, pageErrors, money, issuer }),
    );
  }
  const { emailAddresses, mailbox, passwordReset } = services;
  pages.route('/', passwordResetPages({ accounts, passwordReset, visitors, pageErrors, trustProxy }));
  pages.route('/', emailLinkPages({ emailAddresses, visitors, pageErrors }));
  if (mailbox !== null) pages.route('/', mailboxPages({ mailbox, visitors, pageErrors }));
  pages.route('/', docsPages({ visitors, pageErrors }));
  pages.all('/api/oauth2/*', unknownEndpoint({ app, issuer, log }));
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
