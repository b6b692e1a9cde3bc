import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewAppLogo } from '#server/domain/apps/store/logos.js';
import { forEachDatabase } from '#test/support/databases.js';
import { pngOf } from '#test/support/logos.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, NOW } from '#test/support/fixtures.js';

/** Every byte value. */
const BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);

const logo = (appId: number, changes: Partial<NewAppLogo> = {}): NewAppLogo => ({
  appId,
  hash: 'hash of all bytes',
  type: 'image/png',
  bytes: BYTES,
  endsTrust: true,
  now: NOW,
  ...changes,
});

forEachDatabase('app logos', ({ open }) => {
  test('a logo comes back byte for byte, and its app names it', async () => {
    const { store } = await open();
    const app = await addApp(store);
    assert.equal(app.logoHash, null);

    assert.equal(await store.appLogos.put(logo(app.id)), true);

    const found = await store.appLogos.find('hash of all bytes');
    assert.equal(found?.type, 'image/png');
    assert.deepEqual(Uint8Array.from(found.bytes), BYTES);
    assert.equal((await store.apps.find(app.id))?.logoHash, 'hash of all bytes');
    assert.equal((await store.apps.findByClientId(app.clientId))?.logoHash, 'hash of all bytes');
  });

  test('a new one replaces it, and the old one is gone', async () => {
    const { store } = await open();
    const app = await addApp(store);
    await store.appLogos.put(logo(app.id));
    const bytes = pngOf(16);
    await store.appLogos.put(logo(app.id, { hash: 'second', type: 'image/webp', bytes }));

    assert.equal(await store.appLogos.find('hash of all bytes'), undefined);
    const found = await store.appLogos.find('second');
    assert.equal(found?.type, 'image/webp');
    assert.deepEqual(Uint8Array.from(found.bytes), bytes);
  });

  test('two apps may have the same; it is found for as long as one of them has it', async () => {
    const { store } = await open();
    const [first, second] = [await addApp(store), await addApp(store)];
    for (const app of [first, second]) await store.appLogos.put(logo(app.id));

    assert.equal(await store.appLogos.remove(first.id), true);
    assert.ok(await store.appLogos.find('hash of all bytes'));
    assert.equal((await store.apps.find(first.id))?.logoHash, null);
    assert.equal(await store.appLogos.remove(first.id), false);

    await store.apps.delete(second.id);
    assert.equal(await store.appLogos.find('hash of all bytes'), undefined);
  });

  test('an app that is gone gets none', async () => {
    const { store } = await open();
    const app = await addApp(store);
    await store.apps.delete(app.id);
    assert.equal(await store.appLogos.put(logo(app.id)), false);
    assert.equal(await store.appLogos.find('hash of all bytes'), undefined);
  });

  test('trust ends with it where it should, and only there', async () => {
    const { store } = await open();
    const app = await addApp(store, { isTrusted: true });
    await store.appLogos.put(logo(app.id, { endsTrust: false }));
    assert.equal((await store.apps.find(app.id))?.isTrusted, true);
    await store.appLogos.put(logo(app.id, { hash: 'second' }));
    assert.equal((await store.apps.find(app.id))?.isTrusted, false);
  });

  test('of many uploads at once one stays, with its own bytes', async () => {
    const { store } = await open();
    const app = await addApp(store);
    await inParallel(20, (index) =>
      store.appLogos.put(logo(app.id, { hash: `hash ${index}`, bytes: Uint8Array.of(index) })),
    );

    const hash = (await store.apps.find(app.id))?.logoHash ?? '';
    const found = await store.appLogos.find(hash);
    assert.equal(`hash ${found?.bytes[0]}`, hash);
  });
});
