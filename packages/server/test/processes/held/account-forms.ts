import { createAuthenticator } from '../../support/authenticator.js';
import { allow, openRequest } from '../../support/oauth-app.js';
import { addPasskey, phoneWith } from '../../support/scenes/sign-in.js';
import { storeOf } from '../../support/store.js';
import { bySession, ENDED_ALREADY, type Entries } from './entry.js';
import { formOf, type Sent } from './sending.js';
import { PASSWORD, type World } from './world.js';

const SECURITY = '/account/security';

/** alice's newest passkey; she gets one if she has none. */
const passkeyForm = async (world: World, path: string, fields: (id: string) => Record<string, string>) => {
  const { visitor } = await world.browser('alice');
  await addPasskey({ issuer: world.origin }, visitor, world.fresh('key'));
  const passkeys = await world.services.passkeys.list(world.ids.alice);
  return formOf(visitor, `${SECURITY}/passkeys/${path}`, fields(String(passkeys.at(-1)?.id)));
};

const setUpOf = async (world: World): Promise<Sent> => {
  const { visitor } = await world.browser('alice');
  await world.services.secondStep.propose(world.ids.alice);
  const page = await visitor.get(`${SECURITY}/two-step`);
  const phone = phoneWith({ now: () => Date.now() }, page.text('secret').replaceAll(' ', ''));
  return formOf(visitor, `${SECURITY}/two-step/confirm`, { code: phone.code() });
};

const identityForm = async (world: World): Promise<Sent> => {
  const { visitor } = await world.browser('alice');
  const { upstreamIdentities } = storeOf(world.services);
  const [provider] = world.services.upstream.providers;
  const identity = { issuer: provider?.issuer ?? '', subject: world.fresh('subject'), label: 'alice' };
  await upstreamIdentities.insert(world.ids.alice, identity, Date.now());
  const [connected] = await upstreamIdentities.listByUser(world.ids.alice);
  return formOf(visitor, `${SECURITY}/upstream/remove/${connected?.id}`, { current_password: PASSWORD });
};

/** Forms of the user's own pages. */
export const ACCOUNT_FORMS: Entries = {
  'POST /account/authorizations/end': bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      const app = await world.app('ivy');
      await allow(visitor, await openRequest(visitor, app.authorizePath()));
      const [authorization] = await world.services.authorizations.list(world.ids.alice, 50);
      return formOf(visitor, '/account/authorizations/end', { authorization: String(authorization?.id) });
    },
    { about: ['authorizations'], gone: ENDED_ALREADY },
  ),
  'POST /account/security/passkeys': bySession(async (world) => {
    const { visitor } = await world.browser('alice');
    const { credential } = createAuthenticator(world.origin).make(await visitor.get(SECURITY));
    return formOf(visitor, `${SECURITY}/passkeys`, { passkey_name: 'late', credential });
  }),
  'POST /account/security/passkeys/rename': bySession(
    (world) => passkeyForm(world, 'rename', (id) => ({ passkey: id, [`passkey_${id}`]: 'late' })),
    { about: ['passkeys'] },
  ),
  'POST /account/security/passkeys/remove': bySession(
    (world) => passkeyForm(world, 'remove', (passkey) => ({ passkey })),
    { about: ['passkeys'], gone: ENDED_ALREADY },
  ),
  'POST /account/security/two-step/begin': bySession(async (world) =>
    formOf((await world.browser('alice')).visitor, `${SECURITY}/two-step/begin`),
  ),
  'POST /account/security/two-step/confirm': bySession(setUpOf),
  'POST /account/security/two-step/recovery-codes': bySession(async (world) =>
    formOf((await world.browser('bob')).visitor, `${SECURITY}/two-step/recovery-codes`),
  ),
  'POST /account/security/two-step/off': bySession(async (world) => {
    const { visitor } = await world.browser('erin');
    return formOf(visitor, `${SECURITY}/two-step/off`, { off_code: world.erin.recoveryCodes.pop() ?? '' });
  }),
  'POST /account/security/password': bySession(async (world) => {
    const fields = { current_password: PASSWORD, new_password: PASSWORD };
    return formOf((await world.browser('erin')).visitor, `${SECURITY}/password`, fields);
  }),
  'POST /account/security/email': bySession(async (world) => {
    const fields = { new_email: 'late@example.com', email_password: PASSWORD };
    return formOf((await world.browser('alice')).visitor, `${SECURITY}/email`, fields);
  }),
  'POST /account/security/email/verify': bySession(async (world) =>
    formOf((await world.browser('erin')).visitor, `${SECURITY}/email/verify`),
  ),
  'POST /account/security/sessions/end': bySession(async (world) => {
    const other = await world.browser('alice');
    const { visitor } = await world.browser('alice');
    return formOf(visitor, `${SECURITY}/sessions/end`, { session: String(other.session.id) });
  }),
  'POST /account/security/sessions/end-others': bySession(async (world) => {
    await world.browser('gina');
    return formOf((await world.browser('gina')).visitor, `${SECURITY}/sessions/end-others`);
  }),
  'POST /account/security/upstream/connect/:name': bySession(async (world) => {
    const { visitor } = await world.browser('alice');
    return formOf(visitor, `${SECURITY}/upstream/connect/example`, { current_password: PASSWORD });
  }),
  'POST /account/security/upstream/remove/:id': bySession(identityForm, {
    about: ['upstream_identities'],
    gone: ENDED_ALREADY,
  }),
  'POST /account/profile/username': bySession(async (world) =>
    formOf((await world.browser('erin')).visitor, '/account/profile/username', { username: 'latecomer' }),
  ),
  'POST /account/data/download': bySession(
    async (world) => formOf((await world.browser('alice')).visitor, '/account/data/download'),
    { reads: /"username":/ },
  ),
  'POST /account/delete': bySession(async (world) => {
    const { visitor } = await world.browser('gina');
    return formOf(visitor, '/account/delete', { username: 'gina', password: PASSWORD });
  }),
};
