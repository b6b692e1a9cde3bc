// A form of the twenty newest things: whoever adds more hides what they added before.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { DAY } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { createVisitor, unescapeHtml, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';
import { linkTo, tokenOf } from '#test/support/scenes/recovery.js';

const NEXT = 'a new sentence, long enough';
const HIS = 'https://evil.example/cb';

const numbered = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `https://app.example/${prefix}${index}`);

const long = (prefix: string): string[] => numbered(10, prefix).map((uri) => `${uri}?${'%20'.repeat(600)}`);

/** What the form as shown says, and without the ticks of some boxes. */
const fieldsOf = ({ html }: VisitedPage, isKept: (label: string) => boolean = () => false): [string, string][] =>
  [...html.matchAll(/<li>.*?<\/li>/gs)].flatMap(([line]): [string, string][] => {
    const shown = /name="shown" value="([^"]*)"/.exec(line)?.[1];
    if (shown === undefined) return [];
    const key = unescapeHtml(shown);
    const isTicked = /name="remove"[^>]* checked/.test(line) && !isKept(line);
    return [['shown', key], ...(isTicked ? [['remove', key] as [string, string]] : [])];
  });

forEachDatabase('a reset after much was added', ({ create }) => {
  let installation: Installation;
  let alice: Visitor;
  let id: string;
  beforeEach(async () => {
    installation = await openInstallation({
      OCTROI_DATABASE_URL: (await create()).url,
      OCTROI_SECRET_KEY: 'ab'.repeat(32),
      OCTROI_MAIL_URL: 'mailbox',
    });
    id = await installation.addUser('alice');
    await installation.confirmEmail(id, 'alice@example.com');
    await installation.services.developers.grantRole(id, 'developer');
    alice = createVisitor(installation);
    await alice.get('/forgot-password');
  });
  afterEach(() => installation.close());

  const openLink = async (): Promise<{ page: VisitedPage; token: string }> => {
    await alice.get('/forgot-password');
    await alice.post('/forgot-password', { username: 'alice' });
    const link = await linkTo(installation, '/reset-password', 'alice@example.com');
    return { page: await alice.get(link), token: tokenOf(link) };
  };

  const send = async (token: string, fields: readonly [string, string][]): Promise<VisitedPage> => {
    const all: [string, string][] = [['token', token], ['new_password', NEXT], ...fields];
    const done = await alice.post('/reset-password', new URLSearchParams(all));
    assert.equal(done.status, 200, done.html);
    return done;
  };

  const appOf = async (name: string, redirectUris = ['https://app.example/own'], owner = id): Promise<number> => {
    const made = await installation.services.apps.create(owner, { name, redirectUris });
    assert.ok(made.outcome === 'done');
    return made.value.app.id;
  };

  const urisOf = async (app: number): Promise<string[]> =>
    (await installation.services.apps.find(app, id))?.redirectUris.map(({ uri }) => uri) ?? [];

  const setUris = async (app: number, redirectUris: string[]): Promise<void> => {
    assert.equal((await installation.services.apps.update(app, id, { redirectUris }))?.outcome, 'done');
  };

  /** Apps that are old, and one of them with a redirect URI that he added ten days ago, before many others. */
  const buried = async () => {
    const names = ['First', 'Second', 'Third'];
    const apps: number[] = [];
    for (const name of names) apps.push(await appOf(name));
    const [first = 0, second = 0, third = 0] = apps;
    installation.letTimePass(31 * DAY);
    await setUris(third, ['https://app.example/own', HIS]);
    installation.letTimePass(10 * DAY);
    await setUris(first, numbered(10, 'a'));
    await setUris(second, numbered(10, 'b'));
    return { first, second, third };
  };

  test('ends a redirect URI that he added before twenty others', async () => {
    const { third } = await buried();
    const { page, token } = await openLink();
    assert.match(page.html, /1 more redirect URI, added in the last 30 days to <bdi class="whole">Third</);
    await send(token, fieldsOf(page));
    assert.deepEqual(await urisOf(third), ['https://app.example/own']);
  });

  test('ends an app that he allowed before more than twenty others', async () => {
    const { authorizations, database } = installation.services;
    const allowed = { user_id: id, scope: 'profile', declined: '', app_name: '', app_owner_id: '', ended_at: null };
    const dora = await installation.addUser('dora');
    const apps: number[] = [];
    for (let index = 0; index < 25; index += 1)
      apps.push(await appOf(`App ${index}`, ['https://app.example/own'], dora));
    const allow = async (app: number, at: number): Promise<void> => {
      await database.write(({ query }) =>
        query
          .insertInto('authorizations')
          .values({ ...allowed, app_id: app, granted_at: at, last_used_at: at })
          .execute(),
      );
    };
    const now = installation.now();
    for (const [index, app] of apps.entries()) await allow(app, now - (index < 23 ? index : 40) * DAY);

    const { page, token } = await openLink();
    assert.match(page.html, /3 more apps, all allowed in the last 30 days/);
    assert.match(page.html, /2 more apps, all allowed earlier/);
    const done = await send(token, fieldsOf(page));
    assert.equal((await authorizations.list(id, 100)).length, 2, 'those of before are not ticked');
    assert.match(done.html, /App 23/);
  });

  // Twenty addresses of 2,000 characters in their boxes were more than a form may be, so nothing could be sent.
  test('can be sent, however long what he added is', async () => {
    const [first, second] = [await appOf('First', long('a')), await appOf('Second', long('b'))];
    const { page, token } = await openLink();
    await send(token, fieldsOf(page));
    assert.deepEqual([await urisOf(first), await urisOf(second)], [[], []]);
  });

  test('means what was shown, whatever is added while the form is open', async () => {
    const { first, second, third } = await buried();
    await setUris(third, ['https://app.example/own', HIS, ...numbered(8, 'c')]);
    await setUris(second, numbered(2, 'b'));
    const { page, token } = await openLink();
    assert.match(page.html, /1 more redirect URI, added in the last 30 days to <bdi class="whole">Third</);
    const fields = fieldsOf(page, (line) => line.includes('https://app.example/c0<'));
    await setUris(second, numbered(10, 'b'));
    const done = await send(token, fields);
    assert.deepEqual(await urisOf(first), []);
    assert.deepEqual(await urisOf(third), ['https://app.example/own', 'https://app.example/c0'], 'unticked, it stays');
    assert.deepEqual(await urisOf(second), numbered(10, 'b').slice(2));
    assert.match(done.html, /app\.example\/b9</, 'what came later is named');
  });

  test('shows the form again with what was added meanwhile, ticked', async () => {
    const app = await appOf('Mine');
    const { page, token } = await openLink();
    const fields = fieldsOf(page, () => true);
    await setUris(app, ['https://app.example/own', HIS]);
    const all: [string, string][] = [['token', token], ['new_password', 'short'], ...fields];
    const again = await alice.post('/reset-password', new URLSearchParams(all));
    assert.equal(again.status, 400);
    assert.equal(fieldsOf(again).filter(([name]) => name === 'remove').length, 1);
  });
});
