import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Audit } from '#server/domain/audit/index.js';
import { PASSWORD } from '#test/support/installation.js';
import { setScene } from '#test/attacks/scene.js';

const scene = setScene();

/** Returns the events recorded about a user since the last call, oldest first. */
const watch = async (userId: string | null) => {
  const { query } = scene().installation.services.database.read;
  const all = async () =>
    (await query.selectFrom('audit_events').orderBy('id').selectAll().execute()).filter(
      (event) => event.user_id === userId,
    );
  let seen = (await all()).length;
  return async (): Promise<string[]> => {
    const events = await all();
    const news = events.slice(seen).map(({ type, detail }) => (detail === '{}' ? type : `${type} ${detail}`));
    seen = events.length;
    return news;
  };
};

describe('what is written down', () => {
  test('a changed password is no sign-in, and ends the other sessions', async () => {
    const { installation, ids } = scene();
    const phone = await scene().browser('alice');
    await scene().browser('alice');
    const news = await watch(ids.alice);
    const fields = { current_password: PASSWORD, new_password: 'another long sentence' };
    assert.equal((await phone.post('/account/security/password', fields)).status, 200);
    const [ended, ...others] = await news();
    assert.equal(ended, 'sessions_ended {"sessions":1}');
    assert.deepEqual(others, ['password_changed']);
    assert.equal((await installation.services.sessions.list(ids.alice)).length, 1);
  });

  test('signing in, signing out, and a wrong password', async () => {
    const { ids } = scene();
    const news = await watch(ids.bob);
    const bob = await scene().browser('bob');
    await bob.post('/sign-out');
    await bob.get('/sign-in');
    await bob.post('/sign-in', { username: 'bob', password: 'wrong' });
    const events = await news();
    assert.deepEqual(
      events.map((event) => event.split(' ', 1)[0]),
      ['signed_in', 'session_ended', 'sign_in_failed'],
    );
  });

  test('ending all sessions, when there are any', async () => {
    const { installation, ids } = scene();
    await scene().browser('bob');
    const news = await watch(ids.bob);
    const { database, sessions } = installation.services;
    for (let time = 0; time < 2; time += 1) {
      await database.write((transaction) => sessions.endAll(transaction, ids.bob));
    }
    assert.deepEqual(await news(), ['sessions_ended {"sessions":1}']);
  });

  test('an invitation, with the role it gives', async () => {
    const news = await watch(null);
    await scene().installation.services.invitations.create('operator');
    assert.deepEqual(await news(), ['invitation_created {"role":"operator"}']);
  });
});

// Fifty effects were recorded after their commit. The compiler refuses that now: each line must be an error.
test('the types keep what changes something apart from what was only seen', () => {
  type Recorded = Parameters<Audit['record']>[1]['type'];
  type Observed = Parameters<Audit['observe']>[0]['type'];
  const recorded: Recorded = 'app_created';
  const observed: Observed = 'sign_in_failed';
  // @ts-expect-error An effect is recorded with its transaction.
  const notObserved: Observed = 'app_created';
  // @ts-expect-error There is no transaction to record this with.
  const notRecorded: Recorded = 'sign_in_failed';
  assert.notEqual(recorded, observed);
  assert.notEqual(notObserved, notRecorded);
});
