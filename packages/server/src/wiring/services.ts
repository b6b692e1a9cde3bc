import type { Config } from '../config/index.js';
import { createSecretKey, missingSecretKey, readSecretKey } from '../config/secret-key.js';
import { givenTime, openTime, type Time } from '../database/clock/time.js';
import { connect, explained } from '../database/connect.js';
import type { Database } from '../database/database.js';
import { limitsStore } from '../database/limits.js';
import type { Shared } from '../database/shared.js';
import { accountDataModule } from '../domain/account-data/index.js';
import { accountsModule, type Money } from '../domain/accounts/index.js';
import { createBuiltInAccounts } from '../domain/accounts/sources/built-in/accounts.js';
import { usersStore } from '../domain/accounts/sources/built-in/store.js';
import { appsModule } from '../domain/apps/index.js';
import { auditModule } from '../domain/audit/index.js';
import { authorizationModule } from '../domain/authorization/index.js';
import { clientAuthModule } from '../domain/client-auth/index.js';
import { developersModule } from '../domain/developers/index.js';
import { deviceModule } from '../domain/device/index.js';
import { idempotencyModule } from '../domain/idempotency/index.js';
import { hasSecretKey, keysModule, openRootKey } from '../domain/keys/index.js';
import { logoutModule } from '../domain/logout/index.js';
import { mailModule } from '../domain/mail/index.js';
import { playgroundModule } from '../domain/playground/index.js';
import { requestLogModule } from '../domain/request-log/index.js';
import { resourcesModule } from '../domain/resources/index.js';
import { sessionsModule } from '../domain/sessions/index.js';
import { createUpstreamProviders, signInModule } from '../domain/sign-in/index.js';
import { createTokenExchange, tokensModule, type TokenIssuing, type TokenView } from '../domain/tokens/index.js';
import { walletModule } from '../domain/wallet/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import { createSafeFetch } from '../kernel/safe-fetch.js';
import { createGrants, offeredGrants } from './grants.js';
import { createMailTransport, defaultSender } from './mail.js';
import type { Schema } from './schema.js';

export interface Options {
  config: Config;
  log: Log;
  /** Default: the time of the database. */
  clock?: Clock;
  /** The true time beside a given clock; default: the same. */
  worldClock?: Clock;
}

