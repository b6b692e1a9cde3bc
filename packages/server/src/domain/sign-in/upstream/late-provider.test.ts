// The provider answers our request for its tokens, or for the profile, only after what the callback depends on has ended.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#server/kernel/secret.js';
import { forEachDatabase } from '#test/support/databases.js';
import { PASSWORD, type Installation } from '#test/support/installation.js';
import { createVisitor, type Visitor } from '#test/support/page-visitor.js';
import { startOpenIdPeer } from '#test/support/peers/openid.js';
import { callbackOf, leave, openWithUpstream } from '#test/support/scenes/upstream.js';

const peer = await startOpenIdPeer({ redirectUri: callbackOf('example') });
const SUBJECT = 's1';
peer.people.set(SUBJECT, { email: 's1@peer.example', email_verified: true });
peer.signsIn(SUBJECT);

interface Alice {
  installation: Installation;
  id: string;
  /** Where she is signed in. */
  visitor: Visitor;
}

type Meanwhile = (alice: Alice) => Promise<unknown>;

const signIn = async (installation: Installation): Promise<Visitor> => {
  const visitor = createVisitor(installation);
  await visitor.signIn('alice');
  return visitor;
};

const disable: Meanwhile = ({ installation, id }) => installation.services.accountStatuses.set(id, 'disabled');

const removeAccount: Meanwhile = async ({ installation, id }) => {
  const { outcome } = await installation.services.accountDeletion.delete(id, 'operator');
  assert.equal(outcome, 'deleted');
};

/** What ends the session that connects an identity. */
const SESSION_ENDINGS: Readonly<Record<string, Meanwhile>> = {
  'signs out in another tab': async ({ visitor, installation }) => {
    const tab = createVisitor(installation);
    for (const [name, value] of visitor.cookies) tab.cookies.set(name, value);
    await tab.get('/account');
    assert.equal((await tab.post('/sign-out')).status, 303);
  },
  'signs out everywhere else': async ({ installation }) => {
    const elsewhere = await signIn(installation);
    await elsewhere.get('/account/security');
    assert.equal((await elsewhere.post('/account/security/sessions/end-others')).status, 303);
  },
  'resets the password': async ({ installation, id }) => {
    const { accounts, passwordReset } = installation.services;
    const account = await accounts.getById(id);
    assert.ok(account);
    const token = new URL(await passwordReset.createLink(account)).searchParams.get('token') ?? '';
    assert.ok(await passwordReset.reset(token, { password: new Secret(PASSWORD), locale: 'en', address: '192.0.2.1' }));
  },
  'is disabled': disable,
  'is deleted': removeAccount,
};

/** What ends the way in of an identity. */
const WAY_ENDINGS: Readonly<Record<string, Meanwhile>> = {
  'disconnects the identity': async ({ installation, id }) => {
    const { upstreamIdentities } = installation.services;
    const [identity] = await upstreamIdentities.list(id);
    assert.equal(await upstreamIdentities.remove(id, identity?.id ?? 0, 'en'), 'removed');
  },
  'is disabled': disable,
  'is deleted': removeAccount,
};

const connected = async ({ installation, id }: Alice): Promise<number> =>
  (await installation.services.upstreamIdentities.list(id)).length;
const leaveToConnect = async ({ visitor }: Alice): Promise<string> => {
  const fields = { current_password: PASSWORD };
  return peer.visit((await visitor.post('/account/security/upstream/connect/example', fields)).location);
};

forEachDatabase('a provider that is late', ({ create }) => {
  const withAlice = async (work: (alice: Alice) => Promise<void>): Promise<void> => {
    const { url } = await create();
    const environment = { OCTROI_DATABASE_URL: url, OCTROI_SECRET_KEY: 'ab'.repeat(32) };
    const installation = await openWithUpstream([peer.entry()], environment);
    try {
      const id = await installation.addUser('alice');
      await work({ installation, id, visitor: await signIn(installation) });
    } finally {
      await installation.close();
    }
  };

  for (const path of ['/token', '/me']) {
    for (const [what, end] of Object.entries(SESSION_ENDINGS)) {
      test(`with ${path}, while the user ${what}: connects nothing`, () =>
        withAlice(async (alice) => {
          const callback = await leaveToConnect(alice);
          const held = Promise.withResolvers<void>();
          peer.beforeAnswering(path, async () => {
            await end(alice);
            held.resolve();
          });
          const answer = await alice.visitor.get(callback);
          await held.promise;
          assert.ok(answer.status === 403 || answer.location.startsWith('/sign-in'), `${answer.status}`);
          assert.equal(await connected(alice), 0);
          assert.notEqual((await alice.visitor.get('/account')).status, 200);
        }));
    }
  }

  for (const [what, end] of Object.entries(WAY_ENDINGS)) {
    test(`while the user ${what}: signs nobody in`, () =>
      withAlice(async (alice) => {
        const { installation, id } = alice;
        await installation.services.upstreamIdentities.connect(
          id,
          { issuer: peer.issuer, subject: SUBJECT, label: 'me' },
          'en',
        );
        const stranger = createVisitor(installation);
        await stranger.get('/sign-in');
        const callback = await peer.visit((await leave(stranger)).href);
        const was = await installation.services.sessions.list(id);
        peer.beforeAnswering('/token', async () => void (await end(alice)));
        const answer = await stranger.get(callback);
        assert.notEqual(answer.location, '/account');
        assert.notEqual((await stranger.get('/account')).status, 200);
        assert.ok((await installation.services.sessions.list(id)).length <= was.length);
      }));
  }

  test('and nothing has ended: connects, and then signs in', () =>
    withAlice(async (alice) => {
      const callback = await leaveToConnect(alice);
      peer.beforeAnswering('/me', () => Promise.resolve());
      assert.equal((await alice.visitor.get(callback)).location, '/account/security');
      assert.equal(await connected(alice), 1);
      const stranger = createVisitor(alice.installation);
      await stranger.get('/sign-in');
      peer.beforeAnswering('/token', () => Promise.resolve());
      assert.equal((await stranger.get(await peer.visit((await leave(stranger)).href))).location, '/account');
    }));
});
