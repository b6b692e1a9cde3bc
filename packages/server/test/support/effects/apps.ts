import assert from 'node:assert/strict';
import type { Decision } from '#server/domain/apps/store/standing.js';
import { pngOf } from '../logos.js';
import type { Scene } from '../scenes/account.js';
import type { Kind, KindsOf } from './kind.js';

const DRAFT = { name: 'App', redirectUris: ['https://app.example/callback'] };
const RESOURCE = { name: 'Notes', scopes: [] };

const appOf = async ({ installation, devId }: Scene) => {
  const created = await installation.services.apps.create(devId, DRAFT);
  assert.ok(created.outcome === 'done');
  return created.value.app;
};

/** What an operator decides about an app, after what has to be decided before. */
const deciding =
  (decision: Decision, before?: Decision): Kind =>
  async (scene) => {
    const { appOperation } = scene.installation.services;
    const app = await appOf(scene);
    if (before !== undefined) assert.ok(await appOperation.decide(app, before));
    return () => appOperation.decide(app, decision);
  };

/** Effects on what developers own. */
export const APP_KINDS: KindsOf<
  | 'app_changed'
  | 'app_created'
  | 'app_deleted'
  | 'app_resumed'
  | 'app_secret_added'
  | 'app_secret_removed'
  | 'app_suspended'
  | 'app_trusted'
  | 'app_untrusted'
  | 'developer_token_created'
  | 'developer_token_revoked'
  | 'resource_added'
  | 'resource_removed'
> = {
  app_created: {
    'creating an app':
      async ({ installation, devId }) =>
      () =>
        installation.services.apps.create(devId, DRAFT),
  },
  app_changed: {
    'changing an app': async (scene) => {
      const { id, owner } = await appOf(scene);
      return () => scene.installation.services.apps.update(id, owner, { name: 'Another' });
    },
    'setting a logo': async (scene) => {
      const app = await appOf(scene);
      return () => scene.installation.services.appLogos.put(app, pngOf(32));
    },
    'removing a logo': async (scene) => {
      const { appLogos } = scene.installation.services;
      const app = await appOf(scene);
      await appLogos.put(app, pngOf(32));
      return () => appLogos.remove(app);
    },
  },
  app_deleted: {
    'deleting an app': async (scene) => {
      const { id, owner } = await appOf(scene);
      return () => scene.installation.services.apps.delete(id, owner);
    },
    'deleting an app as an operator': async (scene) => {
      const { id, owner } = await appOf(scene);
      return () => scene.installation.services.apps.delete(id, owner, 'operator');
    },
  },
  app_secret_added: {
    'adding a secret': async (scene) => {
      const app = await appOf(scene);
      return () => scene.installation.services.apps.addSecret(app);
    },
  },
  app_secret_removed: {
    'removing a secret': async (scene) => {
      const { apps } = scene.installation.services;
      const app = await appOf(scene);
      const added = await apps.addSecret(app);
      assert.ok(added.outcome === 'done');
      return () => apps.removeSecret(app, added.value.row.id);
    },
  },
  app_suspended: { 'suspending an app': deciding('suspend') },
  app_resumed: { 'resuming an app': deciding('resume', 'suspend') },
  app_trusted: { 'trusting an app': deciding('trust') },
  app_untrusted: { 'withdrawing trust from an app': deciding('untrust', 'trust') },
  developer_token_created: {
    'creating a developer token':
      async ({ installation, devId }) =>
      () =>
        installation.services.developers.createToken(devId, 'ci', null),
  },
  developer_token_revoked: {
    'revoking a developer token': async ({ installation, devId }) => {
      const { developers } = installation.services;
      const created = await developers.createToken(devId, 'ci', null);
      assert.ok(created.outcome === 'done');
      return () => developers.revokeToken(created.value.kept.id, devId);
    },
  },
  resource_added: {
    'adding a resource':
      async ({ installation, devId }) =>
      () =>
        installation.services.resources.add(devId, { ...RESOURCE, identifier: 'https://added.example' }),
  },
  resource_removed: {
    'removing a resource': async ({ installation, devId }) => {
      const { resources } = installation.services;
      const added = await resources.add(devId, { ...RESOURCE, identifier: 'https://removed.example' });
      assert.ok(added.outcome === 'done');
      return () => resources.remove(added.value);
    },
  },
};
