import type { Selectable } from 'kysely';
import type { Access } from '../../../protocol/access.js';
import { readStoredScope, type Scope } from '../../../protocol/scopes.js';
import { AUTHORIZATION_COLUMNS, type AuthorizationsTable } from '../tables.js';
import { readAccess } from './columns.js';
import { readShown, type Shown } from './shown.js';

type AuthorizationRow = Pick<Selectable<AuthorizationsTable>, (typeof AUTHORIZATION_COLUMNS)[number]>;

/** What a user has allowed an app. */
export interface Authorization extends Access {
  id: number;
  userId: string;
  appId: number;
  /** Scopes that were asked for and unticked, the last time wherever that was: not asked again there. */
  declined: readonly Scope[];
  /** What was asked, by where the answer went. */
  shown: readonly Shown[];
  /** The app as the user saw it; another name or owner requires a new consent. */
  appName: string;
  appOwner: string | null;
  grantedAt: number;
  lastUsedAt: number;
  /** Null while it is live. */
  endedAt: number | null;
  /** Counts how often what had been issued was ended; codes say in which epoch they were issued. */
  epoch: number;
}

/** A live authorization, with its app. */
export interface ListedAuthorization extends Authorization {
  currentAppName: string;
  clientId: string;
  /** Whether the app has a live refresh token, and so may have live access tokens. */
  isConnected: boolean;
}

/** That a user allows an app now. */
export type LiveGrant = Pick<Authorization, 'id' | 'grantedAt'>;

/** A position in the list of live ones, the last used first. */
export type AuthorizationPlace = Pick<Authorization, 'lastUsedAt' | 'id'>;

/** An authorization, whether or not it has ended. */
export interface GivenAuthorization extends Authorization {
  clientId: string;
}

export const authorizationOf = (row: AuthorizationRow): Authorization => {
  const declined = readStoredScope(row.declined);
  return {
    ...readAccess(row),
    id: row.id,
    userId: row.user_id,
    appId: row.app_id,
    declined,
    shown: readShown(row.shown, declined),
    appName: row.app_name,
    appOwner: row.app_owner_id === '' ? null : row.app_owner_id,
    grantedAt: row.granted_at,
    lastUsedAt: row.last_used_at,
    endedAt: row.ended_at,
    epoch: row.epoch,
  };
};

export const orNull = (row: AuthorizationRow | undefined): Authorization | null =>
  row === undefined ? null : authorizationOf(row);

/** Whether the app may hold a refresh token, for all that the user has declined. */
export const keepsConnected = (declined: readonly Scope[]): boolean => !declined.includes('offline_access');
