import assert from 'node:assert/strict';
import { readyUser } from '#server/domain/playground/test-users.js';
import { openRequest, requestOf } from '../../support/oauth-app.js';
import { DEVICES, questionOn, startDevice } from '../../support/scenes/device.js';
import { bySession, type Entries, type Entry } from './entry.js';
import { formOf } from './sending.js';
import type { User } from './world.js';

const RUN = '/playground/run';

/** To a page that says so. */
const LEADS_TO_THE_FAULT = /^303 \/(authorize|playground\/run|topup\/orders\/)/;

/** Nothing is left to do for a session that has ended. */
const SIGNED_OUT = { refused: /^(303 \/|403 $)/ };

/** A form of a run. A developer has one, so each form has a developer of its own. */
const ofRun = (path: string, user: User, fields: Record<string, string> = {}): Entry =>
  bySession(
    async (world) => {
      const { visitor, session } = await world.browser(user);
      const { playground, apps, money } = world.services;
      assert.ok(playground);
      const app = await apps.findById((await world.app(user)).id);
      assert.ok(app);
      const testUser = readyUser('plenty', money.unitsPerCurrency);
      await playground.begin(app, session, { scopes: ['profile'], autoAuthorize: false, testUser });
      const run = await playground.current(session);
      assert.ok(run);
      if (path === 'step') await playground.answered(run, { exchanges: [], code: 'code' });
      return formOf(visitor, `${RUN}/${path}`, { run: String(run.id), ...fields });
    },
    { about: ['apps', 'playground_runs'], gone: LEADS_TO_THE_FAULT },
  );

/** Forms of the other pages, for users who are signed in. */
export const OTHER_FORMS: Entries = {
  'POST /sign-out': bySession(async (world) => formOf((await world.browser('alice')).visitor, '/sign-out'), SIGNED_OUT),
  'POST /logout': bySession(
    async (world) => formOf((await world.browser('alice')).visitor, '/logout', { decision: 'sign-out' }),
    SIGNED_OUT,
  ),
  'POST /language': bySession(async (world) =>
    formOf((await world.browser('gina')).visitor, '/language', { locale: 'fr' }),
  ),
  'POST /sign-up': bySession(
    async (world) => {
      const { visitor } = await world.browser('erin');
      const { url } = await world.services.invitations.create('operator');
      return formOf(visitor, '/sign-up', { invitation: new URL(url).searchParams.get('invitation') ?? '' });
    },
    { about: ['invitations'] },
  ),
  'POST /authorize': bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      const page = await openRequest(visitor, (await world.app('ivy')).authorizePath());
      return formOf(visitor, '/authorize', { request: requestOf(page), decision: 'allow' });
    },
    { about: ['apps', 'authorization_requests'] },
  ),
  'POST /authorize/switch-account': bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      const page = await openRequest(visitor, (await world.app('ivy')).authorizePath());
      return formOf(visitor, '/authorize/switch-account', { request: requestOf(page) });
    },
    { about: ['apps', 'authorization_requests'], gone: LEADS_TO_THE_FAULT },
  ),
  'POST /device': bySession(
    async (world) => formOf((await world.browser('alice')).visitor, '/device', { user_code: 'BCDF-GHJK' }),
    { reads: /^303 \/device\?user_code=BCDF-GHJK/ },
  ),
  'POST /device/switch-account': bySession(
    async (world) => formOf((await world.browser('alice')).visitor, '/device/switch-account', { user_code: 'BCDF' }),
    SIGNED_OUT,
  ),
  'POST /device/answer': bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      const { userCode } = await startDevice(await world.app('ivy', DEVICES));
      const asked = questionOn(await visitor.get(`/device?user_code=${userCode}`));
      return formOf(visitor, '/device/answer', { ...asked, decision: 'allow' });
    },
    { about: ['apps', 'device_requests'] },
  ),
  'POST /topup': bySession(async (world) => {
    const fields = { amount: '10', provider: 'test' };
    return formOf((await world.browser('alice')).visitor, '/topup', fields);
  }),
  'POST /topup/test/:id': bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      const order = { amount: 1000, provider: 'test', appId: null, returnTo: null };
      const placed = await world.services.wallet.placeOrder(world.ids.alice, order);
      assert.ok(placed.outcome === 'placed');
      return formOf(visitor, new URL(placed.url).pathname, { decision: 'pay' });
    },
    { about: ['topup_orders'], gone: LEADS_TO_THE_FAULT },
  ),
  'POST /playground': bySession(
    async (world) => {
      const { visitor } = await world.browser('alice');
      return formOf(visitor, '/playground', { app: String((await world.app('alice')).id), user: 'me' });
    },
    { about: ['apps'] },
  ),
  [`POST ${RUN}/refuse`]: ofRun('refuse', 'alice'),
  [`POST ${RUN}/user`]: ofRun('user', 'ivy', { change: 'credit', amount: '5' }),
  [`POST ${RUN}/again`]: ofRun('again', 'bob'),
  [`POST ${RUN}/step`]: ofRun('step', 'erin', { step: 'exchange' }),
};
