import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { HOUR } from '#server/kernel/clock.js';
import { allow, textOf, type Answer } from '../../support/oauth-app.js';
import { inParallel } from '../../support/parallel.js';
import type { VisitedPage, Visitor } from '../../support/page-visitor.js';
import { speakFor, type Processes } from '../processes.js';
import type { Balancer } from '../balancer.js';
import type { Gate } from './gate.js';
import { untilAnswered, type Doubt, type Seen } from './network.js';
import type { Random } from './random.js';

/** What is bought at once: 10 USD, in units. */
const TOP_UP = { amount: '10', units: 10_000 };
/** What the server allows a user only so often in an hour (30 orders, 300 sign-ins), also if answers get lost: less. */
const PACE = { 'top-ups': { atFirst: 5, hourly: 15 }, 'sign-outs': { atFirst: 30, hourly: 150 } };
const PAUSE_MS = 250;
const MAX_FAMILIES = 3;
const MAX_DEAD = 200;
const LOOKED_AT = 10;
/** A lost answer can be had again for a minute (ADR 0001), and some of it is spent on the way. */
const GRACE_MS = 45_000;
const EXPIRES_WITHIN_MS = 60_000;

interface Family {
  code: string;
  access: string;
  refresh: string;
  /** Used refresh tokens, except the one before this one. */
  spent: string[];
  before: string | null;
}

interface Parts {
  username: string;
  quota: number;
  processes: Processes;
  balancer: Balancer;
  gate: Gate;
  random: Random;
  seen: Seen;
}

