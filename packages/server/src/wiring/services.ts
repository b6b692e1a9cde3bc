import { createInvitations, createProfile, type Money } from '../domain/accounts/index.js';
import { createBuiltInAccounts } from '../domain/accounts/sources/built-in/accounts.js';
import type { Config } from '../config/index.js';
import { systemClock, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import { createSafeFetch } from '../kernel/safe-fetch.js';
import { createTestProvider } from '../domain/wallet/providers/test.js';
import { createWallet, type TopupProvider } from '../domain/wallet/index.js';
import { resolveSecretKey } from '../config/secret-key.js';
import {
  createAccessTokens,
  createIdTokens,
  createIntrospection,
  createTokenIssuing,
  createTokens,
} from '../domain/tokens/index.js';
import {
  createAccountDeletion,
  createAccountHistory,
  createCursors,
  createUserData,
} from '../domain/account-data/index.js';
import {
  createAppLogos,
  createApps,
  createClientDocuments,
  createClientRegistration,
  grantTypesWith,
} from '../domain/apps/index.js';
import { createAudit } from '../domain/audit/index.js';
import {
  createAuthorizationRequests,
  createAuthorizations,
  createPushedRequests,
  createRequestChecks,
} from '../domain/authorization/index.js';
import { createClientKeys, createClients, createDpopProofs, createFailures } from '../domain/client-auth/index.js';
import { createDeviceRequests } from '../domain/device/index.js';
import { createDevelopers } from '../domain/developers/index.js';
import { loadKeys } from '../domain/keys/index.js';
import { createLogoutNotices, createReadLogoutRequest } from '../domain/logout/index.js';
import { createEmailAddresses, createMailLinks, createMails, createNotifications } from '../domain/mail/index.js';
import {
  createPasskeys,
  createPasswordChange,
  createPasswordReset,
  createPendingSignIns,
  createSecondStep,
  createSignIn,
  createSignUp,
  createUpstream,
  createUpstreamIdentities,
  createUpstreamRequests,
} from '../domain/sign-in/index.js';
import { createPlayground } from '../domain/playground/index.js';
import { createRequestLog } from '../domain/request-log/index.js';
import { createResources } from '../domain/resources/index.js';
import { createSessions } from '../domain/sessions/index.js';
import { connect } from '../database/connect.js';
import { createStore } from '../domain/store.js';
import { createMailTransport, defaultSender } from './mail.js';
import { createUpstreamProviders } from './upstream.js';

export interface Options {
  config: Config;
  log: Log;
  clock?: Clock;
}

/** The ways to pay that can be configured. */
const PROVIDERS: Readonly<Record<Config['topupProviders'][number], (issuer: string) => TopupProvider>> = {
  test: createTestProvider,
};

/** Opens the database, brings its schema up to date, and constructs every service on it. */
export const createServices = async ({ config, log, clock = systemClock }: Options) => {
  const secretKey = resolveSecretKey(config);
  const database = await connect(config.databaseUrl, (error) => log.warn({ err: error }));
  try {
    await database.migrate();
    const store = createStore(database);
    const money: Money = { unitsPerCurrency: config.unitsPerCurrency, currency: config.currency };
    const accounts = createBuiltInAccounts(store, clock, money);
    const { issuer } = config;
    const audit = createAudit({ store, clock, log });
    const { transport, mailbox } = await createMailTransport(config, { log, clock });
    const mails = createMails({
      store,
      clock,
      log,
      secretKey,
      transport,
      from: config.mailFrom === '' ? defaultSender(config) : config.mailFrom,
      siteName: config.siteName,
      issuer,
    });
    const notifications = createNotifications({ accounts, mails, issuer });
    const mailLinks = createMailLinks({ store, clock, issuer });
    const upstreamProviders = createUpstreamProviders(config.upstream, { clock, issuer });
    const upstreamIdentities = createUpstreamIdentities({
      store,
      clock,
      accounts,
      audit,
      notifications,
      providers: upstreamProviders,
    });
    const keys = await loadKeys({ store, clock, audit, secretKey });
    // An issuer on http is on loopback, where apps under development are too.
    const allowLoopback = issuer.startsWith('http:');
    const fetch = createSafeFetch({ allowLoopback });
    const grantTypes = grantTypesWith(config.deviceFlow);
    const documents = config.clientIdMetadata ? createClientDocuments({ fetch, allowLoopback, grantTypes }) : null;
    const apps = createApps({ store, clock, audit, offers: config, documents });
    const clientRegistration = createClientRegistration({ store, apps, issuer, grantTypes });
    const developers = createDevelopers({ store, clock, accounts, audit });
    const invitations = createInvitations({ store, clock, audit, issuer });
    const logoutNotices = createLogoutNotices({ store, clock, keys, fetch, log, issuer });
    const sessions = createSessions({
      store,
      clock,
      accounts,
      audit,
      logoutNotices,
      lifetime: config.sessionLifetime,
    });
    const { siteName } = config;
    const secondStep = createSecondStep({ store, clock, audit, notifications, secretKey, siteName });
    const pendingSignIns = createPendingSignIns({ store, clock, accounts, audit, secondStep, sessions });
    const clientKeys = createClientKeys({ fetch, clock });
    const dpopProofs = config.dpop ? createDpopProofs({ store, clock, issuer }) : null;
    const resources = createResources({ store, clock, audit, issuer });
    const lifetime = config.accessTokenLifetime;
    const accessTokens = createAccessTokens({ store, clock, keys, accounts, issuer, lifetime });
    const idTokens = createIdTokens({ clock, keys, issuer, lifetime });
    const issuing = createTokenIssuing({
      apps,
      clock,
      accessTokens,
      idTokens,
      accounts,
      issuer,
      secretKey,
      dpop: config.dpop,
      lifetimes: config,
    });
    const playground = config.playground ? createPlayground({ store, clock, secretKey, issuer }) : null;
    const wallet = createWallet({
      store,
      clock,
      accounts,
      audit,
      log,
      providers: config.topupProviders.map((name) => PROVIDERS[name](issuer)),
      secretKey,
      currency: config.currency,
      unitsPerCurrency: config.unitsPerCurrency,
    });
    const history = createAccountHistory({ accounts, wallet, cursors: createCursors({ secretKey }) });
    const authorizations = createAuthorizations({ store, clock, audit, playground, notifications });
    const tokens = createTokens({ store, clock, accessTokens, issuing, audit, notifications, lifetimes: config });
    const passkeys = createPasskeys({ store, clock, accounts, audit, notifications, secretKey, issuer, siteName });
    const passwordChange = createPasswordChange({
      accounts,
      audit,
      authorizations,
      mailLinks,
      notifications,
      pendingSignIns,
      sessions,
    });
    return {
      secretKey,
      database,
      store,
      money,
      accounts,
      keys,
      audit,
      apps,
      appLogos: createAppLogos({ store, clock, audit }),
      clients: createClients({ apps, store, clock, clientKeys, dpopProofs, issuer }),
      dpopProofs,
      playground,
      pushedRequests: config.par ? createPushedRequests({ store, clock, audit }) : null,
      sessions,
      logoutNotices,
      mails,
      mailbox,
      mailLinks,
      notifications,
      emailAddresses: createEmailAddresses({ accounts, audit, mailLinks, mails, limits: store.limits }),
      passwordChange,
      passwordReset: createPasswordReset({
        accounts,
        audit,
        developers,
        mailLinks,
        mails,
        passkeys,
        passwordChange,
        upstreamIdentities,
        limits: store.limits,
      }),
      upstream: createUpstream({
        providers: upstreamProviders,
        identities: upstreamIdentities,
        requests: createUpstreamRequests({ store, clock, secretKey }),
        limits: store.limits,
      }),
      passkeys,
      secondStep,
      pendingSignIns,
      readLogoutRequest: createReadLogoutRequest({ apps, idTokens }),
      clientRegistration,
      developers,
      invitations,
      resources,
      requestChecks: createRequestChecks({ resources, idTokens, playground, par: config.par, dpop: config.dpop }),
      requestLog: createRequestLog({ store, clock, log }),
      requests: createAuthorizationRequests({ store, clock, apps }),
      authorizations,
      failures: createFailures({ store, audit }),
      signIn: createSignIn({ accounts, sessions, audit, limits: store.limits }),
      signUp: createSignUp({ accounts, audit, developers, invitations, policy: config.signUp, limits: store.limits }),
      accessTokens,
      idTokens,
      tokens,
      introspection: createIntrospection({ store, clock, accounts, accessTokens, tokens, resources, issuer }),
      deviceRequests: config.deviceFlow
        ? createDeviceRequests({ store, clock, apps, resources, issuing, audit, notifications, issuer, secretKey })
        : null,
      wallet,
      accountDeletion: createAccountDeletion({ store, clock, audit, logoutNotices }),
      history,
      profile: createProfile({ accounts, audit, limits: store.limits }),
      userData: createUserData({ store, clock, audit, history, money }),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
};

export type Services = Awaited<ReturnType<typeof createServices>>;
