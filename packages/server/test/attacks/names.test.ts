import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PASSWORD } from '../support/installation.js';
import { CALLBACK, form, readAnswer, type Answer } from '../support/oauth-app.js';
import { createVisitor, type VisitedPage } from '../support/page-visitor.js';
import { setScene } from './scene.js';

const scene = setScene();

/** Characters no name may contain, because one name could pass for another or look empty. */
const HIDDEN: Readonly<Record<string, string>> = {
  'a line break': 'ali\nce',
  'a carriage return': 'ali\rce',
  'an escape': 'ali\u001bce',
  'a right-to-left override': 'ali\u202ece',
  'an isolate': '\u2066alice\u2069',
  'a left-to-right mark': 'alice\u200e',
  'a byte order mark': '\ufeffalice',
  'a zero-width space': 'ali\u200bce',
  'a word joiner': 'alice\u2060',
  'a soft hyphen': 'ali\u00adce',
  'a Hangul filler': 'alice\u3164',
  'a joiner': 'ali\u200dce',
  'a non-joiner': 'alice\u200c',
  'a variation selector': 'alice\ufe0f',
  'a tag': 'alice\u{e0061}',
  'a blank Braille cell': 'alice\u2800',
  'nothing but blank Braille cells': '\u2800\u2800',
  'nothing but white space': ' \u3000 ',
};

let people = 0;

/** Signs up from a new address, because sign-up is limited per address. */
const signUp = async (username: string, email: string): Promise<VisitedPage> => {
  people += 1;
  const visitor = createVisitor(scene().installation, { address: `192.0.2.${people}` });
  await visitor.get('/sign-up');
  return visitor.post('/sign-up', { username, email, password: PASSWORD });
};

const createApp = async (fields: object | string): Promise<Answer> => {
  const { installation, ids } = scene();
  const token = await installation.services.developers.createToken(ids.dev, 'ci', null);
  assert.ok(token.outcome === 'done');
  const headers = { authorization: `Bearer ${token.value.token.reveal()}`, 'content-type': 'application/json' };
  const body = typeof fields === 'string' ? fields : JSON.stringify(fields);
  return readAnswer(await installation.request('/api/oauth_apps', { method: 'POST', headers, body }));
};

