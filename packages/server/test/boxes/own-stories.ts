import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Scene } from '../attacks/scene.js';
import { PASSWORD } from '../support/installation.js';
import { submit, type Stories } from './forms.js';

const SECURITY = '/account/security';

/** The boxes of a user's own pages. The scene's payment providers are `test` and `tally`. */
export const ownStories = (scene: () => Scene): Stories => {
  /** Whether the developer's token is dead after a change of password. */
  const revokesCredentials = async (ticked: boolean): Promise<boolean> => {
    const { installation } = scene();
    const name = `dev-${randomUUID().slice(0, 8)}`;
    const id = await installation.addUser(name);
    await installation.services.developers.grantRole(id, 'developer');
    const created = await installation.services.developers.createToken(id, 'ci', null);
    assert.ok(created.outcome === 'done');
    const headers = { authorization: `Bearer ${created.value.token.reveal()}` };
    const developer = await scene().browser(name);
    const fields = { current_password: PASSWORD, new_password: 'another sentence long enough' };
    const page = await developer.get(SECURITY);
    await submit(developer, page, `${SECURITY}/password`, { box: 'revoke_credentials', ticked, fields });
    return (await installation.request('/api/oauth_apps', { headers })).status === 401;
  };

  /** Whether the user pays at this provider. */
  const paysAt = async (value: string, ticked: boolean, host: string): Promise<boolean> => {
    const alice = await scene().browser('alice');
    const fields = { amount: '20', provider: value === 'test' ? 'tally' : 'test' };
    const answer = await submit(alice, await alice.get('/topup'), '/topup', { box: 'provider', value, ticked, fields });
    return new URL(answer.location).host === host;
  };

  return {
    [`${SECURITY}/password revoke_credentials=true`]: revokesCredentials,
    '/topup provider=test': (ticked) => paysAt('test', ticked, 'localhost:3000'),
    '/topup provider=tally': (ticked) => paysAt('tally', ticked, 'tally.example'),
  };
};
