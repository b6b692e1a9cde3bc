import type { Queryable } from '../../../database/database.js';
import type { Access } from '../../../protocol/access.js';
import { formatScope, type Scope } from '../../../protocol/scopes.js';
import { AUTHORIZATION_COLUMNS, type TokensTables } from '../tables.js';
import { authorizationOf, keepsConnected, orNull, type Authorization } from './authorization.js';
import { writeAccess } from './columns.js';
import { formatShown, type Shown } from './shown.js';

/** What a user allows an app from now on. */
export interface Allowed extends Access {
  declined: readonly Scope[];
  shown: readonly Shown[];
}

/** A user's answer about an app as they saw it. */
export interface Consent {
  userId: string;
  appId: number;
  appName: string;
  appOwner: string | null;
  /** `appIdentity` of the app as the user saw it. */
  appIdentity: string;
  /** Merges this with what the user allowed the app before. */
  merge: (before: Authorization | null) => Allowed;
}

/** The changes of a consent. */
export interface Consented {
  before: Authorization | null;
  authorization: Authorization;
}

/**
 * Records what a user allows now, merged with what they allowed before, within a transaction. Whoever unticks
 * "Stay connected" means the app, so no refresh token of before outlives that. The access tokens run out by themselves, like
 * those that are issued under it from now on.
 */
export const recordConsent = async (
  transaction: Queryable<TokensTables>,
  consent: Consent,
  now: number,
): Promise<Consented> => {
  const { userId, appId, merge } = consent;
  for (;;) {
    // An update instead of a select, because it locks the row: two concurrent consents must not lose each other's scopes.
    const found = await transaction.query
      .updateTable('authorizations')
      .set({ last_used_at: now })
      .where('user_id', '=', userId)
      .where('app_id', '=', appId)
      .where('ended_at', 'is', null)
      .returning(AUTHORIZATION_COLUMNS)
      .executeTakeFirst();
    const before = orNull(found);
    const allowed = merge(before);
    const consented = {
      ...writeAccess(allowed),
      declined: formatScope(allowed.declined),
      shown: formatShown(allowed.shown),
      app_name: consent.appName,
      app_owner_id: consent.appOwner ?? '',
      granted_at: now,
      last_used_at: now,
      epoch: before === null ? 0 : before.epoch + (keepsConnected(allowed.declined) ? 0 : 1),
    };
    const recorded =
      before === null
        ? await transaction.query
            .insertInto('authorizations')
            .values({ user_id: userId, app_id: appId, ended_at: null, ...consented })
            .onConflict((conflict) => conflict.columns(['user_id', 'app_id']).where('ended_at', 'is', null).doNothing())
            .returning(AUTHORIZATION_COLUMNS)
            .executeTakeFirst()
        : await transaction.query
            .updateTable('authorizations')
            .set(consented)
            .where('id', '=', before.id)
            .returning(AUTHORIZATION_COLUMNS)
            .executeTakeFirst();
    // Undefined if another consent was inserted in between; it can be merged with now.
    if (recorded === undefined) continue;
    return { before, authorization: authorizationOf(recorded) };
  }
};