describe('names that hide something', () => {
  for (const [what, name] of Object.entries(HIDDEN)) {
    test(`A96: ${what} in a username, an address or an app’s name is refused`, async () => {
      assert.equal((await signUp(name, 'fine@example.com')).status, 400);
      assert.equal((await signUp('fine-name', `${name}@example.com`)).status, 400);
      const app = await createApp({ name, redirect_uri: CALLBACK });
      assert.equal(app.status, 400);
      assert.match(app.text, /"field":"name"/);
    });
  }

  test('A96: NUL is refused in forms, in JSON, in queries and in paths', async () => {
    const visitor = await scene().browser('alice');
    for (const path of ['/sign-up', '/sign-in', '/topup'])
      assert.equal((await visitor.post(path, { username: 'a\0b' })).status, 400);
    assert.equal((await createApp({ name: 'a\0b', redirect_uri: CALLBACK })).status, 400);
    assert.equal((await createApp({ name: 'a', redirect_uri: `${CALLBACK}\0` })).status, 400);
    assert.equal((await visitor.get('/api/oauth2/authorize?client_id=a%00b')).status, 400);
    assert.equal((await visitor.get('/topup/orders/a%00b')).status, 404);
    assert.equal((await visitor.get('/authorize?request=%00')).status, 400);
  });

  test('A96: half a surrogate pair is refused in JSON and cannot be sent in a form', async () => {
    assert.equal((await createApp('{"name":"a\\ud800b","redirect_uri":"https://app.example/callback"}')).status, 400);
    assert.equal(
      (await createApp('{"name":"a","description":"\\udfff","redirect_uri":"https://app.example/callback"}')).status,
      400,
    );
    const visitor = await scene().browser();
    await visitor.get('/sign-up');
    const body = `csrf=${visitor.csrfToken()}&username=a%ED%A0%80b`;
    const cookie = `octroi_browser=${visitor.cookies.get('octroi_browser')}`;
    const response = await scene().installation.request('/sign-up', form(body, { cookie }));
    assert.equal(response.status, 400);
  });

  test('A96: spellings that look the same are one name', async () => {
    const twins = ['Zoé', 'Zoe\u0301', 'ZOÉ', 'zoé', 'ｚｏé', '  Zoé  '];
    const [first = '', ...others] = twins;
    assert.equal((await signUp(first, 'zoe@example.com')).status, 303);
    for (const [index, twin] of others.entries()) {
      const answer = await signUp(twin, `zoe${index}@example.com`);
      assert.equal(answer.status, 400, twin);
    }
    assert.equal((await signUp('zoe-two', 'ZOE@Example.COM')).status, 400);
    assert.equal((await signUp('zoe@example.com', 'other@example.com')).status, 400, 'a name that is an address');
    // With a name that folds to an address, its holder could lock the address's owner out.
    assert.equal((await signUp('zoe\uff20example.com', 'other@example.com')).status, 400, 'a full-width @');
    assert.equal((await signUp('zoe\ufe6bexample.com', 'other@example.com')).status, 400, 'a small @');
    assert.equal((await signUp('other', 'other@zoe\uff20example.com')).status, 400, 'an address with a second @');
    assert.equal((await signUp('other', 'other\uff20example.com')).status, 400, 'an address without a plain @');
  });

  // Mail to each of these goes to the same mailbox, and each was another account.
  test('A96: an address has no dot at the end, no two in a row, and none of another kind', async () => {
    for (const [index, domain] of [
      'example.com.',
      'example..com',
      '.example.com',
      'example\u3002com',
      'example\uFF0Ecom',
    ].entries()) {
      assert.equal((await signUp(`dotted${index}`, `dotted@${domain}`)).status, 400, domain);
    }
    assert.equal((await signUp('dotted', 'dotted@mail.example.com')).status, 303);
  });

  test('A96: a word in two alphabets is refused in a username and in an app’s name', async () => {
    const name = 'p\u0430ypal';
    assert.equal((await signUp(name, 'mixed@example.com')).status, 400);
    assert.equal((await createApp({ name, redirect_uri: CALLBACK })).status, 400);
    for (const [index, fine] of ['Пейпал', '小明 abc'].entries()) {
      assert.equal((await signUp(fine, `fine${index}@example.com`)).status, 303);
      assert.equal((await createApp({ name: fine, redirect_uri: CALLBACK })).status, 201);
    }
  });

  test('A96: a name that differs only by characters its spelling needs is taken', async () => {
    const needed = { '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645': '\u200c', 'bob \u2764\ufe0f': '\ufe0f' };
    for (const [index, [name, unseen]] of Object.entries(needed).entries()) {
      assert.equal((await signUp(name, `needed${index}@example.com`)).status, 303);
      assert.equal((await signUp(name.replace(unseen, ''), `twin${index}@example.com`)).status, 400);
      assert.equal((await createApp({ name, redirect_uri: CALLBACK })).status, 201);
    }
  });

  test('A96: an app’s name is kept in one form', async () => {
    const created = await createApp({ name: '  Cafe\u0301   bar ', redirect_uri: CALLBACK });
    assert.match(created.text, /"name":"Café bar"/);
  });
});

describe('a request that waits for a sign-up', () => {
  test('is named by text that stays where it belongs', async () => {
    // The field was put into the Location header unchanged, and a line break in it caused a server error.
    const visitor = await scene().browser();
    await visitor.get('/sign-up');
    const fields = {
      request: 'x\r\nset-cookie: a=b&y=z',
      username: 'liz',
      email: 'liz@example.com',
      password: PASSWORD,
    };
    const answer = await visitor.post('/sign-up', fields);
    assert.equal(answer.status, 303);
    assert.equal(new URL(answer.location, 'http://localhost').searchParams.get('request'), fields.request);
    assert.equal(visitor.cookies.has('a'), false);
  });
});
