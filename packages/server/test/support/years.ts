import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { stat, rm } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { DAY, HOUR } from '#server/kernel/clock.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import type { Installation } from './installation.js';
import { received, registerApp, textOf, type OAuthApp } from './oauth-app.js';
import { createVisitor } from './page-visitor.js';
import { deleteOld } from './store.js';

/**
 * What happens to an installation in some time. Each sign-in is from a new browser, and to an app that then refreshes. Half of
 * them come in the first tenth of the time, so that in the end there is less than there was.
 */
export interface Life {
  users: number;
  signIns: number;
  refreshesEach: number;
  days: number;
}

const AT_ONCE = 32;

const signIn = async (installation: Installation, app: OAuthApp, userId: string, refreshes: number): Promise<void> => {
  const { accounts, sessions } = installation.services;
  const account = await accounts.getById(userId);
  assert.ok(account);
  const browser = { id: randomUUID(), userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0)', locale: 'en' } as const;
  const { secret } = await sessions.start(verifiedOf(account), PASSWORD_AMR, browser);
  const visitor = createVisitor(installation);
  visitor.cookies.set('octroi_browser', browser.id).set('octroi_session', secret.reveal());
  const code = received(await visitor.get(app.authorizePath({ auto_authorize: 'true' }))).get('code') ?? '';
  let answer = await app.exchange(code);
  for (let nth = 0; nth < refreshes; nth += 1) answer = await app.refresh(textOf(answer, 'refresh_token'));
  assert.equal(answer.status, 200, answer.text);
};

/** Lives through it, with retention and compaction every hour. `progress` is told how much is done, from 0 to 1. */
export const liveThrough = async (
  installation: Installation,
  { users, signIns, refreshesEach, days }: Life,
  progress: (done: number) => void = () => {},
): Promise<void> => {
  const { services, letTimePass, now } = installation;
  const ids: string[] = [];
  for (let nth = 0; nth < users; nth += 1) ids.push(await installation.addUser(`user${nth}`));
  const owner = ids[0] ?? '';
  await services.developers.grantRole(owner, 'developer');
  const app = await registerApp(installation, { owner, isTrusted: true });
  const perStep = (days * DAY * AT_ONCE) / (signIns / 2);
  let cleaned = now();
  for (let done = 0; done < signIns; done += AT_ONCE) {
    const several = Array.from({ length: Math.min(AT_ONCE, signIns - done) }, (_, nth) => ids[(done + nth) % users]);
    await Promise.all(several.map((id) => signIn(installation, app, id ?? owner, refreshesEach)));
    letTimePass(Math.round(perStep * (done < signIns / 2 ? 0.1 : 0.9)));
    if (now() - cleaned < HOUR) continue;
    cleaned = now();
    await deleteOld(services, now());
    await services.database.compact();
    progress(done / signIns);
  }
};

/** Sizes of a SQLite file in bytes, after its server was stopped: as it is, and as small as what is in it can be. */
export const sizesOf = async (file: string): Promise<{ file: number; live: number }> => {
  const copy = `${file}-copy`;
  const connection = new Sqlite(file);
  connection.pragma('wal_checkpoint(truncate)');
  connection.prepare('vacuum into ?').run(copy);
  connection.close();
  const sizes = { file: (await stat(file)).size, live: (await stat(copy)).size };
  await rm(copy);
  return sizes;
};
