import type { Database, Queryable } from '#server/database/database.js';
import { limitsStore } from '#server/database/limits.js';
import { answersStore } from '#server/domain/authorization/store/answers.js';
import { appLogosStore } from '#server/domain/apps/store/logos.js';
import { appRequestsStore } from '#server/domain/request-log/store.js';
import { appsStore } from '#server/domain/apps/store/apps.js';
import { auditEventsStore } from '#server/domain/audit/store.js';
import { authorizationRequestsStore } from '#server/domain/authorization/store/requests.js';
import { authorizationsStore } from '#server/domain/tokens/store/authorizations.js';
import { codesStore } from '#server/domain/tokens/store/codes.js';
import { developerTokensStore } from '#server/domain/developers/store.js';
import { deviceRequestsStore } from '#server/domain/device/store.js';
import {
  endAuthorizations,
  endAuthorizationsOf,
  revokeEnded,
  revokeTokensOfUser,
} from '#server/domain/tokens/store/ending.js';
import { invitationsStore } from '#server/domain/accounts/store/invitations.js';
import { logoutNoticesStore } from '#server/domain/logout/store.js';
import { mailLinksStore } from '#server/domain/mail/store/links.js';
import { mailsStore } from '#server/domain/mail/store/mails.js';
import { passkeysStore } from '#server/domain/sign-in/passkeys/store.js';
import { deletePendingSignIns, pendingSignInsStore } from '#server/domain/sign-in/store/pending-sign-ins.js';
import { playgroundRunsStore } from '#server/domain/playground/store.js';
import { pushedRequestsStore } from '#server/domain/authorization/store/pushed-requests.js';
import { resourcesStore } from '#server/domain/resources/store/resources.js';
import { rolesStore } from '#server/domain/accounts/store/roles.js';
import { secondStepsStore } from '#server/domain/sign-in/second-step/store.js';
import { sessionsStore } from '#server/domain/sessions/store/sessions.js';
import { signingKeysStore } from '#server/domain/keys/store.js';
import { tokenFamiliesStore } from '#server/domain/tokens/store/families.js';
import { topupOrdersStore } from '#server/domain/wallet/store.js';
import { upstreamIdentitiesStore } from '#server/domain/sign-in/upstream/store/identities.js';
import { upstreamRequestsStore } from '#server/domain/sign-in/upstream/store/requests.js';
import { usedJtisStore } from '#server/domain/client-auth/store.js';
import { userDeletionStore } from '#server/domain/account-data/store.js';
import {
  confirmEmail,
  insertUser,
  rename,
  setEmail,
  setPasswordHash,
  setStatus,
  usersStore,
} from '#server/domain/accounts/sources/built-in/store.js';
import type { WaysInTransaction } from '#server/domain/sign-in/store/ways-in.js';
import type { Services } from '#server/server.js';
import { eraseDeletedApps } from '#server/domain/account-data/deleted-apps.js';
import { createRetention } from '#server/wiring/retention.js';
import type { Schema } from '#server/wiring/schema.js';

