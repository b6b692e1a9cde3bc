import { hash as digest } from 'node:crypto';
import type { Queryable } from '../../../database/database.js';
import type { Locale } from '../../../i18n/index.js';
import { DAY } from '../../../kernel/clock.js';
import type { WritersEnded } from '../../../kernel/ended.js';
import { type App, DEVICE_GRANT } from '../../apps/index.js';
import type { Tell } from '../../mail/index.js';
import type { Needs } from '../needs.js';
import type { Passkeys } from '../passkeys/passkeys.js';
import type { SecondStep } from '../second-step/second-step.js';
import type { SignInSchema } from '../tables.js';
import type { UpstreamIdentities } from '../upstream/identities.js';
import { changeWaysIn } from '../ways-in.js';
import { boxesOf, chosenOf, MOST_BOXES, type Remaining, type RemovalAnswers, type Thing } from './remaining-boxes.js';

interface Siblings {
  passkeys: Passkeys;
  secondStep: SecondStep;
  upstreamIdentities: UpstreamIdentities;
}

export interface RemainingAccess {
  list: readonly Remaining[];
  /** When the second step was turned on; null if it is off, or the reset turns it off. */
  secondStepSince: number | null;
}

const RECENT = 30 * DAY;

/** The form is limited to 64 kB, and a URI to 2,000 characters. */
const shortened = (uri: string): string => digest('sha256', uri, 'base64url').slice(0, 22);

/** What a password reset leaves, and lets whoever opened the link remove (ADR 0052). */
export const createRemaining = (needs: Needs & Siblings) => {
  const { accounts, apps, authorizations, clock, passkeys, secondStep, upstreamIdentities } = needs;

  const since = (at: number) => ({ at, isRecent: at + RECENT > clock.now() });

  /** There is a limit to them. */
  const waysInOf = async (userId: string): Promise<Thing[]> => [
    ...(await passkeys.list(userId)).map(({ id, name, createdAt }): Thing => ({
      kind: 'passkey',
      id,
      key: `passkey ${id}`,
      name,
      group: null,
      ...since(createdAt),
    })),
    ...(await upstreamIdentities.list(userId)).map((identity): Thing => {
      const name = `${upstreamIdentities.nameOf(identity.issuer)} · ${identity.label}`;
      const key = `provider ${identity.id}`;
      return { kind: 'provider', identity, key, name, group: null, ...since(identity.createdAt) };
    }),
  ];

  /** The newest first. */
  const allowedOf = async (userId: string): Promise<Thing[]> => {
    const names = await authorizations.lastGrantedNames(userId, MOST_BOXES);
    return (await authorizations.listGrants(userId)).map(({ id, grantedAt }) => {
      const at = since(grantedAt);
      const group = { key: at.isRecent ? 'apps recent' : 'apps earlier', kind: 'otherApps', name: '' } as const;
      return { kind: 'app', id, key: `app ${id}`, name: names.get(id) ?? '', group, ...at };
    });
  };

  /** The newest first. Only the recent ones: each receives codes for the users of an app that has others. */
  const recentUrisOf = (own: readonly App[]): Thing[] =>
    own
      .flatMap((app) => {
        const group = { key: `redirectUris ${app.id}`, kind: 'otherRedirectUris', name: app.name } as const;
        return app.redirectUris.map(({ uri, createdAt }): Thing => ({
          kind: 'redirectUri',
          appId: app.id,
          uri,
          key: `redirectUri ${app.id} ${shortened(uri)}`,
          name: `${app.name} · ${uri}`,
          group,
          ...since(createdAt),
        }));
      })
      .filter((each) => each.isRecent)
      .toSorted((one, other) => other.at - one.at);

  /**
   * Of public apps, because whoever knows the client_id of one begins sign-ins on devices in its name, and of all ages, because
   * nothing says when it was given the device flow. There is a limit to them.
   */
  const deviceFlowsOf = (own: readonly App[]): Thing[] =>
    own
      .filter(({ isPublic, grantTypes }) => isPublic && grantTypes.includes(DEVICE_GRANT))
      .map(({ id, name, createdAt }) => ({
        kind: 'deviceFlow',
        appId: id,
        key: `deviceFlow ${id}`,
        name,
        group: null,
        ...since(createdAt),
      }));

  const thingsOf = async (userId: string): Promise<Thing[][]> => {
    const own = await apps.list(userId);
    return [await waysInOf(userId), await allowedOf(userId), recentUrisOf(own), deviceFlowsOf(own)];
  };

  return {
    of: async (userId: string): Promise<RemainingAccess> => ({
      list: (await thingsOf(userId)).flatMap(boxesOf),
      secondStepSince: await secondStep.since(userId),
    }),

    /** What `removeStrangers` leaves. */
    ofStranger: async (userId: string): Promise<RemainingAccess> => ({
      list: [],
      secondStepSince: (await secondStep.isEstablished(userId)) ? await secondStep.since(userId) : null,
    }),

    /** Everything that the form says to remove. */
    chosenBy: async (userId: string, answers: RemovalAnswers): Promise<Thing[]> =>
      chosenOf((await thingsOf(userId)).flat(), answers),

    /** In the transaction that resets the password. What is gone meanwhile is passed over. */
    removeIn: async (
      began: Queryable<SignInSchema>,
      ended: WritersEnded,
      { chosen, tell, locale }: { chosen: readonly Thing[]; tell: Tell; locale: Locale },
    ): Promise<void> => {
      if (chosen.length === 0) return;
      const transaction = await changeWaysIn(accounts, began, ended.userId);
      const how = { tell, locale };
      const allowed: number[] = [];
      const uris = new Map<number, string[]>();
      for (const each of chosen) {
        if (each.kind === 'passkey') await passkeys.removeChosen(transaction, ended, each.id, how);
        if (each.kind === 'provider') await upstreamIdentities.removeChosen(transaction, ended, each.identity, how);
        if (each.kind === 'app') allowed.push(each.id);
        if (each.kind === 'redirectUri') uris.set(each.appId, [...(uris.get(each.appId) ?? []), each.uri]);
      }
      await authorizations.endSeveral(transaction, ended, allowed);
      for (const { appId } of chosen.filter((each) => each.kind === 'deviceFlow')) {
        await apps.removeDeviceFlow(transaction, ended, appId);
      }
      for (const [appId, removed] of uris) await apps.removeRedirectUris(transaction, ended, { appId, removed });
    },

    /**
     * Whoever opened the link controls the address it was sent to. Until the address was verified, another person may have
     * created the account with it. What they sign in with, ask for and allowed ends with the same step, so that no crash
     * leaves any of it. But a mailbox does not open an account that somebody has used with a second step for long.
     */
    removeStrangers: async (
      began: Queryable<SignInSchema>,
      ended: WritersEnded,
      { tell, leaves }: { tell: Tell; leaves: RemainingAccess },
    ): Promise<void> => {
      const transaction = await changeWaysIn(accounts, began, ended.userId);
      await upstreamIdentities.removeStrangers(transaction, ended);
      await passkeys.removeStrangers(transaction, ended, tell);
      if (leaves.secondStepSince === null) await secondStep.removeStrangers(transaction, ended, tell);
      await authorizations.endAllIn(transaction, ended);
    },
  };
};

export type RemainingOf = ReturnType<typeof createRemaining>;
