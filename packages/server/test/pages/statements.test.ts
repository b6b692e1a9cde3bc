import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DATABASE } from '../bad-input/database.js';
import { openEverything, type Everything } from '../bad-input/long/installation.js';
import { concretePaths, createStages, findMountedPath, type Stage } from '../bad-input/long/stages.js';
import { grantTokens, registerApp } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { addOfEach } from '../support/rows.js';
import { addResource } from '../support/scenes/resources.js';
import { NATIVE, registered } from '../support/scenes/registrar.js';
import { grown, statementsOf } from '../support/statements.js';

// Listing 51 apps read 103 times, and a page of 20 authorizations made 63 statements.

const FEW = 2;
/** Fewer than any page has lines. */
const MANY = 20;
/** A request can name no more. */
const MOST_NAMED = 10;

/** What is about one row, and answers so only once or not to a made-up one. */
const ONE: Readonly<Record<string, string>> = {
  '/authorize/cancel': 'leads away',
  '/dev/mailbox/:id': 'a mail, in memory',
  '/dev/mailbox/:id/html': 'a mail, in memory',
  '/logos/:hash{[\\w-]{43}}': 'a file',
  '/playground/callback': 'leads away',
  '/sign-in/upstream/:name/callback': 'leads away',
};

/** A reader, and what there is to read. `count` is how many there are of what a request can name. */
type Open = (
  count: number,
) => Promise<{ get: (path: string) => Promise<{ status: number }>; paths: readonly string[] }>;

const inBrowser =
  (open: () => Promise<Stage>): Open =>
  async () => {
    const { visitor, paths } = await open();
    return { get: visitor.get, paths };
  };

describe(`what pages and lists ask the database (${DATABASE})`, () => {
  let everything: Everything;
  const answered = new Set<string>();

  before(async () => {
    everything = await openEverything();
  });
  after(() => everything.close());

  const withBearer = (token: string, paths: readonly string[]) => ({
    paths,
    get: (path: string) => everything.installation.request(path, { headers: { authorization: `Bearer ${token}` } }),
  });

  let people = 0;
  const newDeveloper = async () => {
    const { installation } = everything;
    people += 1;
    const id = await installation.addUser(`reader${people}`);
    await installation.services.developers.grantRole(id, 'developer');
    const visitor = createVisitor(installation);
    await visitor.signIn(`reader${people}`);
    return { id, visitor, app: await registerApp(installation, { owner: id }) };
  };

  const readers: Readonly<Record<string, Open>> = {
    ...Object.fromEntries(
      Object.entries(createStages(() => everything)).map(([name, open]) => [name, inBrowser(open)]),
    ),
    "a developer's program": async () => {
      const { installation } = everything;
      const { id, app } = await newDeveloper();
      const made = await installation.services.developers.createToken(id, 'ci', null);
      assert.ok(made.outcome === 'done');
      return withBearer(made.value.token.reveal(), concretePaths(installation, app.id));
    },
    'an app with a token': async () => {
      const { visitor, app } = await newDeveloper();
      const { access } = await grantTokens(visitor, app);
      return withBearer(access, ['/api/oauth2/userinfo', '/api/oauth2/topup']);
    },
    'an app that registered itself': async () => {
      const { token, path } = await registered(everything.installation, NATIVE);
      return withBearer(token, [path]);
    },
    'a user who is asked for resources': async (count) => {
      const { visitor, app } = await newDeveloper();
      const named = Math.min(count, MOST_NAMED);
      const asked = new URLSearchParams(app.authorizePath({ prompt: 'consent' }).split('?', 2)[1]);
      for (let nth = 0; nth < named; nth += 1) {
        people += 1;
        const identifier = `https://asked${people}.example`;
        await addResource(everything.installation, null, { identifier });
        asked.append('resource', identifier);
      }
      const path = `/api/oauth2/authorize?${asked}`;
      return { get: visitor.get, paths: [path, (await visitor.get(path)).location] };
    },
  };

  const newestUser = async (): Promise<number> => {
    const { query } = everything.installation.services.database.read;
    return (
      await query
        .selectFrom('users')
        .select(({ fn }) => fn.max('id').as('id'))
        .executeTakeFirstOrThrow()
    ).id;
  };

  /** The statements of each path, where every user of the scene has so many of each thing. */
  const measure = async (open: Open, count: number) => {
    const { services, now } = everything.installation;
    const oldest = await newestUser();
    const { get, paths } = await open(count);
    const newest = await newestUser();
    for (let id = oldest + 1; id <= newest; id += 1) {
      await addOfEach(services.database, { userId: String(id), count, now: now() });
    }
    const found = new Map<string, ReadonlyMap<string, number>>();
    for (const path of paths) {
      const mounted = findMountedPath(everything.installation, path);
      if (mounted === undefined) continue;
      const statements = await statementsOf(async () => {
        const { status } = await get(path);
        if (status < 400) answered.add(mounted);
      });
      found.set(mounted, statements);
    }
    assert.ok(
      [...found.values()].some(({ size }) => size > 0),
      'statements are counted',
    );
    return found;
  };

  for (const [name, open] of Object.entries(readers)) {
    test(`does not grow with the rows, for ${name}`, async () => {
      const few = await measure(open, FEW);
      const many = await measure(open, MANY);
      const faults = [...many].flatMap(([path, statements]) =>
        grown(few.get(path) ?? new Map(), statements).map((fault) => `${path}: ${fault}`),
      );
      assert.deepEqual(faults, []);
    });
  }

  test('every path that can be read is among them', async () => {
    const { routes, request } = everything.installation;
    assert.deepEqual(
      Object.keys(ONE).filter((path) => answered.has(path)),
      [],
    );
    const missing = new Set<string>();
    for (const { method, path } of routes) {
      if (!['GET', 'ALL'].includes(method) || path.endsWith('*') || answered.has(path) || ONE[path] !== undefined)
        continue;
      if ((await request(path)).status !== 405) missing.add(path);
    }
    assert.deepEqual([...missing], []);
  });
});