/** A user with a browser, and the app that the user has allowed. Knows what was acknowledged to either. */
export const createMember = ({ username, quota: opening, processes, balancer, gate, random, seen }: Parts) => {
  const doubt: Doubt = { since: null };
  const party = speakFor(processes, untilAnswered(balancer, seen, doubt));
  let browser: Visitor | null = null;
  let families: Family[] = [];
  let quota = opening;
  let unpaid: string | null = null;
  let turn = random.between(0, 1);
  /** What ended, and must never work again. */
  const dead = { refresh: [] as string[], access: [] as string[], codes: [] as string[], browsers: [] as Visitor[] };
  const done: Record<string, number> = {};

  const bury = <T>(grave: T[], body: T): void => {
    grave.push(body);
    if (grave.length > MAX_DEAD) grave.splice(random.between(0, MAX_DEAD), 1);
  };
  const end = (family: Family): void => {
    families = families.filter((each) => each !== family);
    for (const token of [family.refresh, ...family.spent]) bury(dead.refresh, token);
    bury(dead.access, family.access);
    bury(dead.codes, family.code);
  };
  const count = (what: string): void => void (done[what] = (done[what] ?? 0) + 1);
  const born = performance.now();
  const isTimeFor = (what: keyof typeof PACE): boolean =>
    (done[what] ?? 0) < PACE[what].atFirst + (PACE[what].hourly * (performance.now() - born)) / HOUR;
  const inDoubt = (): boolean => doubt.since !== null;
  const mayBeLate = (): boolean => doubt.since !== null && performance.now() - doubt.since > GRACE_MS;
  const fault = (what: string, answer: Answer | VisitedPage): void => {
    const said =
      'html' in answer
        ? `${answer.location} ${answer.html.replaceAll(/<[^>]*>|\s+/g, ' ').slice(0, 1500)}`
        : answer.text;
    seen.faults.push(`${username}: ${what}: ${answer.status} ${said}`);
  };

  /**
   * Codes and requests live for minutes by a clock that jumped by more, of which processes hear within ten seconds: the app
   * asks again, and nobody signs in again.
   */
  const hasExpired = (text: string): boolean =>
    text.includes('expired') && performance.now() - seen.clockSetAt < EXPIRES_WITHIN_MS;

  /**
   * The tokens for the code of a visit, which ends at the page that this resolves to. Nothing, if it may be that the code was
   * used before its answer was lost.
   */
  const complete = async (visitor: Visitor, first: VisitedPage): Promise<VisitedPage> => {
    const page = first.actions.includes('/authorize') ? await allow(visitor, first) : first;
    const code = URL.parse(page.location)?.searchParams.get('code') ?? null;
    if (code === null) {
      if (!inDoubt() && !hasExpired(page.html)) fault('no code', page);
      return page;
    }
    const answer = await party.redeem((turn += 1), code);
    if (answer.status !== 200) {
      if (!inDoubt() && !hasExpired(answer.text)) fault('code exchange', answer);
      return page;
    }
    families.push({
      code,
      access: textOf(answer, 'access_token'),
      refresh: textOf(answer, 'refresh_token'),
      spent: [],
      before: null,
    });
    return page;
  };

  /** Where the app's request ends. It starts again if it is told to do so later, which is what 503 is for apps. */
  const open = async (visitor: Visitor): Promise<VisitedPage> => {
    for (;;) {
      let page = await party.open(visitor);
      if (page.actions.includes('/sign-in')) {
        if (browser !== null) fault('signed out', page);
        page = await party.signIn(visitor, page, username);
      }
      if (!page.location.includes('error=temporarily_unavailable')) return page;
      doubt.since ??= performance.now();
      await wait(PAUSE_MS);
    }
  };

  /** The browser signs in, or comes back. */
  const visit = async (): Promise<void> => {
    const visitor = browser ?? party.visitor();
    const page = await complete(visitor, await open(visitor));
    // The answer that signed it in may have been lost, or the request have expired before.
    if ((await visitor.get('/account')).status === 200) browser = visitor;
    else if (!inDoubt() && !hasExpired(page.html)) fault('signing in did not last', page);
  };

  const refresh = async (family: Family, atOnce = 1): Promise<void> => {
    doubt.since = null;
    const answers = await inParallel(atOnce, () => party.refresh((turn += 1), family.refresh));
    const refused = answers.find(({ status }) => status !== 200);
    if (refused !== undefined) {
      if (mayBeLate()) count('late refreshes');
      else fault('refresh', refused);
      end(family);
      return;
    }
    const successors = new Set(answers.map((each) => textOf(each, 'refresh_token')));
    if (successors.size !== 1) seen.faults.push(`${username}: ${successors.size} successors of one refresh token`);
    if (family.before !== null) family.spent.push(family.before);
    family.before = family.refresh;
    for (const answer of answers) {
      family.refresh = textOf(answer, 'refresh_token');
      family.access = textOf(answer, 'access_token');
    }
    family.spent.splice(0, family.spent.length - 5);
  };

  const isEnded = (answer: Answer, what: string, family: Family): void => {
    if (answer.status !== 200 && answer.status !== 400) fault(what, answer);
    end(family);
  };

  const topUp = async (visitor: Visitor): Promise<void> => {
    const shown = await visitor.get('/topup');
    if (shown.status !== 200) return inDoubt() ? undefined : fault('top-up page', shown);
    const placed = await visitor.post('/topup', { amount: TOP_UP.amount, provider: 'test' });
    const id = /\/topup\/test\/([\w-]+)$/.exec(placed.location)?.[1];
    if (id === undefined) return inDoubt() ? undefined : fault('order', placed);
    unpaid = id;
    await pay(visitor, random.chance(0.3) ? 2 : 1);
  };
  /** Whether the order is credited is known once one of the payments was answered. */
  const pay = async (visitor: Visitor, atOnce = 1): Promise<void> => {
    const id = unpaid;
    if (id === null) return;
    const paid = await inParallel(atOnce, () => visitor.post(`/topup/test/${id}`, { decision: 'pay' }));
    for (const page of paid) {
      if (page.status !== 303 || !page.location.endsWith(`/topup/orders/${id}`)) return fault('payment', page);
    }
    unpaid = null;
    quota += TOP_UP.units;
  };

  const signOut = async (visitor: Visitor): Promise<void> => {
    const copy = party.visitor();
    for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
    // With the form's token.
    const account = await visitor.get('/account');
    if (account.status !== 200) return fault('signed out', account);
    const answer = await visitor.post('/sign-out');
    if (answer.status !== 303 && !inDoubt()) return fault('sign-out', answer);
    browser = null;
    if (answer.status === 303) bury(dead.browsers, copy);
  };

  const revokeAccess = async (visitor: Visitor): Promise<void> => {
    const page = await visitor.get('/account/authorizations');
    const authorization = /name="authorization" value="(\d+)"/.exec(page.html)?.[1];
    if (authorization === undefined)
      return inDoubt() || families.length === 0 ? undefined : fault('no authorization', page);
    const answer = await visitor.post('/account/authorizations/end', { authorization });
    if (answer.status >= 400) return fault('revoking access', answer);
    for (const family of families) end(family);
  };

  /** What one may do, by how often. */
  const step = async (): Promise<void> => {
    doubt.since = null;
    const family = families.length === 0 ? null : random.pick(families);
    const choice = random.between(1, 100);
    if (browser === null || family === null) return (count('visits'), visit());
    const tooOften =
      (choice > 82 && choice <= 90 && !isTimeFor('top-ups')) ||
      (choice > 90 && choice <= 94 && !isTimeFor('sign-outs'));
    if (choice <= 60 || tooOften) return (count('refreshes'), refresh(family, random.chance(0.2) ? 3 : 1));
    if (families.length >= MAX_FAMILIES || choice <= 68) {
      return (count('revocations'), isEnded(await party.revoke((turn += 1), family.refresh), 'revocation', family));
    }
    if (choice <= 82) return (count('visits'), visit());
    if (choice <= 90) return (count('top-ups'), topUp(browser));
    if (choice <= 94) return (count('sign-outs'), signOut(browser));
    if (choice <= 96) return (count('revoked authorizations'), revokeAccess(browser));
    const [old] = family.spent;
    if (choice <= 98 && old !== undefined) {
      return (count('thefts of tokens'), isEnded(await party.refresh((turn += 1), old), 'theft', family));
    }
    return (count('thefts of codes'), isEnded(await party.redeem((turn += 1), family.code), 'theft', family));
  };

  const some = <T>(grave: readonly T[]): readonly T[] => random.shuffled(grave).slice(0, LOOKED_AT);

  return {
    username,
    done,
    /** Acts until told to stop, whenever the gate is open. */
    live: async (signal: AbortSignal): Promise<void> => {
      while (!signal.aborted) {
        await gate.pass(() => step().catch((error: unknown) => void seen.faults.push(`${username}: ${String(error)}`)));
        await wait(random.between(50, 250));
      }
    },
    /** What was acknowledged is so, and what ended has ended. While nothing is wrong, and nobody acts. */
    verify: async (): Promise<void> => {
      doubt.since = null;
      if (browser !== null) {
        const page = await browser.get('/account');
        if (page.status !== 200) fault('signed out', page);
        await pay(browser);
      }
      for (const family of families) {
        await refresh(family);
        const info = await party.userinfo((turn += 1), family.access);
        if (info.status !== 200) fault('userinfo', info);
        else if (info.json['quota'] !== quota) fault(`quota is not ${quota}`, info);
      }
      for (const token of some(dead.refresh)) {
        const answer = await party.refresh((turn += 1), token);
        if (answer.status !== 400) fault('a dead refresh token lives', answer);
      }
      for (const token of some(dead.access)) {
        const answer = await party.userinfo((turn += 1), token);
        if (answer.status !== 401) fault('a dead access token lives', answer);
      }
      for (const code of some(dead.codes)) {
        const answer = await party.redeem((turn += 1), code);
        if (answer.status !== 400) fault('a used code is good again', answer);
      }
      for (const visitor of some(dead.browsers)) {
        const page = await visitor.get('/account');
        if (page.status !== 303) fault('a session that was ended lives', page);
      }
      assert.equal(doubt.since, null, 'in calm, every request is answered at once');
    },
  };
};

export type Member = ReturnType<typeof createMember>;
