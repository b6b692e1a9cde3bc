// Right passwords and passkeys were not counted: one person made any number of sessions, events and sign-out notices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { LimitedError } from '#server/kernel/limited.js';
import { Secret } from '#server/kernel/secret.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { PASSWORD } from '#test/support/installation.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { turnOn } from '#test/support/scenes/sign-in.js';

const BROWSER = { id: 'b'.repeat(43), userAgent: '', locale: 'en' } as const;
const NEXT = 'a new sentence, long enough';

onEachDatabase('sign-ins of one user', (scene) => {
  const signInOften = async (name: string, count: number): Promise<void> => {
    const { accounts, sessions } = scene().installation.services;
    const account = await accounts.findByLogin(name);
    assert.ok(account);
    for (let done = 0; done < count; done += 1) await sessions.start(verifiedOf(account), PASSWORD_AMR, BROWSER);
  };

  const signIn = async (name: string, password = PASSWORD) => {
    const visitor = createVisitor(scene().installation);
    await visitor.get('/sign-in');
    return { visitor, answer: await visitor.post('/sign-in', { username: name, password }) };
  };

  test('are 300 an hour, and a new password by a link begins another count', async () => {
    const { installation } = scene();
    const { accounts, passwordReset } = installation.services;
    const id = await scene().person('alice');
    await signInOften('alice', 299);
    assert.equal((await signIn('alice')).answer.status, 303, 'all but one were proven');
    const { answer } = await signIn('alice');
    assert.equal(answer.status, 429);
    assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
    await assert.rejects(signInOften('alice', 1), LimitedError);

    const account = await accounts.getById(id);
    assert.ok(account);
    const token = new URL(await passwordReset.createLink(account)).searchParams.get('token') ?? '';
    const next = { password: new Secret(NEXT), locale: 'en', address: '192.0.2.1' } as const;
    assert.equal(await passwordReset.reset(token, next), true);
    assert.equal((await signIn('alice', NEXT)).answer.status, 303);
  });

  test('are not used up by whoever knows the password and not the codes', async () => {
    const { installation } = scene();
    await scene().person('bella');
    const { phone } = await turnOn(installation, await scene().browser('bella'));
    await signInOften('bella', 298);
    const thief = await signIn('bella');
    for (let tries = 0; tries < 4; tries += 1) {
      await thief.visitor.post('/sign-in/second-step', { code: '000000' });
    }
    const { visitor } = await signIn('bella');
    assert.equal((await visitor.post('/sign-in/second-step', { code: phone.code() })).status, 303);
  });

  // Each was a row.
  test('are begun 60 times an hour in browsers that the user has never signed in with', async () => {
    const { installation } = scene();
    const { accounts, pendingSignIns } = installation.services;
    await scene().person('clara');
    const browser = await scene().browser('clara');
    await turnOn(installation, browser);
    const account = await accounts.findByLogin('clara');
    assert.ok(account);
    const begin = (index: number) =>
      pendingSignIns.begin(
        { ...verifiedOf(account), amr: PASSWORD_AMR },
        { browserId: `thief ${index}`, handle: null },
      );
    for (let index = 0; index < 60; index += 1) await begin(index);
    await assert.rejects(begin(60), LimitedError);
    assert.equal((await signIn('clara')).answer.status, 429);
    await browser.post('/sign-out');
    await browser.get('/sign-in');
    assert.equal((await browser.post('/sign-in', { username: 'clara', password: PASSWORD })).status, 303);
  });
});
