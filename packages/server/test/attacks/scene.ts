import { after, before } from 'node:test';
import type { Environment } from '#server/config/index.js';
import type { ProviderEntry } from '#server/features/topup/provider.js';
import type { Log } from '#server/kernel/log.js';
import { openInstallation, type Installation } from '../support/installation.js';
import { registerApp, type AppTraits, type OAuthApp } from '../support/oauth-app.js';
import { createVisitor, type Visitor } from '../support/page-visitor.js';

/** An installation with a developer (dev) and two users (alice, bob), for the tests of a file. */
export interface Scene {
  readonly installation: Installation;
  /** Account ids. */
  readonly ids: { readonly dev: string; readonly alice: string; readonly bob: string };
  /** An app of dev. */
  app(traits?: Partial<AppTraits>): Promise<OAuthApp>;
  /** A browser in which this user is signed in; without a name, a new one. */
  browser(username?: string): Promise<Visitor>;
}

/** Starts and stops the scene with the test file; call the result inside tests. */
export const setScene = (
  environment: Environment = {},
  log?: Log,
  providers?: readonly ProviderEntry[],
): (() => Scene) => {
  let scene: Scene | null = null;
  before(async () => {
    const installation = await openInstallation(environment, log, undefined, providers);
    const ids = {
      dev: await installation.addUser('dev'),
      alice: await installation.addUser('alice'),
      bob: await installation.addUser('bob'),
    };
    await installation.services.developers.grantRole(ids.dev, 'developer');
    scene = {
      installation,
      ids,
      app: (traits = {}) => registerApp(installation, { owner: ids.dev, ...traits }),
      browser: async (username) => {
        const visitor = createVisitor(installation);
        if (username !== undefined) await visitor.signIn(username);
        return visitor;
      },
    };
  });
  after(() => scene?.installation.close());
  return () => {
    if (scene === null) throw new Error('the scene is set before the tests');
    return scene;
  };
};
