import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callWith, grantTokens } from '#test/support/oauth-app.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';

onEachDatabase('the profile page', (scene) => {
  test('changes the username by the rules of signing up; apps still know the user by the same sub', async () => {
    const id = await scene().person('anna');
    const anna = await scene().browser('anna');
    const { access } = await grantTokens(anna, await scene().app());

    await anna.get('/account/profile');
    const done = await anna.follow(await anna.post('/account/profile/username', { username: '  Anna   Karenina ' }));
    assert.match(done.html, /Your username is now Anna Karenina\./);

    const { json } = await callWith(scene().installation, access);
    assert.equal(json['sub'], id);
    assert.equal(json['username'], 'Anna Karenina');
    await (await scene().browser()).signIn('anna KARENINA');
    const stranger = await scene().browser();
    await stranger.get('/sign-in');
    const old = await stranger.post('/sign-in', { username: 'anna', password: 'a sentence long enough' });
    assert.equal(old.status, 401);
    // The name is free again.
    const heir = await scene().person('heir');
    const change = await scene().installation.services.profile.changeUsername(heir, 'anna');
    assert.deepEqual(change, { outcome: 'changed' });
  });

  test('refuses what signing up refuses, and says why', async () => {
    await scene().person('bela');
    await scene().person('taken');
    const bela = await scene().browser('bela');
    await bela.get('/account/profile');
    for (const [username, status, sentence] of [
      ['', 400, /Enter a username/],
      ['   ', 400, /Enter a username/],
      ['a@b', 400, /without @, invisible characters, or words that mix alphabets/],
      ['a＠b', 400, /without @, invisible characters, or words that mix alphabets/],
      ['a\u202Eb', 400, /without @, invisible characters, or words that mix alphabets/],
      ['x'.repeat(65), 400, /without @, invisible characters, or words that mix alphabets/],
      ['TAKEN', 409, /This username is taken/],
      ['ｔａｋｅｎ', 409, /This username is taken/],
    ] as const) {
      const answer = await bela.post('/account/profile/username', { username });
      assert.equal(answer.status, status, username);
      assert.match(answer.html, sentence, username);
    }
    assert.equal((await bela.post('/account/profile/username', { username: 'bela' })).status, 200);
    assert.match((await bela.post('/account/profile/username', { username: 'Bela' })).location, /done=renamed/);
  });

  test('of several concurrent requests for one name one succeeds', async () => {
    const names = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
    for (const name of names) await scene().person(name);
    const browsers = await Promise.all(names.map((name) => scene().browser(name)));
    const answers = await inParallel(names.length, async (index) => {
      const answer = await browsers[index]?.post('/account/profile/username', { username: 'wanted' });
      return String(answer?.status);
    });
    assert.deepEqual(tally(answers), { '303': 1, '409': names.length - 1 });
  });

  test('does not reveal who has an account', async () => {
    await scene().person('curious');
    const curious = await scene().browser('curious');
    await curious.get('/account/profile');
    const statuses: number[] = [];
    for (let index = 0; index < 25; index += 1) {
      statuses.push((await curious.post('/account/profile/username', { username: 'dev' })).status);
    }
    assert.deepEqual([statuses[0], statuses.at(-1)], [409, 429]);
  });
});

const lang = (html: string): string => /<html lang="(\w+)">/.exec(html)?.[1] ?? '';

onEachDatabase('the language of an account', (scene) => {
  test('is the user’s last choice, in every browser without a choice of its own', async () => {
    await scene().person('clara');
    const clara = await scene().browser('clara');
    await clara.get('/account/profile');
    const back = await clara.follow(await clara.post('/language', { locale: 'fr', return_to: '/account/profile' }));
    assert.equal(lang(back.html), 'fr');

    const elsewhere = await scene().browser();
    assert.equal(lang((await elsewhere.get('/sign-in')).html), 'en');
    await elsewhere.signIn('clara');
    assert.equal(lang((await elsewhere.get('/account')).html), 'fr');
    assert.equal(lang((await elsewhere.get('/account', { 'accept-language': 'en' })).html), 'fr');
    // An app's requested language takes precedence.
    assert.equal(lang((await elsewhere.get('/account?ui_locales=en')).html), 'en');

    const english = await scene().browser();
    await english.get('/');
    await english.post('/language', { locale: 'en' });
    await english.signIn('clara');
    assert.equal(lang((await english.get('/account')).html), 'en');
  });

  test('is not stored for strangers, and unknown ones never are', async () => {
    const id = await scene().person('dora');
    const stranger = await scene().browser();
    await stranger.get('/');
    await stranger.post('/language', { locale: 'fr' });
    const dora = await scene().browser('dora');
    await dora.post('/language', { locale: 'tlh' });
    assert.equal((await scene().installation.services.accounts.getById(id))?.locale, null);
  });
});
