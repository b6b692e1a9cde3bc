import type { Scene } from '../attacks/scene.js';
import {
  callWith,
  form,
  newPkce,
  openRequest,
  readAnswer,
  received,
  textOf,
  type Answer,
  type OAuthApp,
} from '../support/oauth-app.js';
import { DEVICES, startDevice } from '../support/scenes/device.js';
import { CALLBACK, register } from '../support/scenes/registrar.js';
import { addResource } from '../support/scenes/resources.js';
import { submit, type Stories } from './forms.js';

interface Given {
  token: Answer;
  claims: Answer;
}

/** What the app gets if the user allows `asked`, with the box of a scope as it is. */
type Ask = (app: OAuthApp, asked: string, entry: { value: string; ticked: boolean }) => Promise<Answer>;

const EFFECTS: Readonly<Record<string, { asked: string; isSeen: (given: Given) => boolean }>> = {
  email: { asked: 'openid email', isSeen: ({ claims }) => claims.json['email'] !== undefined },
  balance: { asked: 'profile balance', isSeen: ({ claims }) => claims.json['balance_formatted'] !== undefined },
  offline_access: { asked: 'profile offline_access', isSeen: ({ token }) => token.json['refresh_token'] !== undefined },
};

/** The boxes of the consent page, and those of the page about a device. */
export const consentStories = (scene: () => Scene): Stories => {
  const onConsent: Ask = async (app, scope, entry) => {
    const alice = await scene().browser('alice');
    const page = await openRequest(alice, app.authorizePath({ scope }));
    const answered = await submit(alice, page, '/authorize', { box: 'scope', ...entry, fields: { decision: 'allow' } });
    return app.exchange(received(answered).get('code') ?? '');
  };
  const onDevice: Ask = async (app, scope, entry) => {
    const alice = await scene().browser('alice');
    const device = await startDevice(app, { scope });
    const page = await alice.get(`/device?user_code=${device.userCode}`);
    await submit(alice, page, '/device/answer', { box: 'scope', ...entry, fields: { decision: 'allow' } });
    return device.poll();
  };
  const storiesOf = (action: string, ask: Ask): Stories =>
    Object.fromEntries(
      Object.entries(EFFECTS).map(([value, { asked, isSeen }]) => [
        `${action} scope=${value}`,
        async (ticked: boolean) => {
          const token = await ask(await scene().app(DEVICES), asked, { value, ticked });
          return isSeen({ token, claims: await callWith(scene().installation, textOf(token, 'access_token')) });
        },
      ]),
    );
  /** Whether an app that registered itself, for another resource, gets the profile too. */
  const overAsking = async (ticked: boolean): Promise<boolean> => {
    const { installation } = scene();
    const { identifier: resource } = await addResource(installation, null, { identifier: `https://${ticked}.example` });
    const registration = await register(installation, {
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: 'none',
    });
    const client = { client_id: textOf(registration, 'client_id'), redirect_uri: CALLBACK, resource };
    const { verifier, challenge } = newPkce();
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    const asked = new URLSearchParams({ ...client, ...pkce, response_type: 'code', scope: 'profile read' });
    const alice = await scene().browser('alice');
    const page = await openRequest(alice, `/api/oauth2/authorize?${asked}`);
    const entry = { box: 'scope', value: 'profile', ticked, fields: { decision: 'allow' } };
    const code = received(await submit(alice, page, '/authorize', entry)).get('code') ?? '';
    const proof = new URLSearchParams({ ...client, grant_type: 'authorization_code', code, code_verifier: verifier });
    const token = await readAnswer(await installation.request('/api/oauth2/token', form(proof.toString())));
    return textOf(token, 'scope').split(' ').includes('profile');
  };

  return {
    ...storiesOf('/authorize', onConsent),
    ...storiesOf('/device/answer', onDevice),
    '/authorize scope=profile': overAsking,
  };
};
