import type { Money } from '../accounts/account-source.js';
import { createBuiltInAccounts } from '../accounts/built-in.js';
import type { Config, TopupProviderName } from '../config.js';
import { systemClock, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import { createSafeFetch } from '../kernel/safe-fetch.js';
import { createTestProvider } from '../payments/test-provider.js';
import type { TopupProvider } from '../payments/topup-provider.js';
import { resolveSecretKey } from '../secret-key.js';
import { createAccessTokens } from '../services/access-tokens.js';
import { createAccountDeletion } from '../services/account-deletion.js';
import { createAccountHistory } from '../services/account-history.js';
import { grantTypesWith } from '../services/app-grants.js';
import { createAppLogos } from '../services/app-logos.js';
import { createApps } from '../services/apps.js';
import { createAudit } from '../services/audit.js';
import { createAuthorizationRequests } from '../services/authorization-requests.js';
import { createAuthorizations } from '../services/authorizations.js';
import { createClients } from '../services/client-authentication.js';
import { createClientDocuments } from '../services/client-documents.js';
import { createClientKeys } from '../services/client-keys.js';
import { createClientRegistration } from '../services/client-registration.js';
import { createCursors } from '../services/cursors.js';
import { createDeviceRequests } from '../services/device-requests.js';
import { createDevelopers } from '../services/developers.js';
import { createDpopProofs } from '../services/dpop-proofs.js';
import { createFailures } from '../services/failures.js';
import { createIdTokens } from '../services/id-tokens.js';
import { createIntrospection } from '../services/introspection.js';
import { createInvitations } from '../services/invitations.js';
import { loadKeys } from '../services/keys.js';
import { createLogoutNotices } from '../services/logout-notices.js';
import { createEmailAddresses } from '../services/email-addresses.js';
import { createMailLinks } from '../services/mail-links.js';
import { createMails } from '../services/mails.js';
import { createNotifications } from '../services/notifications.js';
import { createPasswordChange } from '../services/password-change.js';
import { createPasswordReset } from '../services/password-reset.js';
import { createPasskeys } from '../services/passkeys.js';
import { createPendingSignIns } from '../services/pending-sign-ins.js';
import { createPlayground } from '../services/playground.js';
import { createProfile } from '../services/profile.js';
import { createRequestChecks } from '../services/request-checks.js';
import { createRequestLog } from '../services/request-log.js';
import { createResources } from '../services/resources.js';
import { createPushedRequests } from '../services/pushed-requests.js';
import { createReadLogoutRequest } from '../services/logout-requests.js';
import { createSecondStep } from '../services/second-step.js';
import { createSessions } from '../services/sessions.js';
import { createSignIn } from '../services/sign-in.js';
import { createSignUp } from '../services/sign-up.js';
import { createTokenIssuing } from '../services/token-issuing.js';
import { createTokens } from '../services/tokens.js';
import { createUserData } from '../services/user-data.js';
import { createUpstream } from '../services/upstream.js';
import { createUpstreamIdentities } from '../services/upstream-identities.js';
import { createUpstreamRequests } from '../services/upstream-requests.js';
import { createWallet } from '../services/wallet.js';
import { connect } from '../store/connect.js';
import { createStore } from '../store/index.js';
import { createMailTransport, defaultSender } from './mail.js';
import { createUpstreamProviders } from './upstream.js';

export interface Options {
  config: Config;
  log: Log;
  clock?: Clock;
}

/** The ways to pay that can be configured. */
const PROVIDERS: Readonly<Record<TopupProviderName, (issuer: string) => TopupProvider>> = { test: createTestProvider };

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
