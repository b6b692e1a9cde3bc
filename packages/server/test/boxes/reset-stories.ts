import { randomUUID } from 'node:crypto';
import type { Scene } from '../attacks/scene.js';
import { grantTokens } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { storeOf } from '../support/store.js';
import { submit, type Stories } from './forms.js';

const RESET = '/reset-password';

/** What a password reset removes. Each gives a user one thing, and says how many are left. */
export const resetStories = (scene: () => Scene): Stories => {
  const store = () => storeOf(scene().installation.services);

  const given: Record<string, (id: string, name: string) => Promise<{ value: string; left: () => Promise<number> }>> = {
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

    [`${RESET} remove=redirectUri 4 https://evil.example/cb`]: async (userId) => {
      const { apps } = scene().installation.services;
      const uri = 'https://evil.example/cb';
      const created = await apps.create(userId, { name: 'Mine', redirectUris: [uri] });
      const id = created.outcome === 'done' ? created.value.app.id : 0;
      const left = async () => (await apps.find(id, userId))?.redirectUris.length ?? 0;
      return { value: `redirectUri ${id} ${uri}`, left };
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
    await submit(visitor, page, RESET, { box: 'remove', value, ticked, fields });
    return (await left()) === 0;
  };

  return Object.fromEntries(
    Object.entries(given).map(([box, give]) => [box, (ticked: boolean) => isRemoved(give, ticked)]),
  );
};
