import assert from 'node:assert/strict';
import type { Reply } from './actors/developer-app.js';
import { journeys } from './actors/scene.js';

const errorOf = ({ status, body }: Reply): string => `${status} ${String(body['error'])}`;

journeys('how access ends', (journey) => {
  journey('the user ends it: the app is out at its next call, and has to ask again', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    const tokens = await on.connect(alice, inkwell);

    await alice.opens('/account/authorizations');
    await alice.reads('Inkwell', inkwell.origin, 'See your profile', 'See your balance');
    await alice.presses('Revoke access for Inkwell');
    await alice.reads(
      'Access revoked. Inkwell can no longer see your account.',
      'No apps have access to your account.',
    );

    const userinfo = await inkwell.userinfo(tokens);
    assert.equal(errorOf(userinfo), '401 invalid_token');
    assert.match(userinfo.challenge ?? '', /^Bearer .*error="invalid_token"/);
    assert.equal(errorOf(await inkwell.refresh(tokens)), '400 invalid_grant');

    alice.pagesSeen();
    await alice.opens(inkwell.asksOneClick());
    assert.deepEqual(alice.pagesSeen(), ['/authorize']);
    await alice.presses('Continue as alice');
    assert.equal((await inkwell.userinfo(await inkwell.signedIn())).status, 200);
    assert.equal(errorOf(await inkwell.userinfo(tokens)), '401 invalid_token', 'the old tokens stay dead');
  });

  journey('ending one app leaves the other alive', async (on) => {
    const [inkwell, quill] = [await on.app('Inkwell'), await on.app('Quill')];
    const alice = await on.signedIn('alice');
    const forInkwell = await on.connect(alice, inkwell);
    const forQuill = await on.connect(alice, quill);

    await alice.opens('/account/authorizations');
    await alice.presses('Revoke access for Quill');

    assert.equal(errorOf(await quill.userinfo(forQuill)), '401 invalid_token');
    assert.equal((await inkwell.userinfo(forInkwell)).status, 200);
    assert.equal((await inkwell.refresh(forInkwell)).status, 200);
    await alice.opens(inkwell.asksOneClick());
    await inkwell.signedIn();
  });

  journey('a lost answer can be asked for again; a stolen refresh token ends it, and the user is told', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    const first = await on.connect(alice, inkwell);

    const lost = await inkwell.refreshed(first);
    const second = await inkwell.refreshed(first);
    assert.notEqual(second.refresh, first.refresh);
    assert.equal(second.refresh, lost.refresh, 'the same successor');
    const third = await inkwell.refreshed(second);
    assert.equal((await inkwell.userinfo(third)).status, 200);
    await alice.opens('/account');
    assert.ok(!(await alice.says('We signed you out of Inkwell')));

    assert.equal(errorOf(await inkwell.refresh(first)), '400 invalid_grant');
    assert.equal(errorOf(await inkwell.refresh(third)), '400 invalid_grant');
    assert.equal(errorOf(await inkwell.userinfo(third)), '401 invalid_token');
    await alice.reloads();
    await alice.reads('We signed you out of Inkwell because a copy of one of its tokens was used.');
  });
});
