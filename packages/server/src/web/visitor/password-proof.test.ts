import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';

const scene = setScene();

// Changing a password or an address answered 429 without Retry-After: each form had its own password check.
describe('a form that asks for the password once more', () => {
  for (const { what, username, path, fields } of [
    {
      what: 'to change the password',
      username: 'alice',
      path: '/account/security/password',
      fields: (guess: string) => ({ current_password: guess, new_password: 'a new and longer one' }),
    },
    {
      what: 'to change the email',
      username: 'bob',
      path: '/account/security/email',
      fields: (guess: string) => ({ new_email: 'bob.new@example.com', email_password: guess }),
    },
    {
      what: 'to delete the account',
      username: 'dev',
      path: '/account/delete',
      fields: (guess: string) => ({ username: 'dev', password: guess }),
    },
  ]) {
    test(`${what} says how long to wait after too many guesses (RFC 6585 section 4)`, async () => {
      const visitor = await scene().browser(username);
      await visitor.get('/account/security');
      assert.match((await visitor.post(path, fields(''))).html, /Enter your current password/);
      const wrong = await visitor.post(path, fields('a wrong one'));
      assert.equal(wrong.status, 400);
      assert.match(wrong.html, /Your current password is incorrect/);
      assert.equal(wrong.headers.get('retry-after'), null);
      let answer = wrong;
      for (let index = 0; index < 30 && answer.status === 400; index += 1) {
        answer = await visitor.post(path, fields(`guess ${index}`));
      }
      assert.equal(answer.status, 429);
      assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    });
  }
});