/** The store functions of every subject, for tests below the services; each in a transaction of its own. */
export const createStore = (database: Database<Schema>) => {
  const alone =
    <A extends unknown[], R>(verb: (transaction: Queryable<Schema>, ...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      database.write((transaction) => verb(transaction, ...given));
  /** The same for what takes a way in, without what ends with it. */
  const changing = <A extends unknown[], R>(verb: (transaction: WaysInTransaction, ...given: A) => Promise<R>) =>
    alone((transaction, ...given: A) => verb(transaction as unknown as WaysInTransaction, ...given));
  const endOf = alone(endAuthorizations);
  const answers = answersStore(database);
  const appLogos = appLogosStore(database);
  const apps = appsStore(database);
  const developerTokens = developerTokensStore(database);
  const auditEvents = auditEventsStore(database);
  const deviceRequests = deviceRequestsStore(database);
  const invitations = invitationsStore(database);
  const mailLinks = mailLinksStore(database);
  const mails = mailsStore(database);
  const passkeys = passkeysStore(database);
  const pendingSignIns = pendingSignInsStore(database);
  const resources = resourcesStore(database);
  const roles = rolesStore(database);
  const secondSteps = secondStepsStore(database);
  const sessions = sessionsStore(database);
  const signingKeys = signingKeysStore(database);
  const topupOrders = topupOrdersStore(database);
  const upstreamIdentities = upstreamIdentitiesStore(database);
  return {
    database,
    answers: { ...answers, allow: alone(answers.allow) },
    appLogos: { ...appLogos, put: alone(appLogos.put), remove: alone(appLogos.remove) },
    appRequests: appRequestsStore(database),
    apps: {
      ...apps,
      insert: alone(apps.insert),
      update: alone(apps.update),
      /** With all that hangs on it. */
      delete: async (id: number): Promise<boolean> => {
        const deleted = await alone(apps.delete)(id, Date.now());
        await eraseDeletedApps(database);
        return deleted;
      },
      addSecret: alone(apps.addSecret),
      removeSecret: alone(apps.removeSecret),
    },
    auditEvents: {
      ...auditEvents,
      /** A user's events of these types, newest first; of at most 500 events. */
      listByUser: async (userId: string, types: readonly string[]) =>
        (await auditEvents.pageByUser(userId, 500, null)).filter(({ type }) => types.includes(type)),
    },
    authorizationRequests: authorizationRequestsStore(database),
    authorizations: authorizationsStore(database),
    codes: codesStore(database),
    developerTokens: {
      ...developerTokens,
      insert: alone(developerTokens.insert),
      revoke: alone(developerTokens.revoke),
    },
    deviceRequests: { ...deviceRequests, allow: alone(deviceRequests.allow) },
    endings: {
      end: async (id: number, userId: string, now: number): Promise<boolean> =>
        (await endOf({ ids: [id], userId }, now)).length > 0,
      endAll: alone(endAuthorizationsOf),
      revokeTokensOfUser: alone(revokeTokensOfUser),
      /** What the job does. */
      revokeEnded: (now: number) => revokeEnded(database, now),
    },
    invitations: {
      ...invitations,
      insert: alone(invitations.insert),
      insertOnly: alone(invitations.insertOnly),
      use: alone(invitations.use),
    },
    logoutNotices: logoutNoticesStore(database),
    mailLinks: {
      ...mailLinks,
      replace: alone(mailLinks.replace),
      take: alone(mailLinks.take),
      deleteByUser: alone(mailLinks.deleteByUser),
    },
    mails: { ...mails, insert: alone(mails.insert) },
    passkeys: { ...passkeys, insert: alone(passkeys.insert), delete: changing(passkeys.delete) },
    pendingSignIns: {
      ...pendingSignIns,
      insert: alone(pendingSignIns.insert),
      delete: alone(pendingSignIns.delete),
      deleteByUser: alone(deletePendingSignIns),
    },
    playgroundRuns: playgroundRunsStore(database),
    pushedRequests: pushedRequestsStore(database),
    resources: { ...resources, insert: alone(resources.insert), remove: alone(resources.remove) },
    roles: { ...roles, grant: alone(roles.grant) },
    secondSteps: {
      ...secondSteps,
      confirmTotp: changing(secondSteps.confirmTotp),
      replaceCodes: changing(secondSteps.replaceCodes),
      takeStep: alone(secondSteps.takeStep),
      takeCode: alone(secondSteps.takeCode),
      delete: changing(secondSteps.delete),
    },
    sessions: {
      ...sessions,
      insert: alone(sessions.insert),
      noteBrowser: alone(sessions.noteBrowser),
      end: alone(sessions.end),
      endById: alone(sessions.endById),
      endAll: alone(sessions.endAll),
      forgetBrowsersOf: alone(sessions.forgetBrowsersOf),
    },
    signingKeys: { ...signingKeys, succeed: alone(signingKeys.succeed), replace: alone(signingKeys.replace) },
    tokenFamilies: tokenFamiliesStore(database),
    topupOrders: { ...topupOrders, markCredited: alone(topupOrders.markCredited) },
    upstreamIdentities: {
      ...upstreamIdentities,
      insert: alone(upstreamIdentities.insert),
      delete: changing(upstreamIdentities.delete),
      deleteByUser: changing(upstreamIdentities.deleteByUser),
      signUp: alone(upstreamIdentities.signUp),
    },
    upstreamRequests: upstreamRequestsStore(database),
    usedJtis: usedJtisStore(database),
    userDeletion: userDeletionStore(database),
    users: {
      ...usersStore(database),
      insert: alone(insertUser),
      setStatus: alone(setStatus),
      setPasswordHash: alone(setPasswordHash),
      confirmEmail: alone(confirmEmail),
      rename: alone(rename),
      setEmail: alone(setEmail),
    },
    limits: limitsStore(database),
  };
};

export type Store = ReturnType<typeof createStore>;

const stores = new WeakMap<Services, Store>();

/** The store of a running installation; always the same one. */
export const storeOf = (services: Services): Store => {
  const known = stores.get(services) ?? createStore(services.database);
  stores.set(services, known);
  return known;
};

/** Runs every subject's retention. */
export const deleteOld = ({ database }: Pick<Store, 'database'>, now: number, worldNow = now): Promise<void> =>
  createRetention(database, { auditRetentionDays: 400, auditArchive: null })(now, worldNow);
