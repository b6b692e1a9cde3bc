import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DEVICE_GRANT, grantTypesWith } from '#server/domain/apps/settings/grant-types.js';
import { MOST_BOXES } from '#server/domain/sign-in/recovery/remaining-boxes.js';
import { DAY } from '#server/kernel/clock.js';
import type { Scene } from '../attacks/scene.js';
import { grantTokens } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { storeOf } from '../support/store.js';
import { submit, type Stories } from './forms.js';

const RESET = '/reset-password';

interface Given {
  /** The value of the box. */
  value: string | RegExp;
  left: () => Promise<number>;
}

/** What a password reset removes. Each gives a user one thing, and says how many are left. */
export const resetStories = (scene: () => Scene): Stories => {
  const store = () => storeOf(scene().installation.services);

  const createApp = async (owner: string | null, redirectUris: string[]): Promise<number> => {
    const created = await scene().installation.services.apps.create(owner, { name: 'Mine', redirectUris });
    assert.ok(created.outcome === 'done');
    return created.value.app.id;
  };

  const countUris = async (userId: string, id: number): Promise<number> =>
    (await scene().installation.services.apps.find(id, userId))?.redirectUris.length ?? 0;

  const countAllowed = async (userId: string): Promise<number> =>
    (await scene().installation.services.authorizations.list(userId, 2 * MOST_BOXES)).length;

  /** An app each, this long ago. */
  const allow = async (userId: string, ages: readonly number[]): Promise<void> => {
    const { installation } = scene();
    const { database, time } = installation.services;
    const now = time.reference.now();
    for (const age of ages) {
      const app = await createApp(null, ['https://app.example/cb']);
      const allowed = {
        user_id: userId,
        app_id: app,
        scope: 'profile',
        declined: '',
        app_name: 'Mine',
        app_owner_id: '',
      };
      const when = { granted_at: now - age, last_used_at: now - age, ended_at: null, resources: '[]' };
      await database.write(({ query }) =>
        query
          .insertInto('authorizations')
          .values({ ...allowed, ...when })
          .execute(),
      );
    }
  };

  const given: Record<string, (id: string, name: string) => Promise<Given>> = {
    [`${RESET} remove=passkey 1`]: async (userId) => {
      const key = { credentialId: userId, publicKey: 'k', signCount: 0, transports: [], isBackedUp: false };
      const { id = 0 } = (await store().passkeys.insert({ ...key, userId, name: 'Key', createdAt: 1 })) ?? {};
      const left = async () => (await store().passkeys.listByUser(userId)).length;
      return { value: `passkey ${id}`, left };
    },

    [`${RESET} remove=provider 2`]: async (userId) => {
      const identities = store().upstreamIdentities;
      await identities.insert(userId, { issuer: 'https://idp.example', subject: userId, label: 'a' }, 1);
      const [{ id } = { id: 0 }] = await identities.listByUser(userId);
      return { value: `provider ${id}`, left: async () => (await identities.listByUser(userId)).length };
    },

    [`${RESET} remove=app 3`]: async (userId, name) => {
      const { authorizations } = scene().installation.services;
      await grantTokens(await scene().browser(name), await scene().app());
      const [{ id } = { id: 0 }] = await authorizations.list(userId, 9);
      return { value: `app ${id}`, left: async () => (await authorizations.list(userId, 9)).length };
    },

    [`${RESET} remove=apps recent`]: async (userId) => {
      await allow(userId, Array<number>(MOST_BOXES + 1).fill(0));
      return { value: 'apps recent', left: () => countAllowed(userId) };
    },

    [`${RESET} remove=apps earlier`]: async (userId) => {
      await allow(userId, [...Array<number>(MOST_BOXES).fill(0), 40 * DAY]);
      return { value: 'apps earlier', left: () => countAllowed(userId) };
    },

    [`${RESET} remove=redirectUri 4 a`]: async (userId) => {
      const id = await createApp(userId, ['https://evil.example/cb']);
      return { value: new RegExp(`^redirectUri ${id} `), left: () => countUris(userId, id) };
    },

    [`${RESET} remove=deviceFlow 5`]: async (userId) => {
      const { apps } = scene().installation.services;
      const traits = { name: 'Television', isPublic: true, grantTypes: grantTypesWith(true), redirectUris: [] };
      const created = await apps.create(userId, traits);
      assert.ok(created.outcome === 'done');
      const { id } = created.value.app;
      const left = async () => Number((await apps.find(id, userId))?.grantTypes.includes(DEVICE_GRANT));
      return { value: `deviceFlow ${id}`, left };
    },

    [`${RESET} remove=redirectUris 4`]: async (userId) => {
      const ten = Array.from({ length: 10 }, (_, nth) => `https://app.example/${nth}`);
      for (let shown = 0; shown < MOST_BOXES; shown += ten.length) await createApp(userId, ten);
      const id = await createApp(userId, ['https://evil.example/cb']);
      return { value: `redirectUris ${id}`, left: () => countUris(userId, id) };
    },
  };

  const isRemoved = async (give: NonNullable<(typeof given)[string]>, ticked: boolean): Promise<boolean> => {
    const { installation } = scene();
    const { accounts, passwordReset } = installation.services;
    const name = `reset-${randomUUID().slice(0, 8)}`;
    const id = await installation.addUser(name);
    const { value, left } = await give(id, name);
    const account = await accounts.getById(id);
    const link = account === null ? '' : await passwordReset.createLink(account);
    const visitor = createVisitor(installation);
    const fields = { new_password: 'another sentence long enough' };
    const page = await visitor.get(link.slice(installation.issuer.length));
    const [, shown = ''] =
      [...page.html.matchAll(/name="remove" value="([^"]*)"/g)].find(([, each = '']) =>
        typeof value === 'string' ? each === value : value.test(each),
      ) ?? [];
    await submit(visitor, page, RESET, { box: 'remove', value: shown, ticked, fields });
    return (await left()) === 0;
  };

  return Object.fromEntries(
    Object.entries(given).map(([box, give]) => [box, (ticked: boolean) => isRemoved(give, ticked)]),
  );
};
