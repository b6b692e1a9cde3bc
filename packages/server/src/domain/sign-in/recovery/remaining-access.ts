import type { Queryable } from '../../../database/database.js';
import type { Locale } from '../../../i18n/index.js';
import { DAY } from '../../../kernel/clock.js';
import type { WritersEnded } from '../../../kernel/ended.js';
import type { Tell } from '../../mail/index.js';
import type { Needs } from '../needs.js';
import type { Passkeys } from '../passkeys/passkeys.js';
import type { SecondStep } from '../second-step/second-step.js';
import type { SignInSchema } from '../tables.js';
import type { UpstreamIdentities } from '../upstream/identities.js';
import type { UpstreamIdentity } from '../upstream/store/identities.js';
import { changeWaysIn } from '../ways-in.js';

interface Siblings {
  passkeys: Passkeys;
  secondStep: SecondStep;
  upstreamIdentities: UpstreamIdentities;
}

type Removable =
  | { kind: 'passkey'; id: number }
  | { kind: 'provider'; id: number; identity: UpstreamIdentity }
  | { kind: 'app'; id: number }
  | { kind: 'redirectUri'; id: string; appId: number; uri: string };

/** Something that opens the account, or acts for its user, and that a new password does not end. */
export type Remaining = Removable & {
  /** What the user knows it by. */
  name: string;
  /** Since when, in milliseconds since the epoch. */
  at: number;
  /** An intruder's is likely to be. */
  isRecent: boolean;
};

export interface RemainingAccess {
  list: readonly Remaining[];
  /** Whether the user has allowed more apps than are listed. */
  hasMore: boolean;
  /** When the second step was turned on; null if it is off. No link turns it off. */
  secondStepSince: number | null;
}

const RECENT = 30 * DAY;
const MAX_APPS = 20;
const MAX_REDIRECT_URIS = 20;

/** What a password reset leaves, and lets whoever opened the link remove (ADR 0052). */
export const createRemaining = (needs: Needs & Siblings) => {
  const { accounts, apps, authorizations, clock, passkeys, secondStep, upstreamIdentities } = needs;

  const isRecent = (at: number): boolean => at + RECENT > clock.now();

  const waysInOf = async (userId: string): Promise<Remaining[]> => [
    ...(await passkeys.list(userId)).map(({ id, name, createdAt: at }): Remaining => ({
      kind: 'passkey',
      id,
      name,
      at,
      isRecent: isRecent(at),
    })),
    ...(await upstreamIdentities.list(userId)).map((identity): Remaining => {
      const { id, issuer, label, createdAt: at } = identity;
      const name = `${upstreamIdentities.nameOf(issuer)} · ${label}`;
      return { kind: 'provider', id, identity, name, at, isRecent: isRecent(at) };
    }),
  ];

  /** Only the recent ones: each receives codes for the users of an app that has others. */
  const recentUrisOf = async (userId: string): Promise<Remaining[]> =>
    (await apps.list(userId))
      .flatMap((app) =>
        app.redirectUris.map(({ uri, createdAt: at }): Remaining => {
          const name = `${app.name} · ${uri}`;
          return { kind: 'redirectUri', id: `${app.id} ${uri}`, appId: app.id, uri, name, at, isRecent: isRecent(at) };
        }),
      )
      .filter((each) => each.isRecent)
      .toSorted((one, other) => other.at - one.at)
      .slice(0, MAX_REDIRECT_URIS);

  return {
    of: async (userId: string): Promise<RemainingAccess> => {
      const allowed = await authorizations.list(userId, MAX_APPS + 1);
      const list = allowed.slice(0, MAX_APPS).map(({ id, currentAppName: name, grantedAt: at }): Remaining => ({
        kind: 'app',
        id,
        name,
        at,
        isRecent: isRecent(at),
      }));
      return {
        list: [...(await waysInOf(userId)), ...list, ...(await recentUrisOf(userId))],
        hasMore: allowed.length > MAX_APPS,
        secondStepSince: await secondStep.since(userId),
      };
    },

    /** In the transaction that resets the password. What is gone meanwhile is passed over. */
    removeIn: async (
      began: Queryable<SignInSchema>,
      ended: WritersEnded,
      { chosen, tell, locale }: { chosen: readonly Remaining[]; tell: Tell; locale: Locale },
    ): Promise<void> => {
      if (chosen.length === 0) return;
      const transaction = await changeWaysIn(accounts, began, ended.userId);
      for (const each of chosen) {
        const how = { tell, locale };
        if (each.kind === 'passkey') await passkeys.removeChosen(transaction, ended, each.id, how);
        if (each.kind === 'provider') await upstreamIdentities.removeChosen(transaction, ended, each.identity, how);
        if (each.kind === 'app') await authorizations.endChosen(transaction, ended, each.id);
        if (each.kind === 'redirectUri') await apps.removeRedirectUri(transaction, ended, each);
      }
    },

    /**
     * Whoever opened the link controls the address it was sent to. Until the address was verified, another person may have
     * created the account with it. What they sign in with, ask for and allowed ends with the same step, so that no crash
     * leaves any of it.
     */
    removeStrangers: async (began: Queryable<SignInSchema>, ended: WritersEnded, tell: Tell): Promise<void> => {
      const transaction = await changeWaysIn(accounts, began, ended.userId);
      await upstreamIdentities.removeStrangers(transaction, ended);
      await passkeys.removeStrangers(transaction, ended, tell);
      await secondStep.removeStrangers(transaction, ended, tell);
      await authorizations.endAllIn(transaction, ended);
    },
  };
};

export type RemainingOf = ReturnType<typeof createRemaining>;
