// Nothing limited the sessions of a user, until no statement could name them all, and then nobody could end them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { grantTokens } from '#test/support/oauth-app.js';
import { inParallel } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { storeOf } from '#test/support/store.js';

const BROWSER = { id: 'b'.repeat(43), userAgent: '', locale: 'en' } as const;

onEachDatabase('a user with more than 100 sessions', (scene) => {
  test('keeps the last used: the others end with a sign-in, and apps are told', async () => {
    const { installation } = scene();
    const { accounts, sessions } = installation.services;
    const id = await scene().person('alice');
    const visitor = await scene().browser('alice');
    await grantTokens(visitor, await scene().app({ backchannelLogoutUri: 'https://chat.example/backchannel' }));
    const [first] = await sessions.list(id);
    const account = await accounts.getById(id);
    assert.ok(first && account);
    const verified = verifiedOf(account);
    installation.letTimePass(1000);
    await inParallel(99, () => sessions.start(verified, PASSWORD_AMR, BROWSER));
    assert.equal((await visitor.get('/account')).status, 200, 'a hundred are not too many');

    installation.letTimePass(1000);
    const { secret } = await sessions.start(verified, PASSWORD_AMR, BROWSER);

    assert.equal((await visitor.get('/account')).status, 303);
    assert.notEqual(await sessions.find(secret.reveal()), null);
    assert.equal((await sessions.list(id)).length, 100);
    const due = await storeOf(installation.services).logoutNotices.listDue(installation.now(), 10);
    assert.deepEqual(
      due.map(({ sid }) => sid),
      [first.signIn.sid],
    );
  });
});
