import assert from 'node:assert/strict';
import { READY_USERS, type ReadyUser } from '#server/domain/playground/test-users.js';
import { SCOPES } from '#server/protocol/scopes.js';
import type { Scene } from '../attacks/scene.js';
import type { VisitedPage, Visitor } from '../support/page-visitor.js';
import { answerOf, authorize, authorizePath, press, RUN } from '../support/scenes/playground.js';
import { submit, type Entry, type Stories } from './forms.js';

const START = '/playground';
const OWN = { user: 'own', test_username: 'zoe', credited: '10', spent: '0' };

/** What the app sees of the user: the answer of userinfo, or the refusal before it. */
type Seen = Record<string, unknown>;

const USERS: Readonly<Record<ReadyUser | 'me' | 'own', (seen: Seen) => boolean>> = {
  me: (seen) => seen['username'] === 'dev',
  plenty: (seen) => seen['balance_formatted'] === '750.00',
  cents: (seen) => seen['balance_formatted'] === '0.03',
  nothing: (seen) => seen['username'] === 'test-nothing' && seen['balance_formatted'] === '0.00',
  overspent: (seen) => seen['balance_formatted'] === '-2.50',
  unverified: (seen) => typeof seen['email'] === 'string' && seen['email_verified'] === false,
  no_email: (seen) => seen['username'] === 'test-no-email' && typeof seen['email'] !== 'string',
  disabled: (seen) => seen['error'] === 'invalid_token',
  own: (seen) => seen['username'] === 'zoe',
};

/** The boxes of the playground: what the app asks for, the user it sees, and the unit of amounts. */
export const playgroundStories = (scene: () => Scene): Stories => {
  /** A run that was begun with the box as it is. */
  const run = async (entry: Entry): Promise<{ dev: Visitor; page: VisitedPage }> => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const page = await dev.get(`${START}?app=${app.id}`);
    const begun = await submit(dev, page, START, entry);
    assert.equal(begun.location, RUN, begun.html);
    return { dev, page: await dev.follow(begun) };
  };
  const asksFor = async (entry: Entry): Promise<URLSearchParams> =>
    new URL(authorizePath((await run(entry)).page), scene().installation.issuer).searchParams;
  const sees = async (entry: Entry): Promise<Seen> => {
    const { dev, page } = await run(entry);
    const exchanged = await press(dev, await authorize(dev, page), 'exchange');
    const { status, json } = answerOf(exchanged, 2);
    return status === 200 ? answerOf(await press(dev, exchanged, 'userinfo'), 3).json : json;
  };

  const scopes = SCOPES.filter((scope) => scope !== 'profile').map((value) => [
    `${START} scope=${value}`,
    async (ticked: boolean) =>
      (await asksFor({ box: 'scope', value, ticked })).get('scope')?.split(' ').includes(value) === true,
  ]);
  const users = (['me', 'own', ...READY_USERS] as const).map((value) => [
    `${START} user=${value}`,
    async (ticked: boolean) => {
      const fields = { ...OWN, user: value === 'plenty' ? 'cents' : 'plenty' };
      return USERS[value](await sees({ box: 'user', value, ticked, fields }));
    },
  ]);
  /** 10 in currency are 10,000 units. */
  const measured = async (value: 'currency' | 'units', ticked: boolean): Promise<unknown> => {
    const fields = { ...OWN, measure: value === 'units' ? 'currency' : 'units' };
    return (await sees({ box: 'measure', value, ticked, fields }))['quota'];
  };
  /** A balance of 0, credited with 10 during the run. */
  const credited = async (value: 'currency' | 'units', ticked: boolean): Promise<boolean> => {
    const fields = { user: 'nothing' };
    const { dev, page } = await run({ box: 'user', value: 'nothing', ticked: true, fields });
    const change = { amount: '10', change: 'credit', measure: value === 'units' ? 'currency' : 'units' };
    await submit(dev, page, `${RUN}/user`, { box: 'measure', value, ticked, fields: change });
    return (await dev.get(RUN)).html.includes(value === 'units' ? '10,010' : '20,000');
  };

  return {
    ...Object.fromEntries([...scopes, ...users]),
    [`${START} auto_authorize=true`]: async (ticked) =>
      (await asksFor({ box: 'auto_authorize', ticked })).has('auto_authorize'),
    [`${START} measure=currency`]: async (ticked) => (await measured('currency', ticked)) === 10_000,
    [`${START} measure=units`]: async (ticked) => (await measured('units', ticked)) === 10,
    [`${RUN}/user measure=currency`]: (ticked) => credited('currency', ticked),
    [`${RUN}/user measure=units`]: (ticked) => credited('units', ticked),
  };
};
