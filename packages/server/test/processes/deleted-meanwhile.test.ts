// Every route that changes something: what the request is about is deleted while the server is busy with it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Queryable } from '#server/database/database.js';
import type { Schema } from '#server/wiring/schema.js';
import { startOpenIdPeer } from '../support/peers/openid.js';
import { freePort } from '../support/server.js';
import type { Deletable, Entry } from './held/entry.js';
import { ENTRIES, EVERYTHING } from './held/entries.js';
import { send, type Answered, type Sent } from './held/sending.js';
import { changesBetween, stateOf } from './held/state.js';
import { createWorld, type World } from './held/world.js';
import { PLACES, startServers, type Servers } from './processes.js';

/** Enough for the server to read what it needs. In milliseconds. */
const UNDER_WAY = 300;

/** Fewer than the connections of a process to PostgreSQL. */
const AT_ONCE = 8;

/** A clear answer: not a failure of ours, and not the success that would be a lie. */
const FAULT = /^4(00|01|03|04|09|10|22) /;

interface Asked {
  name: string;
  table: Deletable;
  id: number | string;
  entry: Entry;
  sent: Sent;
}

const newestId = async (world: World, table: Deletable): Promise<number | string> => {
  const order = sql.ref(table === 'topup_orders' ? 'created_at' : 'id');
  const newest = sql<{ id: number | string }>`select id from ${sql.table(table)} order by ${order} desc limit 1`;
  const [row] = (await newest.execute(world.services.database.read.query)).rows;
  assert.ok(row, `${table} has no row`);
  return row.id;
};

const askAll = async (world: World): Promise<Asked[]> => {
  const all: Asked[] = [];
  for (const [route, entry] of Object.entries(ENTRIES)) {
    for (const table of entry.about ?? []) {
      const sent = await entry.ask(world);
      all.push({ name: `${route} without ${table}`, table, id: await newestId(world, table), entry, sent });
    }
  }
  return all;
};

/** As the product deletes it: what belongs to an app, with a lock on the app. */
const remove = async ({ query }: Queryable<Schema>, { table, id }: Asked): Promise<void> => {
  if (table === 'app_secrets') {
    const app = sql`select app_id from app_secrets where id = ${id}`;
    await sql`update apps set id = id where id = (${app})`.execute(query);
  }
  await sql`delete from ${sql.table(table)} where id = ${id}`.execute(query);
};

/** The session that ends when another account is to be used has nothing to do with what is gone. */
const isAboutIt = (row: string): boolean => row.startsWith('audit_events') && !row.includes('"session_ended"');

const faultOf = ({ name, entry }: Asked, { status, location, text }: Answered): string | null => {
  const head = `${status} ${location}`;
  // A busy server may look only after the deletion. Then what it says is clear too.
  const isClear = FAULT.test(head) || entry.gone?.test(head) === true;
  return entry.reads !== undefined || isClear ? null : `${name}: ${head} ${text.slice(-300)}`;
};

for (const [place, open] of Object.entries(PLACES)) {
  const port = await freePort();
  const peer = await startOpenIdPeer({ redirectUri: `http://localhost:${port}/sign-in/upstream/example/callback` });
  const settings = { ...EVERYTHING, OCTROI_UPSTREAM: JSON.stringify([peer.entry()]) };

  describe(`what a request is about is deleted meanwhile, ${place}`, () => {
    let servers: Servers;
    let world: World;

    before(async () => {
      servers = await open(startServers, { port, settings });
      const { services } = await servers.join();
      world = await createWorld(servers.origins[0] ?? '', services);
    });
    after(() => servers.close());

    /** The requests are under way when the deletion is committed. */
    const answersTo = async (asked: readonly Asked[]): Promise<{ of: Asked; answer: Answered }[]> => {
      const { waiting } = await world.services.database.write(async (transaction) => {
        for (const each of asked) await remove(transaction, each);
        const sending = asked.map(async (of) => ({ of, answer: await send(world.origin, of.sent) }));
        await delay(UNDER_WAY);
        // In an object, so that the deletion does not wait for the answers.
        return { waiting: Promise.all(sending) };
      });
      return waiting;
    };

    test('each route with a parameter says what it is about', () => {
      const silent = Object.entries(ENTRIES).filter(
        ([route, { about = [] }]) => route.includes(':') && !route.includes(':name') && about.length === 0,
      );
      assert.deepEqual(
        silent.map(([route]) => route),
        [],
      );
    });

    test('each answers clearly, and writes nothing about what is gone', async () => {
      const faults: string[] = [];
      const all = await askAll(world);
      for (let first = 0; first < all.length; first += AT_ONCE) {
        const asked = all.slice(first, first + AT_ONCE);
        const was = await stateOf(world.services.database);
        for (const { of, answer } of await answersTo(asked)) {
          const fault = faultOf(of, answer);
          if (fault !== null) faults.push(fault);
        }
        faults.push(...changesBetween(was, await stateOf(world.services.database)).filter(isAboutIt));
      }
      assert.deepEqual(faults, []);
    });
  });
}