/** Constructs every subject on one database, in their order; each is given what it needs of earlier ones. */
const createModules = async (
  database: Database<Schema>,
  { ownKey, rootKey }: { ownKey: Uint8Array; rootKey: Uint8Array },
  time: Time,
  { config, log }: Options,
) => {
  const { issuer, dpop, par, siteName } = config;
  const { reference: clock, world: worldClock } = time;
  const limits = limitsStore(database, clock);
  const shared: Shared<Schema> = { clock, worldClock, log, issuer, rootKey, database, limits };
  const money: Money = { unitsPerCurrency: config.unitsPerCurrency, currency: config.currency };
  // An http issuer is on loopback, and so are the apps under development there.
  const allowLoopback = issuer.startsWith('http:');
  const reachable = { allowLoopback, privateHosts: config.privateHosts };
  const fetch = createSafeFetch(reachable);
  const accounts = createBuiltInAccounts(usersStore(database), clock);

  const { audit } = auditModule(shared);
  const { idempotency } = idempotencyModule(shared);
  const { keys, secretKeys } = await keysModule(shared, { audit, ownKey });
  const people = accountsModule(shared, { accounts, audit });
  const { transport, mailbox } = await createMailTransport(config, { log, clock });
  const from = config.mailFrom === '' ? defaultSender(config) : config.mailFrom;
  const mail = mailModule(shared, { accounts, audit, transport, from, siteName });
  const { notifications } = mail;
  const { developers } = developersModule(shared, { accounts, audit, notifications, roles: people.roles });
  const offers = { ...config, grants: offeredGrants(config) };
  const ofApps = appsModule(shared, { accounts, audit, notifications, fetch, reachable, offers });
  const { apps, appRecords, appCredentials } = ofApps;
  const { requestLog, callApp } = requestLogModule(shared, { fetch });
  const forClientAuth = { apps, appRecords, appCredentials };
  const { usedJtis, ...clientAuth } = clientAuthModule(shared, { ...forClientAuth, audit, callApp, dpop });
  const forTokens = { accounts, apps, audit, keys, notifications, dpop, lifetimes: config };
  const { issuing, ...ofTokens } = tokensModule(shared, forTokens);
  const ofResources = resourcesModule(shared, { accounts, audit, resourcesBy: config.resourcesBy, ...ofTokens });
  const { resources } = ofResources;
  const logout = logoutModule(shared, { apps, callApp, keys, ...ofTokens });
  const { sessions, signInCounts } = sessionsModule(shared, {
    accounts,
    audit,
    notifications,
    ...logout,
    lifetime: config.sessionLifetime,
  });
  const { deviceRecords, deviceRequests } = deviceModule(shared, {
    ...clientAuth,
    apps,
    audit,
    notifications,
    resources,
  });
  const forGrants = { ...forTokens, ...ofTokens, clock, lookAtClock: time.look, deviceRecords };
  const exchangeOn = (view: TokenView, on: { issuing: TokenIssuing }) =>
    createTokenExchange({ ...on, grants: createGrants({ ...forGrants, ...view, ...on }, config) });
  const tokenServicesOn = (view: TokenView) => {
    const on = ofTokens.tokenServicesOn(view);
    return { ...on, exchange: exchangeOn(view, on) };
  };
  const { playground } = config.playground ? playgroundModule(shared) : { playground: null };
  const forAuthorization = { apps, audit, notifications, resources, playground, par, dpop, ...ofTokens };
  const authorization = authorizationModule(shared, forAuthorization);
  const { authorizations } = authorization;
  const providers = createUpstreamProviders(config.upstream, { clock, worldClock, issuer, fetch });
  const forSignIn = {
    accounts,
    apps,
    audit,
    authorizations,
    developers,
    sessions,
    signInCounts,
    usedJtis,
    providers,
    siteName,
  };
  const signIn = signInModule(shared, { ...people, ...mail, ...forSignIn, policy: config.signUp });
  const topupProviders = config.topupProviders.map((provider) => provider.create({ issuer, clock, log }));
  const { wallet } = walletModule(shared, { accounts, audit, money, providers: topupProviders });
  const forAccountData = { money, resources, wallet, ...mail, ...forSignIn, ...logout, ...signIn };
  const accountData = accountDataModule(shared, forAccountData);
  return {
    time,
    rootKey,
    database,
    money,
    accounts,
    audit,
    idempotency,
    keys,
    secretKeys,
    ...people,
    developers,
    mailbox,
    ...mail,
    ...ofApps,
    ...clientAuth,
    usedJtis,
    ...ofTokens,
    exchangeTokens: exchangeOn(ofTokens.tokenView, { issuing }),
    tokenServicesOn,
    ...ofResources,
    ...logout,
    sessions,
    signInCounts,
    deviceRequests: config.deviceFlow ? deviceRequests : null,
    playground,
    ...authorization,
    ...signIn,
    wallet,
    topupProviders,
    requestLog,
    ...accountData,
  };
};

/** A new secret key. A lost one is missed and not replaced: the new one would open nothing. */
const firstSecretKey = async (database: Database<Schema>, config: Config): Promise<Uint8Array> => {
  // Read again only now, because a process that started at the same time writes the file before it uses the key.
  if (await hasSecretKey(database)) return readSecretKey(config) ?? missingSecretKey(config);
  return createSecretKey(config);
};

/** Opens the database, migrates it and constructs every subject. */
export const createServices = async (options: Options) => {
  const { config, log } = options;
  // Before the database: a key that cannot be read must not leave a migrated schema behind.
  const given = readSecretKey(config);
  const database = await connect<Schema>(config.databaseUrl, (error) => log.warn({ err: error }), {
    isPooled: config.databasePooler === 'transaction',
  });
  try {
    await database.migrate();
    const { clock, worldClock } = options;
    const time = clock === undefined ? await openTime(database, log) : givenTime(clock, worldClock);
    const ownKey = given ?? (await firstSecretKey(database, config));
    const rootKey = await openRootKey({ database, clock: time.reference }, ownKey);
    return await createModules(database, { ownKey, rootKey }, time, options);
  } catch (error) {
    await database.close();
    throw explained(error, config.databaseUrl);
  }
};

export type Services = Awaited<ReturnType<typeof createServices>>;
