import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionEndedError } from '#server/kernel/condition.js';
import { MAX_PASSKEYS } from '#server/domain/sign-in/index.js';
import { createAuthenticator } from '#test/support/authenticator.js';
import { addApp } from '#test/support/fixtures.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { storeOf } from '#test/support/store.js';

const AT_ONCE = 8;
const LIMITS = { apps: 100, tokens: 50, resources: 100 };

// Nobody looked at whether the account was still there, so `octroi app create` left an app of nobody's.
onEachDatabase('of a user who has just been deleted', (scene) => {
  const deleted = async (name: string): Promise<string> => {
    const id = await scene().person(name);
    assert.equal((await scene().installation.services.accountDeletion.delete(id, 'operator')).outcome, 'deleted');
    return id;
  };

  test('nothing is created', async () => {
    const { apps, developers } = scene().installation.services;
    const id = await deleted('creator');
    const draft = { name: 'Orphan', redirectUris: ['https://chat.example/callback'] };
    await assert.rejects(apps.create(id, draft), ConditionEndedError);
    await assert.rejects(developers.createToken(id, 'orphan', null), ConditionEndedError);
    assert.deepEqual([await apps.list(id), await developers.listTokens(id)], [[], []]);
  });

  test('the status stays, and no change is recorded', async () => {
    const { accountStatuses, database } = scene().installation.services;
    const id = await deleted('disabled');
    assert.equal(await accountStatuses.set(id, 'disabled'), false);
    const events = database.read.query.selectFrom('audit_events').where('user_id', '=', id).select('type');
    assert.ok((await events.execute()).every(({ type }) => type !== 'account_disabled'));
  });
});

// They were counted before the transaction, so concurrent creations each counted none of the others.
onEachDatabase('of a user with room for one more, concurrent creations leave one', (scene) => {
  const services = () => scene().installation.services;

  test('app', async () => {
    const id = await scene().person('apps');
    const store = storeOf(services());
    await inParallel(LIMITS.apps - 1, (index) => addApp(store, { owner: id, clientId: `client_${index}` }));
    const draft = { name: 'One more', redirectUris: ['https://chat.example/callback'] };
    const outcomes = await inParallel(AT_ONCE, () => services().apps.create(id, draft));
    assert.deepEqual(tally(outcomes.map(({ outcome }) => outcome)), { done: 1, refused: AT_ONCE - 1 });
    assert.equal((await services().apps.list(id)).length, LIMITS.apps);
  });

  test('developer token', async () => {
    const id = await scene().person('tokens');
    const { developers } = services();
    for (let index = 1; index < LIMITS.tokens; index += 1) {
      assert.equal((await developers.createToken(id, `token ${index}`, null)).outcome, 'done');
    }
    const [oldest] = await developers.listTokens(id);
    assert.ok(oldest);
    // Revoked tokens do not count.
    assert.ok(await developers.revokeToken(oldest.id, id));
    assert.equal((await developers.createToken(id, 'instead', null)).outcome, 'done');
    const outcomes = await inParallel(AT_ONCE, () => developers.createToken(id, 'one more', null));
    assert.deepEqual(tally(outcomes.map(({ outcome }) => outcome)), { done: 1, refused: AT_ONCE - 1 });
  });

  test('resource', async () => {
    const id = await scene().person('resources');
    const { resources } = services();
    const add = (name: string) =>
      resources.add(id, {
        identifier: `https://${name}.example`,
        name,
        scopes: [{ name: `${name}:read`, description: 'Read' }],
      });
    for (let index = 1; index < LIMITS.resources; index += 1) assert.equal((await add(`r${index}`)).outcome, 'done');
    const outcomes = await inParallel(AT_ONCE, (index) => add(`more${index}`));
    assert.deepEqual(tally(outcomes.map(({ outcome }) => outcome)), { done: 1, refused: AT_ONCE - 1 });
  });

  test('passkey', async () => {
    const id = await scene().person('passkeys');
    const { accounts, passkeys } = services();
    const account = await accounts.getById(id);
    assert.ok(account);
    const store = storeOf(services());
    for (let index = 1; index < MAX_PASSKEYS; index += 1) {
      const key = { credentialId: `${id} ${index}`, publicKey: 'k', signCount: 0, transports: [], isBackedUp: false };
      await store.passkeys.insert({ ...key, userId: id, name: 'Key', createdAt: 1 });
    }
    const browser = await scene().browser('passkeys');
    const authenticator = createAuthenticator(scene().installation.issuer);
    const pages = await inParallel(AT_ONCE, () => browser.get('/account/security'));
    const answers = await inParallel(AT_ONCE, (index) => {
      const page = pages[index];
      assert.ok(page);
      const { credential } = authenticator.make(page);
      return browser.post('/account/security/passkeys', { credential, passkey_name: `more ${index}` });
    });
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 200: 1, 400: AT_ONCE - 1 });
    assert.equal((await passkeys.list(id)).length, MAX_PASSKEYS);
  });
});
