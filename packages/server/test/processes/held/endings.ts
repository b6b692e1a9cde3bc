import assert from 'node:assert/strict';
import { SessionsEnded, WritersEnded } from '#server/kernel/ended.js';
import { Secret } from '#server/kernel/secret.js';
import type { Allowance } from './entry.js';
import { PASSWORD, type World } from './world.js';

/** Something that happens in another process, to everybody here. */
export interface Ending {
  /** What no longer holds then. */
  ends: readonly Allowance[];
  happen(world: World): Promise<void>;
  /** Makes requests possible again. */
  undo?(world: World): Promise<void>;
}

const forEachUser = async ({ ids }: World, act: (id: string) => Promise<unknown>): Promise<void> => {
  for (const id of Object.values(ids)) await act(id);
};

const resetPasswords = (world: World, password: string): Promise<void> =>
  forEachUser(world, async (id) => {
    const { accounts, passwordReset } = world.services;
    const account = await accounts.getById(id);
    assert.ok(account);
    const token = new URL(await passwordReset.createLink(account)).searchParams.get('token') ?? '';
    assert.ok(await passwordReset.reset(token, { password: new Secret(password), locale: 'en', address: '192.0.2.1' }));
  });

const setStatuses = (world: World, status: 'enabled' | 'disabled'): Promise<void> =>
  forEachUser(world, (id) => world.services.accountStatuses.set(id, status));

/** What ends a request's access, by name. */
export const ENDINGS: Readonly<Record<string, Ending>> = {
  'everybody signs out everywhere else': {
    ends: ['session'],
    happen: (world) =>
      forEachUser(world, async (id) => {
        const { session } = await world.signIn(id);
        await world.services.signOutElsewhere(session);
      }),
  },
  'developer tokens and secrets are revoked': {
    ends: ['developer token', 'registration token', 'app'],
    happen: (world) =>
      forEachUser(world, (id) =>
        world.services.database.write(async (transaction) => {
          await world.services.developers.revokeAllTokens(transaction, new SessionsEnded(id));
          await world.services.apps.revokeCredentialsOf(transaction, new WritersEnded(new SessionsEnded(id)));
        }),
      ),
  },
  'passwords are reset': {
    ends: ['session', 'developer token', 'registration token', 'access token', 'app'],
    happen: (world) => resetPasswords(world, `another than ${PASSWORD}`),
    undo: (world) => resetPasswords(world, PASSWORD),
  },
  'an operator disables everybody': {
    ends: ['session', 'developer token', 'registration token', 'access token', 'app', 'owner', 'account'],
    happen: (world) => setStatuses(world, 'disabled'),
    undo: (world) => setStatuses(world, 'enabled'),
  },
};
