// Every route that changes something, each allowed by something that ends in this process while the server is busy with it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createLog } from '#server/kernel/log.js';
import type { Queryable } from '#server/database/database.js';
import { createApp } from '#server/server.js';
import type { Schema } from '#server/wiring/schema.js';
import { startOpenIdPeer } from '../support/peers/openid.js';
import { freePort } from '../support/server.js';
import { storeOf } from '../support/store.js';
import { ENTRIES, EVERYTHING } from './held/entries.js';
import { ENDINGS } from './held/endings.js';
import { REFUSED, type Allowance, type Entry } from './held/entry.js';
import { changingRoutes } from './held/routes.js';
import { hold, send, type Answered, type Sent } from './held/sending.js';
import { changesBetween, stateOf } from './held/state.js';
import { OPEN_TO_ALL } from './held/ways-in.js';
import { createWorld, type World } from './held/world.js';
import { PLACES, startServers, type Servers } from './processes.js';

/** Enough for the server to read what has arrived. In milliseconds. */
const UNDER_WAY = 300;

/** What `endAccess` ends. */
const ENDED_AT_ONCE: ReadonlySet<Allowance> = new Set(['session', 'developer token', 'registration token']);

/** Fewer than the connections of a process to PostgreSQL. */
const AT_ONCE = 8;

const headOf = ({ status, location }: Answered): string => `${status} ${location}`;

/** Null if the answer refuses the request. */
const faultOf = (route: string, { by, refused = REFUSED[by] }: Entry, answer: Answered): string | null =>
  refused.test(headOf(answer)) ? null : `${route}: ${headOf(answer)} ${answer.text.slice(-500)}`;

/** Every request must be refused with a clear answer. */
const assertRefused = async (
  waiting: readonly (readonly [string, Entry, () => Promise<Answered>])[],
): Promise<void> => {
  const faults: string[] = [];
  for (const [route, entry, answered] of waiting) {
    const fault = faultOf(route, entry, await answered());
    if (fault !== null) faults.push(fault);
  }
  assert.deepEqual(faults, []);
};

/** Ends every session, and alice's developer tokens and what her apps prove themselves with. */
const endAccess = async ({ ids, services }: World, transaction: Queryable<Schema>): Promise<void> => {
  for (const id of Object.values(ids)) {
    const ended = await services.sessions.endAll(transaction, id);
    if (id !== ids.alice) continue;
    const tokensEnded = await services.developers.revokeAllTokens(transaction, ended);
    await services.apps.revokeCredentialsOf(transaction, tokensEnded);
  }
};

for (const [name, place] of Object.entries(PLACES)) {
  const port = await freePort();
  const peer = await startOpenIdPeer({ redirectUri: `http://localhost:${port}/sign-in/upstream/example/callback` });
  const settings = { ...EVERYTHING, OCTROI_UPSTREAM: JSON.stringify([peer.entry()]) };

  describe(`what a request was allowed by ends meanwhile, ${name}`, () => {
    let servers: Servers;
    let world: World;
    let routes: string[];

    before(async () => {
      servers = await place(startServers, { port, settings });
      const { config, services } = await servers.join();
      world = await createWorld(servers.origins[0] ?? '', services);
      routes = await changingRoutes(createApp(services, { config, log: createLog('silent') }));
    });
    after(() => servers.close());

    test('every mounted route that may change something is tried here', () => {
      assert.deepEqual([...Object.keys(ENTRIES), ...Object.keys(OPEN_TO_ALL)].toSorted(), routes);
    });

    for (const [what, { ends, happen, undo = async () => {} }] of Object.entries(ENDINGS)) {
      test(`before the last byte of the request has arrived, ${what}: nothing is written`, async () => {
        const waiting: [string, Entry, () => Promise<Answered>][] = [];
        for (const [route, entry] of Object.entries(ENTRIES)) {
          if (!ends.includes(entry.by) || entry.isAtOnce === true) continue;
          waiting.push([route, entry, hold(world.origin, await entry.ask(world))]);
        }
        await delay(UNDER_WAY);
        await happen(world);
        try {
          // Otherwise a server's job may do this between the two looks, as it did once on a busy machine.
          await storeOf(world.services).endings.revokeEnded(Date.now());
          const was = await stateOf(world.services.database);
          await assertRefused(waiting);
          assert.deepEqual(changesBetween(was, await stateOf(world.services.database)), []);
        } finally {
          await undo(world);
        }
      });
    }

    test('while the request is being answered: nothing is written', async () => {
      const { database } = world.services;
      const entries = Object.entries(ENTRIES).filter(([, { by }]) => ENDED_AT_ONCE.has(by));
      for (let first = 0; first < entries.length; first += AT_ONCE) {
        const asked: [string, Entry, Sent][] = [];
        for (const [route, entry] of entries.slice(first, first + AT_ONCE)) {
          asked.push([route, entry, await entry.ask(world)]);
        }
        const { was, waiting } = await database.write(async (transaction) => {
          await endAccess(world, transaction);
          const state = await stateOf(database, transaction);
          const sent = asked.map(([route, entry, request]) => {
            const answer = send(world.origin, request);
            return [route, entry, () => answer] as const;
          });
          await delay(UNDER_WAY);
          return { was: state, waiting: sent };
        });
        // What only reads may have been answered before.
        await assertRefused(waiting.filter(([, { reads }]) => reads === undefined));
        assert.deepEqual(changesBetween(was, await stateOf(database)), []);
      }
    });

    test('otherwise each is carried out', async () => {
      const faults: string[] = [];
      for (const [route, { ask, reads }] of Object.entries(ENTRIES)) {
        const sent = await ask(world);
        const was = await stateOf(world.services.database);
        const answer = await send(world.origin, sent);
        const isDone =
          reads?.test(`${headOf(answer)} ${answer.text}`) ??
          changesBetween(was, await stateOf(world.services.database)).length > 0;
        if (answer.status >= 400 || !isDone) faults.push(`${route}: ${headOf(answer)} ${answer.text.slice(-500)}`);
      }
      assert.deepEqual(faults, []);
    });
  });
}
