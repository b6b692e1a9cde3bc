import { inRequest } from '../kernel/condition.js';
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
import { playgroundPages, type EndpointParts } from '../features/playground/index.js';
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
import { DAY, SECOND } from '../kernel/clock.js';
import { allowedMethods } from '../web/http/allowed-methods.js';
import { sendAsset } from '../web/kit/assets/asset.js';
import { createBrand } from '../web/kit/assets/brand.js';
import { forwardingNotice } from '../web/http/client-address.js';
import { createCookies } from '../web/visitor/cookies.js';
import type { PageEnv, RequestEnv } from '../web/http/env.js';
import { onEveryAnswer, requestId } from '../web/http/every-answer.js';
import { createFailureLimits } from '../web/http/failure-limits.js';
import { nothingInAdvance } from '../web/visitor/opened.js';
import { createPageErrors } from '../web/visitor/page-errors.js';
import { pageHeaders } from '../web/kit/page-headers.js';
import { SETTLE_SCRIPT } from '../web/kit/assets/settle-script.js';
import { createRequestNotes } from '../web/http/request-notes.js';
import { unknownEndpoint } from '../web/http/unknown-endpoint.js';
import { loadReleasedScripts, loadSdkScript } from '../web/kit/assets/sdk-script.js';
import { createSignInCompletion } from '../web/visitor/sign-in-completion.js';
import { loadStylesheet } from '../web/kit/assets/stylesheet.js';
import { createVisitors } from '../web/visitor/visitor.js';
import { grantTypesOf } from './grants.js';
import type { Options, Services } from './services.js';

/** What every feature takes its parts from: the services, the settings, and what is made once for all pages and endpoints. */
const createParts = (services: Services, { config, log }: Options) => {
  const { issuer, trustProxy, siteName, sessionLifetime } = config;
  const { reference: clock } = services.time;
  const cookies = createCookies(issuer);
  const stylesheet = loadStylesheet(config.accentColor);
  const { brand, logo } = createBrand(config);
  const page = { siteName, brand, stylesheet: stylesheet.path };
  const visitors = createVisitors({ ...services, ...page, clock, cookies, sessionLifetime });
  return {
    ...services,
    clock,
    log,
    issuer,
    trustProxy,
    autoAuthorize: config.autoAuthorize,
    daysConnected: Math.ceil((config.tokenFamilyLifetime * SECOND) / DAY),
    resourcesBy: config.resourcesBy,
    signUpIsOpen: config.signUp === 'open',
    cookies,
    stylesheet,
    logo,
    sdkScript: loadSdkScript(),
    visitors,
    pageErrors: createPageErrors({ visitors, log }),
    completion: createSignInCompletion({ ...services, visitors, cookies, pendingLifetime: PENDING_LIFETIME }),
    limitFailures: createFailureLimits({ ...services, trustProxy }),
    requestNotes: createRequestNotes(services),
  };
};

/** Mounts every feature. Takes Web-standard requests, with or without a socket. */
export const createApp = (services: Services, options: Options & { isStopping?: () => boolean }): Hono<RequestEnv> => {
  const { config, isStopping = () => false } = options;
  const parts = createParts(services, options);
  const { issuer, log, trustProxy, stylesheet, logo, pageErrors } = parts;
  const { deviceRequests, mailbox, playground, pushedRequests } = services;

  /** What an app calls with its credentials or a token, also in the playground. */
  const endpointsWith = (own: EndpointParts): Hono<RequestEnv> => {
    const given = { ...parts, ...own, protection: { accessTokens: own.accessTokens, dpopProofs: services.dpopProofs } };
    return new Hono<RequestEnv>()
      .route('/', tokenEndpoint(given))
      .route('/', userinfoEndpoint(given))
      .route('/', revokeEndpoint(given))
      .route('/', topupEndpoint(given));
  };

  const app = new Hono<RequestEnv>();
  // Endpoints for programs come first; they send their own headers and need none of the middleware below.
  app.route('/', endpointsWith({ ...parts, exchange: services.exchangeTokens }));
  app.route('/', introspectEndpoint(parts));
  if (deviceRequests !== null) app.route('/', deviceAuthorizationEndpoint({ ...parts, deviceRequests }));
  if (pushedRequests !== null) app.route('/', parEndpoint({ ...parts, pushedRequests }));
  app.use((_c, next) => inRequest(next));
  const { registration: policy } = config;
  if (policy !== 'off') {
    app.route('/', clientRegistrationEndpoints({ ...parts, registration: services.clientRegistration, policy }));
  }
  app.route('/', discovery({ ...parts, ...config, grantTypes: grantTypesOf(config), registration: policy !== 'off' }));

  app.use(requestId);
  app.use(onEveryAnswer(issuer));
  if (trustProxy === 0) app.use(forwardingNotice(log));
  app.route('/', managementApi(parts));
  app.route('/', securityTxtFile({ ...parts, contact: config.securityContact }));
  app.route('/', health({ ready: () => services.database.ready(), clockFault: services.time.fault, isStopping, log }));
  app.route('/', sdkScriptFiles(parts.sdkScript, loadReleasedScripts()));
  app.route('/', logoFiles(parts));
  app.get(stylesheet.path, sendAsset(stylesheet));
  app.get(SETTLE_SCRIPT.path, sendAsset(SETTLE_SCRIPT));
  if (logo !== null) app.get(logo.path, sendAsset(logo));

  const pages = new Hono<PageEnv>();
  pages.use(pageHeaders);
  pages.use(nothingInAdvance);
  pages.route('/', homePages(parts));
  const upstream = services.upstream.providers;
  pages.route('/', signInPages({ ...parts, upstream, forgotPassword: services.passwordReset.isOn }));
  pages.route('/', signUpPages(parts));
  pages.route('/', authorizePages(parts));
  pages.route('/', accountPages(parts));
  pages.route('/', upstreamPages(parts));
  pages.route('/', logoutPages(parts));
  pages.route('/', topupPages(parts));
  pages.route('/', consolePages({ ...parts, playground: playground !== null }));
  if (deviceRequests !== null) pages.route('/', devicePages({ ...parts, deviceRequests }));
  if (playground !== null) pages.route('/', playgroundPages({ ...parts, playground, endpointsWith }));
  pages.route('/', passwordResetPages(parts));
  pages.route('/', emailLinkPages(parts));
  if (mailbox !== null) pages.route('/', mailboxPages({ ...parts, mailbox }));
  pages.route('/', docsPages(parts));
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
