import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Visitor } from '../../support/page-visitor.js';
import { IN_FULL_TIER } from '../../support/tier.js';
import { DATABASE } from '../database.js';
import { addressesWith, inAddress, inField, type Assault } from './assaults.js';
import { openEverything, type Everything } from './installation.js';
import { createProbe, type Probe } from './probe.js';
import { readingsOf } from './readings.js';
import { formsIn, type ShownForm } from './shown-forms.js';
import { createStages, mountedPath, type Stage } from './stages.js';

// A form with 65 kB of zeros in the amount stopped the server for 16 seconds.

/** Answers no sooner than this page does for an account that exists, so its texts are sent at once. */
const SLOW = '/forgot-password';
/** Read in one place for all forms, before what they are about. Swept in the first form of each stage. */
const COMMON: ReadonlySet<string> = new Set(['csrf', 'page']);
/** What an old form gets, or one too many, before anything else in it is looked at. */
const UNREAD: ReadonlySet<number> = new Set([403, 429]);
/** What the form was about is gone. */
const isOver = ({ status, headers }: Response): boolean =>
  UNREAD.has(status) || status === 404 || (headers.get('location') ?? '').startsWith('/sign-in');

const cookiesOf = ({ cookies }: Visitor): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

/** In one field. */
const MOST_RENEWED = IN_FULL_TIER ? Infinity : 3;

interface Found {
  form: ShownForm;
  page: string;
}

describe(`60 kB of anything in any field of any form (${DATABASE})`, () => {
  let everything: Everything;
  let probe: Probe;
  const stages = createStages(() => everything);
  /** Forms and parameters that were swept. */
  const swept = new Set<string>();
  const sweptPaths = new Set<string>();

  before(async () => {
    everything = await openEverything();
    probe = createProbe(everything);
  });
  after(() => everything.close());

  const mounted = (address: string): string => mountedPath(everything.installation, address);
  const keyOf = ({ action, fields, file }: ShownForm): string =>
    `${mounted(action)} ${Object.keys(fields).join().replaceAll(/\d+/g, 'N')} ${fields['decision'] ?? ''} ${file ?? ''}`;

  const formsOn = async ({ visitor, paths, examples }: Stage): Promise<Map<string, Found>> => {
    const found = new Map<string, Found>();
    for (const page of paths) {
      const { status, html } = await visitor.get(page);
      if (status === 200) for (const form of formsIn(html, examples)) found.set(keyOf(form), { form, page });
    }
    return found;
  };

  const sweepForm = async (open: () => Promise<Stage>, key: string, isFirst: boolean): Promise<void> => {
    const begin = async () => {
      const stage = await open();
      const found = (await formsOn(stage)).get(key);
      assert.ok(found !== undefined, `${key} is shown`);
      return { ...stage, form: found.form };
    };
    let scene = await begin();
    const send = ({ what, path, init }: Assault): Promise<Response> =>
      probe.send(what, path, { ...init, headers: { ...init.headers, cookie: cookiesOf(scene.visitor) } });

    /** If an earlier one ended what the form was about, from the start again: for the first few, or in the full tier for all. */
    const sendAll = async (assaults: (form: ShownForm) => Assault[], mayBeUnread: boolean): Promise<void> => {
      const all = assaults(scene.form);
      let renewed = 0;
      if (scene.form.action === SLOW) {
        await Promise.all(all.map(send));
        return;
      }
      for (const [index, assault] of all.entries()) {
        const answer = await send(index === 0 ? assault : (assaults(scene.form)[index] ?? assault));
        if (mayBeUnread || renewed === MOST_RENEWED || !isOver(answer)) continue;
        scene = await begin();
        renewed += 1;
        const again = await send(assaults(scene.form)[index] ?? assault);
        assert.ok(!UNREAD.has(again.status), `${assault.what} is looked at, not ${again.status}`);
      }
    };

    // All fields that the form shows, and those that its handler looks for beside them.
    const { fields: shown, file } = scene.form;
    const fields = new Set([...Object.keys(shown), ...(file === null ? [] : [file])]);
    const queries = new Set<string>();
    for (const field of fields) {
      if (COMMON.has(field) && !isFirst) continue;
      const sweep = (): Promise<void> => sendAll((form) => inField(form, field), field === 'csrf');
      const read = await readingsOf(sweep, { marker: 'csrf' });
      for (const name of read.fields) fields.add(name);
      for (const name of read.queries) queries.add(name);
    }
    for (const name of file === null ? queries : []) {
      const one = `${mounted(scene.form.action)} ?${name}`;
      if (!swept.has(one)) await sendAll((form) => inAddress(form, name), false);
      swept.add(one);
    }
  };

  /** Each parameter that the page looks for. */
  const sweepPage = async (visitor: Visitor, page: string): Promise<void> => {
    const headers = { cookie: cookiesOf(visitor) };
    let status = 0;
    const read = await readingsOf(async () => {
      ({ status } = await probe.send(page, page, { headers }));
    });
    for (const name of [...read.queries, ...read.fields]) {
      const one = `${page.split('?', 1)[0]?.replaceAll(/[\w-]{43}|\d+/g, 'N')} ${status} ?${name}`;
      // Of every page, and the same everywhere.
      if (swept.has(one) || (name === 'ui_locales' && swept.has(name))) continue;
      swept.add(one).add(name);
      for (const [what, path] of addressesWith(page, name)) await probe.send(what, path, { headers });
    }
  };

  for (const [name, open] of Object.entries(stages)) {
    test(`A94: for ${name} is answered shortly and soon`, async (t) => {
      const stage = await open();
      const fresh = [...(await formsOn(stage))].filter(([key]) => !swept.has(key));
      assert.ok(fresh.length > 0, 'there are forms that no other stage shows');
      for (const page of stage.paths) await sweepPage(stage.visitor, page);
      for (const [key, { form, page }] of fresh) {
        // Opening the other pages again for each field would take too long.
        const only = async (): Promise<Stage> => {
          const again = await open();
          return { ...again, paths: again.paths.includes(page) ? [page] : again.paths };
        };
        await sweepForm(only, key, key === fresh[0]?.[0]);
        swept.add(key);
        sweptPaths.add(mounted(form.action));
      }
      t.diagnostic(probe.report());
    });
  }

  test('every path that takes a form is among them', () => {
    const missing = new Set<string>();
    for (const { method, path } of everything.installation.routes) {
      const isForm = ['POST', 'PUT', 'PATCH'].includes(method) && !path.startsWith('/api/') && !path.endsWith('*');
      if (isForm && !sweptPaths.has(path)) missing.add(`${method} ${path}`);
    }
    assert.deepEqual([...missing], []);
  });
});
